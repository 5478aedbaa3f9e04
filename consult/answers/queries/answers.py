"""Answers as they are read, and the contributions from which an answer's group is built."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.text import Truncator
from wagtail_localize.models import TranslationLog, TranslationSource

from consult.answers.models import (
    REASONS_LENGTH,
    Answer,
    AnswerEdit,
    AnswerLink,
    AnswerSignature,
    AnswerText,
)
from consult.answers.policy.answering import MOST_CONTRIBUTIONS, drafter_of
from consult.consultations.models import Role
from consult.consultations.policy import why_no_membership
from consult.core.errors import NotFound, Refused
from consult.core.text import clean, plain
from consult.drafts.diff import Segment, difference
from consult.drafts.models import Draft
from consult.drafts.policy import may_listen
from consult.moderation.queries.copies import near_copies_of
from consult.people.models import User
from consult.threads.models import PUBLIC, Comment, Status
from consult.threads.orders import Cursor
from consult.threads.queries import About, found_page, with_labels
from consult.threads.queries.discussion import labels_of

ANSWERS_PER_PAGE = 20
CONTRIBUTIONS_PER_PAGE = 50
MOST_UNPUBLISHED = 100
EXCERPT = 600
"""How many characters of the reasons are looked at for an excerpt."""
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Shown:
    """An answer as it is read in a language: its reasons in it, or as they were written."""

    answer: Answer
    text: AnswerText
    label: str = ""
    """What the section is called where it can be seen."""
    lags: bool = False
    """Whether the answer was edited since this translation of it was made."""

    @property
    def language(self) -> str:
        """Return the language of the reasons shown."""
        return self.text.locale.language_code

    @property
    def is_translation(self) -> bool:
        """Tell whether the reasons were written in another language."""
        return self.language != self.answer.language

    @cached_property
    def shown_html(self) -> str:
        """Return the reasons as pages show them, cleaned now."""
        return html_of(self.text.reasons)

    @cached_property
    def excerpt(self) -> str:
        """Return the first words of the reasons, without any markup."""
        words = plain(html_of(self.text.reasons[:EXCERPT]))
        return Truncator(" ".join(words.split())).words(40)

    @property
    def signatures(self) -> list[AnswerSignature]:
        """Return who signed, in order."""
        return sorted(self.answer.signatures.all(), key=lambda one: (one.signed_at, one.pk))

    @property
    def colleges(self) -> set[str]:
        """Return the colleges that stand behind it."""
        return {one.college for one in self.answer.signatures.all()}


def html_of(reasons: str) -> str:
    """Return reasons as pages may show them. Translations come from Wagtail's admin as typed there,
    and lose what no text of people may hold.
    """
    try:
        return clean(UNPRINTABLE.sub("", reasons), limit=2 * REASONS_LENGTH).html
    except Refused:  # nothing is left of it, or far too much
        return ""


def complete(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return answers with all that showing them names: three queries beside theirs."""
    return answers.select_related("draft__consultation", "section", "version").prefetch_related(
        "texts__locale", "signatures__signer"
    )


def answer_for(reader: User, answer_id: UUID) -> Answer:
    """Return an answer that somebody may read. Raises `NotFound`.

    Published ones are for whoever may read the draft, others for the drafters of its consultation.
    """
    answer = complete(Answer.objects.filter(pk=answer_id)).first()
    if answer is None or not may_listen(answer.draft_id, reader):
        raise NotFound
    if not answer.is_published and drafter_of(reader, answer.draft.consultation) is None:
        raise why_no_membership(reader, answer.draft.consultation, Role.DRAFTER, NotFound())
    return answer


def shown(answer: Answer, language: str, *, label: str = "", original: bool = False) -> Shown:
    """Return an answer as it is read in a language; `original` asks for the words as written.

    `answer` comes from `complete`.
    """
    text = text_of(answer, answer.language if original else language)
    return Shown(answer, text, label=label, lags=text.pk in behind([(answer, text)]))


def text_of(answer: Answer, language: str) -> AnswerText:
    """Return the reasons of an answer in a language, or as they were written."""
    texts = {one.locale.language_code: one for one in answer.texts.all()}
    return texts.get(language, texts[answer.language])


