"""Saved replies: a consultation's moderators keep together what they explain often."""

from django.conf import settings
from django.db import IntegrityError, transaction

from consult.consultations.models import Consultation, Role
from consult.consultations.policy import acting_membership
from consult.core.errors import NotFound
from consult.core.text import clean_optional
from consult.moderation import refusals
from consult.moderation.models import EXPLANATION_LENGTH, SavedReply
from consult.people.models import User

TITLE_LENGTH = SavedReply._meta.get_field("title").max_length


@transaction.atomic
def save_reply(
    *,
    by: User,
    consultation: Consultation,
    reply_id: int | None = None,
    language: str,
    title: str,
    text: str,
) -> SavedReply:
    """Keep a reply, or change the one of `reply_id`.

    Raises `NotFound`, `NoReply`, `ReplyExists`, and what `clean_optional` raises of the words.
    """
    reply = SavedReply(consultation=consultation)
    if reply_id is not None:
        reply = find_reply(by, consultation, reply_id)
    elif acting_membership(by, consultation, Role.MODERATOR) is None:
        raise NotFound
    reply.title = " ".join(clean_optional(title, limit=TITLE_LENGTH).split())
    reply.text = clean_optional(text, limit=EXPLANATION_LENGTH)
    reply.language = language
    if not reply.title or not reply.text or language not in dict(settings.LANGUAGES):
        raise refusals.NoReply
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as twice:
        raise refusals.ReplyExists from twice
    return reply


@transaction.atomic
def delete_reply(*, by: User, consultation: Consultation, reply_id: int) -> None:
    """Take a saved reply away. Raises `NotFound`."""
    find_reply(by, consultation, reply_id).delete()


def find_reply(by: User, consultation: Consultation, reply_id: int) -> SavedReply:
    """Return a locked reply of a consultation that somebody moderates, or raise `NotFound`."""
    if acting_membership(by, consultation, Role.MODERATOR) is None:
        raise NotFound
    reply = (
        SavedReply.objects.select_for_update()
        .filter(consultation=consultation, pk=reply_id)
        .first()
    )
    if reply is None:
        raise NotFound
    return reply
