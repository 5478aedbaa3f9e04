"""What happens to answers and to texts in the making, as live pages hear it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Literal
from uuid import UUID

from django.db.models import Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from consult.answers.models import Answer, AnswerLink
from consult.drafts.models import Section
from consult.live.events import Frame, LiveEvent
from consult.live.models import Event
from consult.threads.models import PUBLIC, Comment, Status

# Answers

ANSWER_EVENTS = ("answer.published", "answer.edited", "answer.signed")
MOST_TOLD = 100
"""How many contributions a frame tells of."""


class AnswerPart(Frame):
    """An answer's facts: codes, and where it stands in the reader's language."""

    id: UUID
    outcome: str
    url: str
    signed_for: list[str]
    """The colleges that stand behind it."""


class AnsweredPart(Frame):
    """A contribution that the public sees, what became of it, and what says so at its place."""

    id: UUID
    outcome: str
    html: str


class CoveragePart(Frame):
    """How many contributions there are at a section, or in the draft, and how many are answered;
    and how many of them were made without an account.
    """

    section: UUID | None
    answered: int
    threads: int
    without_account: int


class AnswerChanged(LiveEvent):
    """An answer was published, edited or signed.

    `contributions` are MOST_TOLD at most; `more` says whether there are others. `coverage` begins
    with the whole draft, whose `section` is None.
    """

    type: Literal["answer.published", "answer.edited", "answer.signed"]
    answer: AnswerPart
    contributions: list[AnsweredPart]
    more: bool
    coverage: list[CoveragePart]


def hydrate_answers(events: list[Event], language: str) -> dict[int, dict]:
    """Return the frames' payloads by number, as the public may read each answer now."""
    keys = {event.object_id for event in events}
    answers = Answer.objects.published().prefetch_related("signatures").in_bulk(keys)
    told = contributions_of(answers)
    coverage = coverage_of(told, {one.draft_id for one in answers.values()})
    with translation.override(language):
        return {
            event.number: tell(
                event, answer, told[answer.pk], coverage[answer.draft_id]
            ).model_dump(mode="json", exclude={"n", "type"})
            for event in events
            if (answer := answers.get(event.object_id))
        }


def contributions_of(answer_ids: Collection[UUID]) -> dict[UUID, list[Comment]]:
    """Return the contributions of answers that the public sees, one more than is told of each."""
    found: dict[UUID, list[Comment]] = defaultdict(list)
    links = AnswerLink.objects.filter(
        answer__in=list(answer_ids), contribution__status=Status.VISIBLE
    )
    pairs = list(links.order_by("contribution").values_list("answer", "contribution"))
    kept: dict[UUID, list[UUID]] = defaultdict(list)
    for answer_id, comment_id in pairs:
        if len(kept[answer_id]) <= MOST_TOLD:
            kept[answer_id].append(comment_id)
    wanted = {one for keys in kept.values() for one in keys}
    comments = Comment.objects.visible_to(PUBLIC).select_related("section").in_bulk(wanted)
    for answer_id, keys in kept.items():
        found[answer_id] = [
            comments[key] for key in keys if key in comments and comments[key].is_visible
        ]
    return found


def coverage_of(
    told: dict[UUID, list[Comment]], draft_ids: Collection[UUID]
) -> dict[UUID, list[CoveragePart]]:
    """Return what is answered in each draft, and at the sections of the contributions told of."""
    totals = Section.objects.filter(draft__in=list(draft_ids)).order_by().values_list("draft")
    found = {
        draft_id: [
            CoveragePart(section=None, answered=answered, threads=threads, without_account=guests)
        ]
        for draft_id, answered, threads, guests in totals.annotate(
            Sum("answered_count"), Sum("threads_count"), Sum("guest_threads_count")
        )
    }
    sections = {one.section_id: one.section for comments in told.values() for one in comments}
    for section in sorted(sections.values(), key=lambda one: one.position):
        found[section.draft_id].append(
            CoveragePart(
                section=section.key,
                answered=section.answered_count,
                threads=section.threads_count,
                without_account=section.guest_threads_count,
            )
        )
    return found


def tell(
    event: Event, answer: Answer, comments: list[Comment], coverage: list[CoveragePart]
) -> AnswerChanged:
    """Return what an event tells of an answer, in the active language."""
    sections = {one.section.key for one in comments}
    return AnswerChanged(
        n=event.number,
        type=event.type,
        answer=AnswerPart(
            id=answer.pk,
            outcome=answer.outcome,
            url=reverse("answers:answer", args=[answer.pk]),
            signed_for=sorted(one.college for one in answer.signatures.all()),
        ),
        contributions=[
            AnsweredPart(
                id=one.pk,
                outcome=one.outcome,
                html=render_to_string("threads/components/outcome.html", {"comment": one}).strip(),
            )
            for one in comments[:MOST_TOLD]
        ],
        more=len(comments) > MOST_TOLD,
        coverage=[one for one in coverage if one.section is None or one.section in sections],
    )
