"""Reasoned answers: begun, changed, thrown away, published, signed, and edited for all to see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from consult.answers.models import (
    REASONS_LENGTH,
    Answer,
    AnswerEdit,
    AnswerLink,
    AnswerSignature,
    AnswerStatus,
    AnswerText,
)
from consult.answers.policy import answering
from consult.consultations.models import Membership
from consult.core.errors import NotAllowed, NotFound
from consult.core.text import Empty, normalise
from consult.drafts.models import Draft, Section, Version
from consult.drafts.policy import may_listen
from consult.languages import services as languages
from consult.live import services as live
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment


@dataclass(frozen=True)
class Words:
    """What an answer says, before it is checked."""

    outcome: str
    reasons: str
    language: str
    section_key: UUID | None = None
    """The passage where it can be seen in the text."""
    version: UUID | None = None
    """The id of the version in which it can be seen."""


@dataclass(frozen=True)
class Checked:
    """The same, fit to be written."""

    outcome: str
    reasons: str
    locale: Locale
    section: Section | None
    version: Version | None


@transaction.atomic
def begin_answer(
    *, by: User, draft_id: UUID, contributions: Collection[UUID], words: Words
) -> Answer:
    """Begin an answer that only the drafters of the consultation read, to contributions of a draft.

    Raises `NotFound`, `SignInFirst`, `NotAllowed`, `Suspended`, and what `answering` refuses of
    the contributions and the words.
    """
    draft = Draft.objects.select_related("consultation").filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    seat = seat_at(draft, by)
    checked = check(draft, words)
    locked = lock_answered(draft.pk, contributions)
    answer = Answer.objects.create(
        draft=draft,
        written_by=by,
        college=seat.college,
        **columns_of(checked),
    )
    AnswerText.objects.create(
        answer=answer, translation_key=answer.pk, locale=checked.locale, reasons=checked.reasons
    )
    link(answer, locked)
    return answer


@transaction.atomic
def change_answer(
    *, by: User, answer_id: UUID, contributions: Collection[UUID], words: Words, seen: str = ""
) -> Answer:
    """Change all that an unpublished answer says, and which contributions it answers.

    `seen` is the `token_of` the answer that somebody had before them: a colleague's newer words
    are not overwritten. Raises `NotFound`, `SignInFirst`, `NotAllowed`, `AnswerChanged`,
    `AlreadyPublished`, and what `begin_answer` raises.
    """
    work = Work.on(answer_id, by, contributions)
    answer = work.answer
    refuse_stale(answer, seen)
    if refusal := answering.why_not_change(answer):
        raise refusal
    checked = check(answer.draft, words)
    text = original_of(answer)
    write(answer, checked)
    if text.locale_id != checked.locale.pk or text.reasons != checked.reasons:
        text.locale, text.reasons = checked.locale, checked.reasons
        text.save(update_fields=["locale", "reasons"])
    link(answer, work.locked)
    answer.links.exclude(contribution__in=work.locked).delete()
    return answer


@transaction.atomic
def discard_answer(*, by: User, answer_id: UUID) -> None:
    """Throw away an unpublished answer. Raises `NotFound`, `AlreadyPublished`."""
    answer = Work.on(answer_id, by).answer
    if refusal := answering.why_not_change(answer):
        raise refusal
    answer.delete()


@transaction.atomic
def publish_answer(*, by: User, answer_id: UUID, seen: str = "") -> Answer:
    """Publish an answer, which signs it in the name of the publisher's college.

    Its contributions are answered from now on. Raises `NotFound`,
    `AnswerChanged`, `AlreadyPublished`, `NothingAnswered`.
    """
    work = Work.on(answer_id, by)
    answer = work.answer
    refuse_stale(answer, seen)
    if refusal := answering.why_not_change(answer):
        raise refusal
    if not work.locked:  # all were erased since
        raise answering.NothingAnswered
    answer.status, answer.published_at = AnswerStatus.PUBLISHED, work.now
    answer.changed_at = later(answer, work.now)
    answer.save(update_fields=["status", "published_at", "changed_at"])
    sign(answer, work.seat, by, work.now)
    threads.set_answered(work.locked, answer.outcome, work.now)
    live.record(stream_id=answer.draft_id, type="answer.published", object_id=answer.pk)
    return answer


@transaction.atomic
def sign_answer(*, by: User, answer_id: UUID, seen: str = "") -> Answer:
    """Let the other college stand behind a published answer too, as it reads now.

    Raises `NotFound`, `AnswerChanged`, `NotYetPublished`, `SignedAlready`.
    """
    work = Work.on(answer_id, by)
    answer = work.answer
    refuse_stale(answer, seen)
    if refusal := answering.why_not_sign(answer, work.seat):
        raise refusal
    sign(answer, work.seat, by, work.now)
    live.record(stream_id=answer.draft_id, type="answer.signed", object_id=answer.pk)
    return answer


@transaction.atomic
def edit_published_answer(
    *,
    by: User,
    answer_id: UUID,
    words: Words,
    contributions: Collection[UUID] | None = None,
    seen: str = "",
) -> Answer:
    """Change what a published answer says. What it said before stays public.

    The other college signed other words: its signature is void, and the editor's college signs
    anew. `contributions` may add some to those answered. Where nothing is changed, nothing is
    written. Raises `NotFound`, `AnswerChanged`, `NotYetPublished`, `StaysAnswered`, `OneLanguage`,
    and what `begin_answer` raises.
    """
    work = Work.on(answer_id, by, contributions)
    answer, text = work.answer, original_of(work.answer)
    refuse_stale(answer, seen)
    if not answer.is_published:
        raise answering.NotYetPublished
    if work.answered - {one.pk for one in work.locked}:
        raise answering.StaysAnswered
    if words.language != answer.language:
        raise answering.OneLanguage
    checked = check(answer.draft, words)
    if not work.adds and is_the_same(answer, text, checked):
        return answer
    keep_before(answer, text, by, work.now)
    write(answer, checked)
    text.reasons = checked.reasons
    text.save(update_fields=["reasons"])
    link(answer, work.locked)
    sign(answer, work.seat, by, work.now)
    threads.set_answered(outdone_by_none(answer, work.locked), answer.outcome, work.now)
    live.record(stream_id=answer.draft_id, type="answer.edited", object_id=answer.pk)
    return answer


def token_of(answer: Answer) -> str:
    """Return what tells an answer as it reads now from what it read before."""
    return answer.changed_at.isoformat()


# What is locked, and for whom


@dataclass(frozen=True)
class Work:
    """An answer, locked after the contributions that it answers, and the drafter who is at it."""

    answer: Answer
    seat: Membership
    locked: list[Comment]
    """The contributions that it is to answer."""
    answered: set[UUID]
    """The ids of those that it answers already."""
    now: datetime

    @property
    def adds(self) -> bool:
        """Tell whether it is to answer contributions that it did not answer before."""
        return any(one.pk not in self.answered for one in self.locked)

    @classmethod
    def on(cls, answer_id: UUID, by: User, contributions: Collection[UUID] | None = None) -> "Work":
        """Lock an answer, with the contributions named, or those that it answers."""
        known = Answer.objects.select_related("draft__consultation").filter(pk=answer_id).first()
        if known is None:
            raise NotFound
        seat = seat_at(known.draft, by, secret=not known.is_published)
        before = linked(answer_id)
        if contributions is None:
            locked = threads.lock_contributions(before)
        else:
            locked = lock_answered(known.draft_id, contributions, answered=before)
        answer = Answer.objects.select_for_update(of=("self",)).filter(pk=answer_id).first()
        if answer is None:  # discarded a moment ago
            raise NotFound
        if linked(answer_id) != before:
            raise answering.AnswerChanged
        answer.draft = known.draft
        return cls(answer, seat, locked, before, timezone.now())


def seat_at(draft: Draft, by: User, *, secret: bool = False) -> Membership:
    """Return the seat of a drafter, or raise why somebody may not answer.

    To those who may not read the draft nothing is told, nor to those who are no drafters where what
    it is about is `secret`.
    """
    if not may_listen(draft.pk, by):
        raise NotFound
    refusal = answering.why_not_answer(by, draft.consultation, timezone.now())
    seat = answering.drafter_of(by, draft.consultation)
    if refusal:
        stranger = by.is_authenticated and seat is None and refusal.code == NotAllowed.code
        raise NotFound if secret and stranger else refusal
    return seat


def lock_answered(
    draft_key: UUID, asked: Collection[UUID], *, answered: Collection[UUID] = ()
) -> list[Comment]:
    """Return the contributions that an answer is to answer, locked. Raises what `answering` does."""
    asked = set(asked)
    if len(asked) > answering.MOST_CONTRIBUTIONS:
        raise answering.TooManyContributions(limit=answering.MOST_CONTRIBUTIONS)
    found = threads.lock_contributions(asked)
    refusal = answering.why_not_answer_these(draft_key, asked, found, answered=set(answered))
    if refusal:
        raise refusal
    return found


def linked(answer_id: UUID) -> set[UUID]:
    """Return the ids of the contributions that an answer answers."""
    links = AnswerLink.objects.filter(answer=answer_id)
    return set(links.values_list("contribution", flat=True))


def refuse_stale(answer: Answer, seen: str) -> None:
    """Refuse to act on other words than somebody had before them."""
    if seen and seen != token_of(answer):
        raise answering.AnswerChanged


# What is written


def check(draft: Draft, words: Words) -> Checked:
    """Return words that are fit to be written. Raises what `answering` refuses of them."""
    if refusal := answering.why_not_outcome(words.outcome):
        raise refusal
    try:
        reasons = normalise(words.reasons, limit=REASONS_LENGTH)
    except Empty as empty:
        raise answering.NoReasons from empty
    locale = Locale.objects.filter(language_code=words.language).first()
    if locale is None or words.language not in dict(settings.LANGUAGES):
        raise answering.UnknownLanguageOfAnswer
    section = version = None
    if words.section_key is not None:
        section = Section.objects.filter(draft=draft.pk, key=words.section_key).first()
    if words.version is not None:
        version = Version.objects.filter(draft=draft.pk, pk=words.version).first()
    if (words.section_key and section is None) or (words.version and version is None):
        raise answering.NoPlace
    return Checked(words.outcome, reasons, locale, section, version)


def columns_of(checked: Checked) -> dict[str, Any]:
    """Return what an answer's row holds of its words."""
    return {
        "outcome": checked.outcome,
        "language": checked.locale.language_code,
        "section": checked.section,
        "version": checked.version,
    }


