"""The cast of the demonstration: accounts, memberships, and the rights of publishers."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.demo import content
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.people.models import User

DOMAIN = "demo.parvis.example"
PASSWORD = "parvis-demo"  # noqa: S105 - printed for visitors; the command refuses public settings
JOINED = 140
"""How many days ago everybody joined: before they say anything."""
PUBLISHERS = "Demonstration: publishers"


def make_people() -> dict[str, User]:
    """Make every account and return them by their key in people.yaml."""
    password = make_password(PASSWORD)  # once for all: it takes long by design
    return {one["key"]: make_person(one, password) for one in content.read("people")}


def make_person(one: dict, password: str) -> User:
    """Make one account with a confirmed address; those that are not printed cannot sign in."""
    details = {
        name: one[name] for name in ("public_name", "language", "affiliation", "organisation")
    }
    details["joined_at"] = timezone.now() - timedelta(days=JOINED)
    make = User.objects.create_superuser if one.get("superuser") else User.objects.create_user
    user = make(one["email"], None, **details)
    if one.get("account"):
        user.password = password
        user.save(update_fields=["password"])
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
