"""Posting a comment: a remark, a question or a suggestion, or a reply to one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery, Value
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.consultations.names.policy import holds_role_in
from consult.consultations.names.queries import pseudonym_in
from consult.consultations.policy import is_official
from consult.core.text import clean_optional
from consult.drafts.models import Section
from consult.drafts.policy import may_listen
from consult.live import services as live
from consult.people.models import User
from consult.people.organisations.models import MemberState, OrganisationMember
from consult.threads import policy, refusals
from consult.threads.models import COMMENT_LENGTH, WORDING_LENGTH, Comment, HeldText
from consult.threads.places import Place, Said
from consult.threads.screening import screen
from consult.threads.services import wording
from consult.threads.services.counting import count_at_section, stance_of
from consult.threads.services.held import hold
from consult.threads.services.languages import tell_language
from consult.threads.services.locks import lock_section
from consult.threads.services.mentions import Mentioned, mentioned_in, write_words
from consult.threads.services.quotes import anchor
from consult.threads.services.search import index_words


@dataclass(frozen=True)
class Posted:
    """A comment, or the words that wait for a moderator before they become one; and whether this
    call made it (False: an earlier one with the same key did).
    """

    comment: Comment | None
    is_new: bool
    held: HeldText | None = None


def post_comment(
    *,
    by: User,
    place: Place,
    said: Said,
    in_reply_to: UUID | None = None,
    idempotency_key: UUID | None = None,
    address: str = "",
    said_at: datetime | None = None,
) -> Posted:
    """Post a comment at a place, or a reply to the comment `in_reply_to` there.

    The same `idempotency_key` of the same author returns what the first call made. `address` is
    the fingerprint of where the request came from. `said_at` is when it was said, where that was
    earlier: what came in time counts, whatever the phase is now. Raises the refusals of
    `consult.threads.refusals`, `consult.core.text` and `consult.core.pace`, `NotFound` and
    `SignInFirst`.
    """
    if earlier := posted_before(by, idempotency_key, said):
        return earlier
    try:
        with transaction.atomic():
            section = lock_section(place, by)
            allow(by, section, said_at)
            comment = Comment(
                draft=section.draft,
                section=section,
                author=by,
                affiliation=by.affiliation,
                **speaking(by, section.draft.consultation),
                by_guest=by.is_guest,
                by_official=is_official(by, section.draft.consultation),
                kind=policy.known_kind(said.kind),
                stance=policy.known_stance(said.stance),
                idempotency_key=idempotency_key,
            )
            return write_comment(comment, place, said, in_reply_to, address)
    except IntegrityError:  # the same form, sent twice at once
        if earlier := posted_before(by, idempotency_key, said):
            return earlier
        raise


def posted_before(by: User, idempotency_key: UUID | None, said: Said) -> Posted | None:
    """Return what an author already posted with this key, public or held.

    Raises `KeyUsed` where these words are others than those: they must not be taken for posted.
    """
    if idempotency_key is None or not by.is_authenticated:
        return None
    same = {"author": by, "idempotency_key": idempotency_key}
    held = HeldText.objects.filter(**same).values("pk", held=Value(True))
    posted = Comment.objects.filter(**same).values("pk", held=Value(False))
    found = {row["held"]: row["pk"] for row in held.union(posted)}  # both: one query
    if not found:
        return None
    earlier: Comment | HeldText
    if False in found:  # what was held is public now
        earlier = Comment.objects.get(pk=found[False])
        is_as_sent = earlier.is_visible and not earlier.edited_at
    else:
        earlier = HeldText.objects.get(pk=found[True])
        is_as_sent = earlier.is_waiting
    if is_as_sent and says_else(said, earlier):
        raise refusals.KeyUsed
    if isinstance(earlier, HeldText):
        return Posted(None, is_new=False, held=earlier)
    return Posted(earlier, is_new=False)


def says_else(said: Said, earlier: Comment | HeldText) -> bool:
    """Tell whether somebody says something else than they said earlier."""
    words = clean_optional(said.body, limit=COMMENT_LENGTH)
    wording = clean_optional(said.wording, limit=WORDING_LENGTH) if earlier.wording else ""
    return (words, wording, said.kind, said.stance) != (
        earlier.source,
        earlier.wording,
        earlier.kind,
        earlier.stance,
    )


def speaking(by: User, consultation: Consultation) -> dict[str, Any]:
    """Return under which name somebody speaks at this moment, for which organisation, and whether that
    is confirmed: as it is stored, and not as it was when they were loaded. One query.

    Under a pseudonym nobody speaks for an organisation.
    """
    members = OrganisationMember.objects.current().filter(person=OuterRef("pk"))
    stored = User.objects.filter(pk=by.pk).annotate(
        pseudonym=pseudonym_in(consultation),
        organisation=Subquery(members.values("organisation")[:1]),
        state=Subquery(members.values("state")[:1]),
    )
    pseudonym, organisation, state = stored.values_list("pseudonym", "organisation", "state").get()
    if pseudonym and not holds_role_in(by, consultation):
        return {"pseudonym": pseudonym}
    return {
        "organisation_id": organisation,
        "organisation_confirmed": state == MemberState.CONFIRMED,
    }


def allow(by: User, section: Section, said_at: datetime | None = None) -> None:
    """Raise why somebody may not comment on a locked section now, or with what they said before."""
    if refusal := policy.why_not_comment(by, section, timezone.now(), said_at=said_at):
        raise refusal
    if not may_listen(section.draft_id, by):
        raise refusals.DraftNotPublic


def write_comment(
    comment: Comment, place: Place, said: Said, in_reply_to: UUID | None, address: str
) -> Posted:
    """Clean and screen; then publish or hold, within the caller's transaction."""
    mentioned = compose(comment, place, said, in_reply_to)
    policy.spend("post", comment.author, address)
    screening = screen(comment)
    if screening.grounds:
        return Posted(None, is_new=True, held=hold(comment, screening))
    publish(comment, mentioned)
    if screening.remember:
        screening.remember(comment.pk)
    return Posted(comment, is_new=True)


