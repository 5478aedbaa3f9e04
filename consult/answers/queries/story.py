"""All that happened to one section: its versions, what caused them, and the answers that name it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from consult.answers.models import Answer, AnswerText
from consult.answers.queries.trace import (
    Cause,
    Change,
    causes_of_section,
    changes_of,
    seen_by_public,
    spans_between,
)
from consult.drafts.histories import SectionHistory, SectionStep, Turn, history_of
from consult.drafts.models import Section, VersionQuerySet
from consult.threads.models import Comment

MOST_ANSWERS = 50
MOST_CONTRIBUTIONS = 10
"""Of one answer, that are named."""


@dataclass(frozen=True)
class Chapter:
    """A version in which something happened to a section, and the contributions that caused it."""

    step: SectionStep
    causes: list[Cause]

    @property
    def at(self) -> datetime:
        return self.step.version.published_at


@dataclass(frozen=True)
class Answered:
    """A contribution that has an answer, and the passages that it changed."""

    contribution: Comment
    changes: list[Change]


@dataclass(frozen=True)
class AnswerGiven:
    """A published answer that names a section, and the first contributions that it answers."""

    answer: Answer
    text: AnswerText | None
    contributions: list[Answered]
    more: int

    @property
    def at(self) -> datetime:
        return self.answer.published_at


@dataclass(frozen=True)
class Story:
    """A page of a section's story, the newest first."""

    section: Section
    history: SectionHistory
    entries: list[Chapter | AnswerGiven] = field(default_factory=list)


def story_of(
    section: Section, versions: VersionQuerySet, *, language: str, before: int | None = None
) -> Story | None:
    """Return a page of a section's story in the versions of a language, None where it has none.

    `before` is the number of a version: the page begins below it. `language` is the reader's.
    """
    history = history_of(section, versions, before=before)
    if history is None:
        return None
    chapters = chapters_of(section, history)
    answers = answers_of(section, history, language)
    entries = sorted([*chapters, *answers], key=lambda one: one.at, reverse=True)
    return Story(section, history, entries)


def chapters_of(section: Section, history: SectionHistory) -> list[Chapter]:
    """Return what happened in versions with its causes."""
    causes = causes_of_section(section) if history.steps else []
    return [Chapter(step, causes_of_step(step, causes)) for step in history.steps]


def causes_of_step(step: SectionStep, causes: Sequence[Cause]) -> list[Cause]:
    """Return those causes that came into the text with one version."""
    if step.turn is Turn.MOVED:
        return []
    spans = spans_between(step.previous, step.version)
    return [one for one in causes if any(span.holds(one.adoption.version) for span in spans)]


def answers_of(section: Section, history: SectionHistory, language: str) -> list[AnswerGiven]:
    """Return the answers that name a section and were published while these versions were."""
    answers = Answer.objects.published().filter(section=section)
    if history.until:
        answers = answers.filter(published_at__lt=history.until)
    if history.older_than:
        answers = answers.filter(published_at__gte=history.oldest.published_at)
    texts = AnswerText.objects.select_related("locale")
    found = list(
        answers.prefetch_related(Prefetch("texts", texts), "signatures", "links").order_by(
            "-published_at", "-pk"
        )[:MOST_ANSWERS]
    )
    named = {one.pk: first_contributions(one) for one in found}
    everyone = {pk for pks in named.values() for pk in pks}
    seen, changes = seen_by_public(everyone), changes_of(everyone)
    return [
        AnswerGiven(
            answer=one,
            text=text_in(one, language),
            contributions=[Answered(seen[pk], changes.get(pk, [])) for pk in named[one.pk]],
            more=len(one.links.all()) - len(named[one.pk]),
        )
        for one in found
    ]


def first_contributions(answer: Answer) -> list[UUID]:
    """Return the ids of the first contributions that an answer answers; ids sort by time."""
    return sorted(link.contribution_id for link in answer.links.all())[:MOST_CONTRIBUTIONS]


def text_in(answer: Answer, language: str) -> AnswerText | None:
    """Return the reasons of an answer in a language, or in the one in which it was written."""
    texts = {one.locale.language_code: one for one in answer.texts.all()}
    return texts.get(language) or texts.get(answer.language)
