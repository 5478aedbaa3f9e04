"""Organisations that people named in their accounts become records, for which they declared to speak."""

from django.db import migrations

from django.utils import timezone

from consult.core.ids import new_id
from consult.core.names import folded
from consult.core.signs import is_badge_like


def declare(apps, schema_editor):
    """Two spellings of a name are one organisation: it is called as most people call it."""
    User = apps.get_model("people", "User")
    Organisation = apps.get_model("people", "Organisation")
    OrganisationMember = apps.get_model("people", "OrganisationMember")
    spellings, people = {}, {}
    for pk, name in User.objects.exclude(organisation="").values_list("pk", "organisation"):
        plain = " ".join("".join(one for one in name if not is_badge_like(one)).split())
        if plain:
            key = folded(plain).said
            spellings.setdefault(key, {}).setdefault(plain, 0)
            spellings[key][plain] += 1
            people.setdefault(key, []).append(pk)
    now = timezone.now()
    current = OrganisationMember.objects.filter(state__in=("declared", "confirmed"))
    speaking = set(current.values_list("person", flat=True))  # where this was undone before
    for key, names in spellings.items():
        organisation = Organisation.objects.filter(folded_name=key).first()
        if organisation is None:
            name = max(sorted(names), key=names.get)
            organisation = Organisation.objects.create(pk=new_id(), name=name, created_at=now)
        OrganisationMember.objects.bulk_create(
            OrganisationMember(
                pk=new_id(), organisation=organisation, person_id=pk, declared_at=now
            )
            for pk in people[key]
            if pk not in speaking
        )


def write_back(apps, schema_editor):
    """Name in each account the organisation for which its owner speaks now."""
    User = apps.get_model("people", "User")
    OrganisationMember = apps.get_model("people", "OrganisationMember")
    current = OrganisationMember.objects.filter(state__in=("declared", "confirmed"))
    for person, name in current.values_list("person", "organisation__name"):
        User.objects.filter(pk=person).update(organisation=name[:120])



class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_organisations'),
    ]

    operations = [
        migrations.RunPython(declare, write_back),
    ]
