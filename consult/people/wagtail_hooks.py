"""What Wagtail's admin does with accounts is told to the open sockets."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from consult.live import services as live
from consult.people.models import Organisation, OrganisationMember, User
from consult.people.names.viewsets import RoleWordsViewSet
from consult.people.organisations.viewsets import (
    MemberPolicy,
    MemberViewSet,
    OrganisationPolicy,
    OrganisationViewSet,
)

register_permission_policy(Organisation, OrganisationPolicy(Organisation))
register_permission_policy(OrganisationMember, MemberPolicy(OrganisationMember))


@hooks.register("register_admin_viewset")
def register_organisations() -> list:
    return [
        RoleWordsViewSet("role_words", url_prefix="role-words"),
        OrganisationViewSet("organisations", url_prefix="organisations"),
        MemberViewSet("organisation_members", url_prefix="organisation-members"),
    ]


@hooks.register("after_edit_user")
@hooks.register("before_delete_user")
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
