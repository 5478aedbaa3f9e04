"""Groups in Wagtail's admin for the members of consultations, and those who are members already in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import translation
from django.utils.translation import gettext

SITE = {
    "publisher": ["wagtailadmin.access_admin", "wagtail_localize.submit_translation"],
    "drafter": ["wagtailadmin.access_admin"],
    "moderator": [],
}
PAGES = {
    "publisher": [
        f"wagtailcore.{act}_page" for act in ("add", "change", "publish", "lock", "unlock")
    ],
    "drafter": ["wagtailcore.change_page"],
    "moderator": [],
}
FILES = {
    "publisher": [
        "wagtailimages.add_image",
        "wagtailimages.choose_image",
        "wagtaildocs.add_document",
        "wagtaildocs.choose_document",
    ],
    "drafter": [],
    "moderator": [],
}


def seat_members(apps, schema_editor):
    """Make the group of each role and college that somebody has, with its rights."""
    Membership = apps.get_model("consultations", "Membership")
    groups = {}
    for member in Membership.objects.order_by("pk"):
        college = "" if member.role == "publisher" else member.college
        kind = (member.consultation_id, member.role, college)
        if kind not in groups:
            groups[kind] = make_group(apps, *kind)
        groups[kind].user_set.add(member.participant_id)


def make_group(apps, consultation, role, college):
    """Make a group that may do on the consultation's pages what its role may."""
    Group = apps.get_model("auth", "Group")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    pages = apps.get_model("consultations", "ConsultationPage").objects.filter(
        translation_key=consultation
    )
    group = Group.objects.create(name=free_name(apps, pages, role, college))
    group.permissions.set(permissions(apps, SITE[role]))
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission=one)
        for page in pages.values_list("pk", flat=True)
        for one in permissions(apps, PAGES[role])
    )
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=root, permission=one)
        for one in permissions(apps, FILES[role])
    )
    apps.get_model("consultations", "MemberGroup").objects.create(
        consultation_id=consultation, role=role, college=college, group=group
    )
    return group


def permissions(apps, names):
    """Return the permissions of these full names that are there."""
    Permission = apps.get_model("auth", "Permission")
    named = models.Q(pk__in=[])
    for app, codename in (name.split(".") for name in names):
        named |= models.Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(named))


def free_name(apps, pages, role, college):
    """Return a name that no other group has, of the title, role and college."""
    Group = apps.get_model("auth", "Group")
    page = pages.order_by("pk").first()
    labels = {"civil_society": "civil society"}
    with translation.override(settings.LANGUAGE_CODE):
        said = [gettext(labels.get(code, code)) for code in (role, college) if code]
    title = page.title if page else "–"
    number, ending = 1, ": " + ", ".join(said)
    while Group.objects.filter(name=(name := title[: 150 - len(ending)] + ending)).exists():
        number += 1
        ending = f"{': ' + ', '.join(said)} ({number})"
    return name


def remove_groups(apps, schema_editor):
    """Take the groups away again: without them, their members have no rights in the admin."""
    apps.get_model("auth", "Group").objects.exclude(member_group=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("consultations", "0003_charter_rows"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="MemberGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("publisher", "publisher"),
                            ("drafter", "drafter"),
                            ("moderator", "moderator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "college",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "government"),
                            ("civil_society", "civil society"),
                        ],
                        max_length=20,
                        verbose_name="college",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="member_groups",
                        to="consultations.consultation",
                    ),
                ),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="member_group",
                        to="auth.group",
                    ),
                ),
            ],
            options={
                "verbose_name": "group of members",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consultation", "role", "college"),
                        name="consultations_one_group_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("college", ""), ("role", "publisher")),
                            models.Q(
                                ("college__in", ["government", "civil_society"]),
                                ("role__in", ["drafter", "moderator"]),
                            ),
                            _connector="OR",
                        ),
                        name="consultations_groups_of_a_college",
                    ),
                ],
            },
        ),
        migrations.RunPython(seat_members, remove_groups),
    ]