def behind(pairs: Collection[tuple[Answer, AnswerText]]) -> set[int]:
    """Return which texts are translations of words that their answers no longer say.

    No query where no answer was edited, and two for all that were.
    """
    suspects = {
        (answer.pk, text.locale_id): (answer, text)
        for answer, text in pairs
        if answer.edited_at and text.locale.language_code != answer.language
    }
    if not suspects:
        return set()
    keys = [answer_id for answer_id, _locale in suspects]
    logs = TranslationLog.objects.filter(source__object__in=keys).order_by()
    made = {
        (answer_id, locale): at
        for answer_id, locale, at in logs.values_list("source__object", "locale").annotate(
            Max("created_at")
        )
    }
    sources = TranslationSource.objects.filter(object__in=keys)
    taken = dict(sources.values_list("object", "last_updated_at"))
    return {
        text.pk
        for place, (answer, text) in suspects.items()
        if place not in made
        or answer.pk not in taken
        or min(made[place], taken[answer.pk]) < answer.edited_at
    }


# The contributions that an answer answers


@dataclass(frozen=True)
class Answered:
    """A page of the contributions that an answer answers, as the public sees them."""

    contributions: list[About]
    next: UUID | None
    hidden: int
    """How many more there are that moderators have hidden."""
    deleted: int
    """How many more there are that their authors have deleted."""
    total: int
    guests: int
    """How many of all were made without an account."""

    @property
    def comments(self) -> list[Comment]:
        """Return the contributions themselves."""
        return [one.item for one in self.contributions]


def answered_by(answer: Answer, language: str, *, after: UUID | None = None) -> Answered:
    """Return a page of the contributions that an answer answers: the words of none that is hidden."""
    links = AnswerLink.objects.filter(answer=answer)
    counts = (
        links.order_by()
        .values("contribution__status")
        .annotate(many=Count("pk"), guests=Count("pk", filter=Q(contribution__by_guest=True)))
    )
    counts = list(counts)
    by_status = {one["contribution__status"]: one["many"] for one in counts}
    visible = Comment.objects.visible_to(PUBLIC).visible().with_people()
    found = visible.filter(answer_links__answer=answer).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    page = list(found[: CONTRIBUTIONS_PER_PAGE + 1])
    kept = page[:CONTRIBUTIONS_PER_PAGE]
    return Answered(
        contributions=with_labels(((one, one) for one in kept), language),
        next=kept[-1].pk if len(page) > CONTRIBUTIONS_PER_PAGE else None,
        hidden=by_status.get(Status.HIDDEN, 0),
        deleted=by_status.get(Status.DELETED, 0),
        total=sum(by_status.values()),
        guests=sum(one["guests"] for one in counts),
    )


def answers_to(comment_id: UUID) -> QuerySet[Answer]:
    """Return the published answers to a contribution, the newest first."""
    published = Answer.objects.published().filter(links__contribution=comment_id)
    return published.order_by("-published_at", "-pk")


# The answers of a draft


@dataclass(frozen=True)
class ListedAnswers:
    """A page of the published answers of a draft."""

    answers: list[Shown]
    next: UUID | None


def listed_answers(
    draft: Draft,
    language: str,
    *,
    section_key: UUID | None = None,
    after: UUID | None = None,
    limit: int = ANSWERS_PER_PAGE,
) -> ListedAnswers:
    """Return a page of the published answers of a draft, or to what is said about a section.

    The newest begun come first; each bears how many contributions it answers.
    """
    found = Answer.objects.published().filter(draft=draft)
    if section_key is not None:
        links = AnswerLink.objects.filter(contribution__section__key=section_key)
        found = found.filter(pk__in=links.values("answer"))
    if after is not None:
        found = found.filter(pk__lt=after)
    page = list(complete(counted(found)).order_by("-pk")[: limit + 1])
    kept = page[:limit]
    return ListedAnswers(all_shown(kept, language), next=kept[-1].pk if len(page) > limit else None)


