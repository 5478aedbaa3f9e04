"""The groups of Wagtail in which members are, and what these may do in its admin.

A group stands for one role, and one college, in one consultation. Its rights hold on the
consultation's pages of every language, and so on what is below them. Groups follow memberships: who
is put into one by hand, or out of it, is put right again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from consult.consultations.colleges import College
from consult.consultations.models import (
    Consultation,
    ConsultationPage,
    MemberGroup,
    Membership,
    Role,
)
from consult.people.models import User
from consult.people.policy import awake, lacks_second_factor


@dataclass(frozen=True)
class Rights:
    """Permissions by their full names: on the whole site, on a consultation's pages, on files."""

    site: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


RIGHTS = {
    Role.PUBLISHER: Rights(
        # Who submits a page for translation publishes it in that language.
        site=("wagtailadmin.access_admin", "wagtail_localize.submit_translation"),
        pages=(
            "wagtailcore.add_page",
            "wagtailcore.change_page",
            "wagtailcore.publish_page",
            "wagtailcore.lock_page",
            "wagtailcore.unlock_page",
        ),
        # A consultation's page shows the logos of its partners and links to documents.
        files=(
            "wagtailimages.add_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.choose_document",
        ),
    ),
    Role.DRAFTER: Rights(site=("wagtailadmin.access_admin",), pages=("wagtailcore.change_page",)),
    Role.MODERATOR: Rights(),  # their desk is on the public site
}


@transaction.atomic
def group_of(consultation: Consultation, role: Role, college: str = "") -> Group:
    """Return the group of those who hold a role in a consultation, and sit in a college.

    It is made when it is first asked for, with those who are there already.
    """
    kind = {
        "consultation": consultation,
        "role": role,
        "college": "" if role == Role.PUBLISHER else college,
    }
    found, made = MemberGroup.objects.select_related("group").get_or_create(
        **kind, defaults={"group": lambda: Group.objects.create(name=free_name(**kind))}
    )
    if made:
        fill(found)
    return found.group


def fill(member_group: MemberGroup) -> None:
    """Give a new group its members and its rights."""
    group, consultation = member_group.group, member_group.consultation
    members = Membership.objects.filter(consultation=consultation, role=member_group.role)
    if member_group.college:
        members = members.filter(college=member_group.college)
    group.user_set.set(awake(User.objects.filter(pk__in=members.values("participant"))))
    rights = RIGHTS[member_group.role]
    group.permissions.set(permissions(rights.site))
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=root, permission=one)
        for one in permissions(rights.files)
    )
    open_pages(member_group, ConsultationPage.objects.filter(translation_key=consultation.pk))


def open_page(page: ConsultationPage) -> None:
    """Let the members of a consultation work on a page of it that is new."""
    for member_group in MemberGroup.objects.filter(consultation=page.translation_key):
        open_pages(member_group, [page])


def open_pages(member_group: MemberGroup, pages: Iterable[ConsultationPage]) -> None:
    """Let a group do on some pages what its role may. Rights that it has stay."""
    allowed = permissions(RIGHTS[member_group.role].pages)
    GroupPagePermission.objects.bulk_create(
        (
            GroupPagePermission(group_id=member_group.group_id, page_id=page.pk, permission=one)
            for page in pages
            for one in allowed
        ),
        ignore_conflicts=True,
    )


def seat(participant: User) -> None:
    """Put somebody into the groups of their memberships, and out of those of all others.

    Who lacks the second factor that their roles want is in none of them.
    """
    memberships = Membership.objects.filter(participant=participant).select_related("consultation")
    if lacks_second_factor(User(pk=participant.pk)):  # as stored now
        memberships = memberships.none()
    theirs = {group_of(one.consultation, one.role, one.college) for one in memberships}
    present = set(participant.groups.exclude(member_group=None))
    participant.groups.remove(*present - theirs)
    participant.groups.add(*theirs - present)


def permissions(names: Iterable[str]) -> list[Permission]:
    """Return permissions by their full names, such as `wagtailcore.change_page`."""
    named = Q(pk__in=[])
    for app, codename in (name.split(".") for name in names):
        named |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(named))


def free_name(*, consultation: Consultation, role: Role, college: str) -> str:
    """Return a name for a group that people recognise and that no other group has."""
    limit = Group._meta.get_field("name").max_length
    with translation.override(settings.LANGUAGE_CODE):
        labels = [Role(role).label, *([College(college).label] if college else [])]
        kind = ": " + ", ".join(str(label) for label in labels)
    for number in count(1):
        ending = kind if number == 1 else f"{kind} ({number})"
        name = str(consultation)[: limit - len(ending)] + ending
        if not Group.objects.filter(name=name).exists():
            break
    return name
