"""The link by which anybody who has a mail stops such mails: RFC 8058."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from consult.following.kinds import MAILED, Kind

SALT = "consult.following.stop"


def token_for(participant_id: UUID, kinds: Iterable[Kind]) -> str:
    """Return what names a person and kinds of news, and can do nothing but stop these mails."""
    return signing.dumps([participant_id.hex, sorted(set(kinds))], salt=SALT)


def read_token(token: str) -> tuple[UUID, list[Kind]] | None:
    """Return whose mails of which kinds a token stops, None where we did not sign it.

    It has no end: a mail may be read years later.
    """
    try:
        person, kinds = signing.loads(token, salt=SALT)
        return UUID(person), [Kind(one) for one in kinds if one in MAILED]
    except (signing.BadSignature, ValueError, TypeError):
        return None


def stop_address(participant_id: UUID, kinds: Iterable[Kind]) -> str:
    """Return the full address that stops mails, in the active language."""
    path = reverse("following:stop", args=[token_for(participant_id, kinds)])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