def write(answer: Answer, checked: Checked) -> None:
    """Put other words on an answer."""
    columns = columns_of(checked)
    for name, value in columns.items():
        setattr(answer, name, value)
    answer.changed_at = later(answer, timezone.now())
    answer.save(
        update_fields=[*columns, "changed_at", "edited_at", "edits_count"],
    )


def later(answer: Answer, now: datetime) -> datetime:
    """Return the time of a change: never that of the one before, whatever the clock says."""
    return max(now, answer.changed_at + timedelta(microseconds=1))


def link(answer: Answer, contributions: Collection[Comment]) -> None:
    """Note which contributions an answer answers."""
    AnswerLink.objects.bulk_create(
        (AnswerLink(answer=answer, contribution=one) for one in contributions),
        ignore_conflicts=True,
    )


def original_of(answer: Answer) -> AnswerText:
    """Return the reasons of an answer in its own language, locked."""
    texts = AnswerText.objects.select_related("locale").select_for_update(of=("self",))
    return texts.get(answer=answer, locale__language_code=answer.language)


def sign(answer: Answer, seat: Membership, by: User, now: datetime) -> None:
    """Sign in the name of a drafter's college, in place of whoever signed for it before."""
    AnswerSignature.objects.update_or_create(
        answer=answer,
        college=seat.college,
        defaults={"signer": by, "organisation": by.organisation_name, "signed_at": now},
    )


