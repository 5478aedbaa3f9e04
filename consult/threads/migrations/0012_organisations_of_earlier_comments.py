"""Earlier comments were shown with the organisation of their author: they keep it as it was shown."""

from django.db import migrations, models


def keep(apps, schema_editor):
    """Nobody had confirmed anything then."""
    OrganisationMember = apps.get_model("people", "OrganisationMember")
    current = OrganisationMember.objects.filter(
        person=models.OuterRef("author"), state__in=("declared", "confirmed")
    )
    for name in ("Comment", "HeldText"):
        rows = apps.get_model("threads", name).objects.filter(
            models.Exists(current), organisation=None
        )
        rows.update(organisation=models.Subquery(current.values("organisation")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ("threads", "0011_organisations"),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
