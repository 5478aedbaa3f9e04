"""What Wagtail's admin does with accounts is told to the open sockets."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from consult.live import services as live
from consult.people.models import User


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