def is_the_same(answer: Answer, text: AnswerText, checked: Checked) -> bool:
    """Tell whether an answer says already what somebody would have it say."""
    columns = columns_of(checked)
    return text.reasons == checked.reasons and all(
        getattr(answer, name) == value for name, value in columns.items()
    )


def keep_before(answer: Answer, text: AnswerText, by: User, now: datetime) -> None:
    """Keep what a published answer says, before it is changed; nobody has signed what comes next."""
    signatures = AnswerSignature.objects.filter(answer=answer)
    answer.edits_count += 1
    answer.edited_at = now
    AnswerEdit.objects.create(
        answer=answer,
        number=answer.edits_count,
        outcome=answer.outcome,
        reasons=text.reasons,
        signed_for=sorted(signatures.values_list("college", flat=True)),
        edited_by=by,
        edited_at=now,
    )
    signatures.delete()
    languages.forget("answer", [answer.pk])


def outdone_by_none(answer: Answer, contributions: Collection[Comment]) -> list[Comment]:
    """Return the contributions of which an answer is the newest that is published."""
    newer = AnswerLink.objects.filter(
        contribution__in=contributions,
        answer__status=AnswerStatus.PUBLISHED,
        answer__published_at__gt=answer.published_at,
    )
    outdone = set(newer.values_list("contribution", flat=True))
    return [one for one in contributions if one.pk not in outdone]
