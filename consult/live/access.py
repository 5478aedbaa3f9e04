"""May this reader listen, now? Asked of the database, never of what was true at connection."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    load_backend,
)
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare

from consult.live.events import CloseCode
from consult.live.registries import anyone_lets_listen
from consult.live.services import CONTROL


@dataclass(frozen=True)
class Claim:
    """As whom a socket listens to which stream; equal claims are answered once.

    A reader without an account is anybody, so that all of them share one claim.
    """

    stream_id: UUID
    user_id: str | None = None
    session_key: str | None = None


def why_close(claim: Claim) -> CloseCode | None:
    """Return why a socket with this claim must be closed, None if it may go on. Asks the database."""
    user: Any = AnonymousUser()
    if claim.user_id is not None:
        user = session_user(claim.session_key)
        if user is None or str(user.pk) != claim.user_id or not user.is_active:
            return CloseCode.SESSION_ENDED
    if claim.stream_id == CONTROL or not anyone_lets_listen(claim.stream_id, user):
        return CloseCode.NOT_FOUND
    return None


def session_user(session_key: str | None) -> Any | None:
    """Return the user whom the session signs in, as a new request with its cookie would.

    Like `django.contrib.auth.get_user`, but without writing to the session.
    """
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    backend_path = session.get(BACKEND_SESSION_KEY)
    if SESSION_KEY not in session or backend_path not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = load_backend(backend_path).get_user(session[SESSION_KEY])
    if user is None or not _is_signed(session.get(HASH_SESSION_KEY), user):
        return None
    return user


def _is_signed(session_hash: str | None, user: Any) -> bool:
    """Tell whether the session was begun with the password that the user has now."""
    if not session_hash:
        return False
    valid = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, known) for known in valid)
