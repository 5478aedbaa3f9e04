"""A fresh sign-in: what concerns all that is held about somebody is not for whoever finds a browser."""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class SignInAgain(Refused):
    """Somebody who has neither password nor second factor shows who they are by signing in."""

    code = "sign_in_again"
    sentence = _(
        "This concerns all that we hold about you, so we ask that you have just signed in. Sign out, "
        "sign in again, and come back within five minutes."
    )
    status = HTTPStatus.FORBIDDEN
    leads_to = "account_logout"
    leads_to_label = _("Sign out")


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether somebody has shown who they are a short time ago, in this session."""
    records = get_authentication_records(request, request.user)
    newest = max((one["at"] for one in records), default=0)
    return time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT


def fresh_sign_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who has just signed in, or shows once more who they are; then go on where they were."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        raise SignInAgain

    return guarded