def counted(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return answers with `links_count`, how many contributions each answers, and
    `guest_links_count`, how many of them were made without an account.
    """
    return answers.annotate(
        links_count=Count("links"),
        guest_links_count=Count("links", filter=Q(links__contribution__by_guest=True)),
    )


def all_shown(answers: Collection[Answer], language: str) -> list[Shown]:
    """Return answers as they are read in a language, with what their sections are called."""
    labels = labels_of({one.section_id for one in answers if one.section_id}, language)
    pairs = [(one, text_of(one, language)) for one in answers]
    late = behind(pairs)
    return [
        Shown(one, text, label=labels.get(one.section_id, ""), lags=text.pk in late)
        for one, text in pairs
    ]


def unpublished_answers(draft: Draft, language: str) -> list[Shown]:
    """Return the answers of a draft that only drafters read, the newest first."""
    found = complete(counted(Answer.objects.filter(draft=draft, published_at=None)))
    return all_shown(list(found.order_by("-pk")[:MOST_UNPUBLISHED]), language)


def answered_sections(draft: Draft, language: str) -> list[tuple[UUID, str]]:
    """Return the sections with answered contributions, by key and what each is called, in order."""
    sections = list(draft.sections.filter(answered_count__gt=0).order_by("position"))
    labels = labels_of({one.pk for one in sections}, language)
    return [(one.key, "" if one.key == draft.pk else labels.get(one.pk, "")) for one in sections]


# What an answer said before


@dataclass(frozen=True)
class ChangeOfAnswer:
    """One edit of a published answer: what it took out and added."""

    edit: AnswerEdit
    outcome_after: str
    reasons: list[Segment]

    @property
    def changes_outcome(self) -> bool:
        """Tell whether the outcome became another."""
        return self.edit.outcome != self.outcome_after


def history_of(answer: Answer) -> list[ChangeOfAnswer]:
    """Return the edits of a published answer, the newest first, in its own language."""
    edits = list(answer.edits.order_by("-number"))
    original = next(
        one for one in answer.texts.all() if one.locale.language_code == answer.language
    )
    after = (answer.outcome, original.reasons)
    changes = []
    for edit in edits:
        outcome, reasons = after
        changes.append(ChangeOfAnswer(edit, outcome, difference(edit.reasons, reasons)))
        after = (edit.outcome, edit.reasons)
    return changes


# Building a group


def chosen_contributions(draft: Draft, keys: Iterable[UUID], language: str) -> list[About]:
    """Return those of some contributions that begin a thread of a draft, in their order of time.

    Hidden ones come without their words.
    """
    keys = list(keys)[:MOST_CONTRIBUTIONS]
    roots = Comment.objects.visible_to(PUBLIC).roots().with_people()
    found = roots.filter(draft=draft, pk__in=keys).order_by("pk")
    return with_labels(((one, one) for one in found), language)


@dataclass(frozen=True)
class FoundToAnswer:
    """Contributions that may join a group, and behind which one more of them come."""

    contributions: list[About]
    next: Cursor | None = None


def found_to_answer(
    draft: Draft, words: str, language: str, *, cursor: Cursor | None = None
) -> FoundToAnswer:
    """Return contributions of a draft that hold all words of a text, or a reply to which does."""
    page = found_page(draft, words, cursor=cursor, viewer=PUBLIC)
    roots = list(dict.fromkeys(one.thread_id or one.pk for one in page.comments))
    return FoundToAnswer(visible_roots(draft, roots, language), page.next)


def alike_to_answer(draft: Draft, comment_id: UUID, language: str) -> FoundToAnswer:
    """Return the contributions of a draft that nearly repeat one of it."""
    comment = (
        Comment.objects.only("draft").select_related("draft").filter(draft=draft, pk=comment_id)
    ).first()
    if comment is None:
        return FoundToAnswer([])
    return FoundToAnswer(visible_roots(draft, near_copies_of(comment), language))


def visible_roots(draft: Draft, keys: list[UUID], language: str) -> list[About]:
    """Return contributions of a draft that the public sees, in the order of their keys."""
    roots = Comment.objects.visible_to(PUBLIC).visible().roots().with_people()
    found = {one.pk: one for one in roots.filter(draft=draft, pk__in=keys)}
    return with_labels(((found[key], found[key]) for key in keys if key in found), language)
