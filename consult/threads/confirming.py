"""The links in mails that are about words which wait to be confirmed."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone

from consult.threads import refusals
from consult.threads.models import Unconfirmed

SALT = "parvis.threads.confirm"


def token_of(asked: Unconfirmed) -> str:
    """Return what the link in a mail bears that publishes some words, or erases them."""
    return signing.Signer(salt=SALT).sign(asked.pk.hex)


def asked_by(token: str) -> Unconfirmed:
    """Return what a link is about. Raises `UnknownLink` and `LinkTooOld`."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature as error:
        raise refusals.UnknownLink from error
    asked = with_place().filter(pk=key).first()
    if asked is None or timezone.now() >= asked.ends_at:
        raise refusals.LinkTooOld
    return asked


def with_place() -> QuerySet[Unconfirmed]:
    """Return all words that wait, or waited, with where they were said and what they became."""
    return Unconfirmed.objects.select_related(
        *("section", "draft__consultation", "comment__author__guest"),
        *("held__author__guest", "held__published_as__author__guest"),
    )


def waiting_for(email: str) -> QuerySet[Unconfirmed]:
    """Return what can still be confirmed with an address, the newest first."""
    since = timezone.now() - timedelta(days=settings.RETENTION["unconfirmed_days"])
    return with_place().filter(email=email, asked_at__gt=since).exclude(email="").order_by("-pk")
