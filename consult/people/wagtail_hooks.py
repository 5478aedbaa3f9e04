"""What Wagtail's admin does with accounts is told to the open sockets."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from consult.core.errors import Refused
from consult.live import services as live
from consult.people.models import Organisation, OrganisationMember, User
from consult.people.names.viewsets import RoleWordsViewSet
from consult.people.organisations.viewsets import (
    MemberPolicy,
    MemberViewSet,
    OrganisationPolicy,
    OrganisationViewSet,
)
from consult.people.privacy.erasure import erase_at_once

register_permission_policy(Organisation, OrganisationPolicy(Organisation))
register_permission_policy(OrganisationMember, MemberPolicy(OrganisationMember))


@hooks.register("register_admin_viewset")
def register_organisations() -> list:
    return [
        RoleWordsViewSet("role_words", url_prefix="role-words"),
        OrganisationViewSet("organisations", url_prefix="organisations"),
        MemberViewSet("organisation_members", url_prefix="organisation-members"),
    ]


@hooks.register("before_delete_user")
def erase_instead(request: HttpRequest, user: User) -> HttpResponse | None:
    """Erase an account as its owner would: what they said stays without their name, and nothing of
    theirs is left.
    """
    if request.method != "POST":
        return None
    erase_all(request, [user])
    return redirect("wagtailusers_users:index")


@hooks.register("before_bulk_action")
def erase_many_instead(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: object
) -> HttpResponse | None:
    """The same for many accounts at once."""
    del action
    people = [one for one in objects if isinstance(one, User)]
    if action_type != "delete" or not people:
        return None
    erase_all(request, people)
    return redirect("wagtailusers_users:index")


def erase_all(request: HttpRequest, people: Iterable[User]) -> None:
    """Erase some accounts, and say of each that it is gone, or why it stays."""
    for one in people:
        name = str(one)
        try:
            erase_at_once(participant=one)
        except Refused as refusal:
            messages.error(request, f"{name}: {refusal}")
        else:
            told = _(
                "The account of %(name)s is erased. What they wrote stays, without their name."
            )
            messages.success(request, told % {"name": name})


@hooks.register("after_edit_user")
def ask_sockets_again(request: HttpRequest, user: User) -> None:
    """A closed or changed account keeps no socket that it may no longer have."""
    del request
    live.access_changed(user.pk)


@hooks.register("after_bulk_action")
def ask_sockets_again_of_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: object
) -> None:
    """The same for what is done with many accounts at once."""
    del request, action_type, action
    for one in objects:
        if isinstance(one, User):
            live.access_changed(one.pk)
