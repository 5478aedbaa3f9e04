"""What Wagtail's admin does with accounts is told to the open sockets."""

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
