"""Words of people without an account: they wait until their author has confirmed an address."""

import json
from dataclasses import replace
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consult.core import pace
from consult.core.mails import after_commit
from consult.drafts.policy import may_listen
from consult.people.guests.services import guest_with
from consult.people.models import stands_in
from consult.threads import letters, policy, refusals
from consult.threads.confirming import with_place
from consult.threads.models import Comment, Unconfirmed
from consult.threads.models.unconfirmed import as_stored
from consult.threads.places import Place, Said
from consult.threads.quotes import Quote
from consult.threads.services.locks import lock_section
from consult.threads.services.post import Posted, compose, post_comment

ADDRESS_LENGTH = Unconfirmed._meta.get_field("email").max_length
NOBODY = AnonymousUser()


# Asking


def ask_to_confirm(
    *,
    place: Place,
    said: Said,
    email: str,
    in_reply_to: UUID | None = None,
    idempotency_key: UUID | None = None,
    address: str = "",
) -> Unconfirmed:
    """Keep what somebody says who is not signed in, and send them a link that publishes it.

    The same form sent again sends no other mail. Nothing tells whether the e-mail address has an
    account. Raises what `post_comment` raises but for what a screening says, `NoAddress` and
    `GuestsTakeNoStance`; `SignInFirst` where the consultation wants an account.
    """
    email = email.strip().lower()
    form = as_stored(place, said, in_reply_to)
    mark = mark_of(email, idempotency_key, form) if idempotency_key else ""
    if earlier := asked_before(mark):
        return earlier
    try:
        with transaction.atomic():
            return ask(place, said, email, in_reply_to, mark, address)
    except IntegrityError:  # the same form, sent twice at once
        if earlier := asked_before(mark):
            return earlier
        raise


def ask(
    place: Place,
    said: Said,
    email: str,
    in_reply_to: UUID | None,
    mark: str,
    address: str,
) -> Unconfirmed:
    comment = tried(place, said, in_reply_to)
    email = checked(email)
    quote = comment.quote_exact and Quote(
        comment.quote_exact, comment.quote_prefix, comment.quote_suffix
    )
    cleaned = replace(said, body=comment.source, wording=comment.wording)
    asked = Unconfirmed(
        draft=comment.draft,
        section=comment.section,
        email=email,
        language=said.language,
        said=as_stored(replace(place, quote=quote or None), cleaned, in_reply_to),
        mark=mark,
    )
    spend("guest", email, address)
    asked.save(force_insert=True)
    after_commit((asked.language, lambda: letters.link_to_confirm(asked)))
    return asked


def tried(place: Place, said: Said, in_reply_to: UUID | None) -> Comment:
    """Return what somebody says as the comment that it could become, refused as posting it would be."""
    section = lock_section(place, NOBODY)
    refusal = policy.why_not_comment(NOBODY, section, timezone.now())
    if not isinstance(refusal, refusals.SignInOrConfirm):
        raise refusal
    if not may_listen(section.draft_id, NOBODY):
        raise refusals.DraftNotPublic
    comment = Comment(
        draft=section.draft,
        section=section,
        by_guest=True,
        kind=policy.known_kind(said.kind),
        stance=policy.known_stance(said.stance),
    )
    compose(comment, place, said, in_reply_to)
    return comment


def asked_before(mark: str) -> Unconfirmed | None:
    """Return what the same form asked for."""
    return with_place().filter(mark=mark).first() if mark else None


def mark_of(email: str, key: UUID, said: dict) -> str:
    """Return a keyed digest of a form: nobody can read from it who sent what."""
    form = json.dumps([email, str(key), said], sort_keys=True)
    return salted_hmac("consult.threads.unconfirmed", form, algorithm="sha256").hexdigest()


def checked(email: str) -> str:
    """Return an address to which a mail can be sent. Raises `NoAddress`."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise refusals.NoAddress from error
    if len(email) > ADDRESS_LENGTH or stands_in(email):
        raise refusals.NoAddress
    return email


def spend(action: str, email: str, address: str) -> None:
    """Count one mail against the pace of an e-mail address, and of where it was asked for. Raises
    `TooFast`.
    """
    digest = salted_hmac("consult.threads.guests", email, algorithm="sha256").hexdigest()
    pace.spend(action, participant=digest, is_new=True, address=address)
    pace.spend("guest_mail", participant=digest, is_new=False)


# Confirming


@transaction.atomic
def confirm(*, asked: Unconfirmed, address: str = "") -> Posted:
    """Post words whose author has shown that the address is theirs; words that were posted before
    are returned as they are.

    What was asked in time counts, whatever the phase is now. Raises what `post_comment` raises: then
    the words wait as they did. Raises `LinkTooOld` where they were erased this moment.
    """
    locked = Unconfirmed.objects.select_for_update().filter(pk=asked.pk).first()
    if locked is None:
        raise refusals.LinkTooOld
    if not locked.is_waiting:
        return became(with_place().get(pk=asked.pk))
    # Whoever claims what was said with this address locks the section too: then it is theirs already.
    lock_section(asked.place, NOBODY)
    account = guest_with(
        scope=asked.draft.consultation_id, email=asked.email, language=asked.language
    )
    posted = post_comment(
        by=account,
        place=asked.place,
        said=asked.words,
        in_reply_to=asked.in_reply_to,
        idempotency_key=asked.pk,
        address=address,
        said_at=asked.asked_at,
    )
    locked.comment, locked.held = posted.comment, posted.held
    locked.email, locked.said = "", {}
    locked.save()
    return posted


def became(asked: Unconfirmed) -> Posted:
    """Return what confirmed words are now: a comment, also where a moderator has published it."""
    held = asked.held
    comment = held.published_as if held else asked.comment
    return Posted(comment, is_new=False, held=None if comment else held)


@transaction.atomic
def disown(*, asked: Unconfirmed) -> bool:
    """Erase words that wait, for whoever has the address did not write them or takes them back; tell
    whether they still waited.
    """
    erased, _by_model = Unconfirmed.objects.filter(pk=asked.pk).exclude(email="").delete()
    return erased > 0