def compose(
    comment: Comment, place: Place, said: Said, in_reply_to: UUID | None
) -> list[Mentioned]:
    """Set what a comment says, cleaned, and the thread that it belongs to; return whom it mentions."""
    if comment.by_guest and comment.stance:
        raise refusals.GuestsTakeNoStance
    if in_reply_to is not None:
        if comment.stance or comment.is_suggestion or place.quote:
            raise refusals.RepliesOnlyAnswer
        lock_thread(comment, in_reply_to)
    mentioned = mentioned_in(said.body, comment.draft_id)
    write_words(comment, said.body, mentioned)
    if comment.is_suggestion:
        wording.propose(comment, said.wording, version=said.version, language=said.language)
    if place.quote:
        anchor(comment, place.quote, language=said.language)
    tell_language(comment, said.written_in, otherwise=policy.known_language(said.language))
    return mentioned


def publish(comment: Comment, mentioned: list[Mentioned]) -> Comment:
    """Write, count and record a comment, its section and thread locked."""
    stance_before = stance_of(comment)
    if comment.thread:
        end_thread(comment)
    comment.save(force_insert=True)
    if mentioned:
        comment.mentions.set([one.key for one in mentioned])
    count_at_section(comment, +1, stance_before=stance_before)
    live.record(stream_id=comment.draft_id, type="comment.posted", object_id=comment.pk)
    index_words(comment)
    return comment


def lock_thread(comment: Comment, in_reply_to: UUID) -> None:
    """Lock the thread of the comment that this one answers, and give it its place at the end."""
    # A list of two, and no OR: that would look through all comments of the section.
    own_root = Subquery(Comment.objects.filter(pk=in_reply_to).values("thread"))
    found = (
        Comment.objects.select_for_update(no_key=True)
        .filter(pk__in=[in_reply_to, own_root], section=comment.section)
        .in_bulk()
    )
    answered = found.get(in_reply_to)
    if answered is None:
        raise refusals.OtherThread
    comment.thread, comment.in_reply_to = found[answered.thread_id or answered.pk], answered
    comment.number = comment.thread.replies_count + 1


def end_thread(reply: Comment) -> None:
    """Count a reply in its locked thread."""
    root = reply.thread
    Comment.objects.filter(pk=root.pk).update(
        replies_count=reply.number,
        official_replies_count=root.official_replies_count + reply.by_official,
        guest_replies_count=root.guest_replies_count + reply.by_guest,
    )
