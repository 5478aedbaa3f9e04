"""The cast of the demonstration: accounts, memberships, and the rights of publishers."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.demo import content
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.people.models import User

DOMAIN = "demo.parvis.example"
PASSWORD = "parvis-demo"  # noqa: S105 - printed for visitors; the command refuses public settings
PUBLISHERS = "Demonstration: publishers"


def make_people() -> dict[str, User]:
    """Make every account and return them by their key in people.yaml."""
    return {one["key"]: make_person(one) for one in content.read("people")}


def make_person(one: dict) -> User:
    """Make one account with a confirmed address; those that are not printed cannot sign in."""
    details = {
        name: one[name] for name in ("public_name", "language", "affiliation", "organisation")
    }
    make = User.objects.create_superuser if one.get("superuser") else User.objects.create_user
    user = make(one["email"], PASSWORD if one.get("account") else None, **details)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def add_members(consultation: Consultation, people: dict[str, User]) -> None:
    """Give everybody their role and college in a consultation."""
    for one in content.read("people"):
        if role := one.get("role"):
            consultations.add_member(
                consultation=consultation,
                participant=people[one["key"]],
                role=role,
                college="" if role == "publisher" else one["college"],
            )


def let_publishers_edit(pages: list[Page], publishers: list[User]) -> None:
    """Let publishers write, publish and translate below some pages, in every language."""
    group, _created = Group.objects.get_or_create(name=PUBLISHERS)
    group.permissions.set(
        Permission.objects.filter(codename__in=("access_admin", "submit_translation"))
    )
    translations = [one for page in pages for one in page.get_translations(inclusive=True)]
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        for page in translations:
            GroupPagePermission.objects.get_or_create(
                group=group, page=page.page_ptr, permission=permission
            )
    files = Permission.objects.filter(
        codename__in=("add_image", "choose_image", "add_document", "choose_document")
    )
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    for publisher in publishers:
        publisher.groups.add(group)
