"""Who asks: the session of the site, as its cookie says. Nothing else signs anybody in."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja.security import APIKeyCookie

from consult.api.refusals import NotJSON, StaleToken
from consult.core.errors import SignInFirst
from consult.people.models import User

JSON = "application/json"


class SafetyToken(CsrfViewMiddleware):
    """Django's check of the token and the origin, which says why it fails in place of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


class Session(APIKeyCookie):
    """Lets a request write: as JSON, and with the safety token where a session speaks.

    Whoever is not signed in passes too: the service says whether signing in would help.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User:
        if request.method != "DELETE" and request.content_type != JSON and request.body:
            raise NotJSON
        if request.user.is_authenticated and not bears_token(request):
            raise StaleToken
        return request.user

    def authenticate(self, request: HttpRequest, key: str | None) -> User:
        del key
        return request.user


class Account(Session):
    """The same for what only somebody known can do: others learn nothing of what it is about."""

    def __call__(self, request: HttpRequest) -> User:
        user = super().__call__(request)
        if not user.is_authenticated:
            raise SignInFirst
        return user


def bears_token(request: HttpRequest) -> bool:
    """Tell whether a request proves that a page of this site, or its session's owner, sent it."""
    request.csrf_processing_done = False  # views of the API are left out by the middleware
    check = SafetyToken(lambda request: None)
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None
