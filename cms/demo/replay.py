"""Replays the demonstration's discussion through the services, in order of time, and dates it back."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo import content
from cms.demo.discussion import Turn, read_turns, reworded
from consult.consultations.models import CharterArticle, Consultation
from consult.core.pace import unhurried
from consult.drafts.models import DraftPage
from consult.live import services as live
from consult.moderation import services as moderation
from consult.moderation.models import Decision
from consult.people import services as people_services
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, Edit, Vote

HIDING = 0.8
"""When a comment was hidden: this share of its age ago."""
VOTING = 0.98
"""Each vote on a comment came at this share of what was the comment's age at the vote before."""


@dataclass(frozen=True)
class Act:
    """Something that somebody did so many days ago; `do` takes when that was."""

    days_ago: float
    do: Callable[[datetime], None]


class Replay:
    """What people said and did about some drafts, done again step by step."""

    def __init__(self, pages: dict[str, DraftPage], people: dict[str, User]) -> None:
        self.people = people
        self.now = timezone.now()
        self.drafts = [page.translation_key for page in pages.values()]
        acts = [act for turn in read_turns(pages) for act in self.acts_of(turn)]
        self.acts = deque(sorted(acts, key=lambda act: -act.days_ago))

    def go_on(self, *, until: float) -> None:
        """Do all that was done before so many days ago and is not done yet."""
        with unhurried(), held_open(self.drafts), transaction.atomic():
            while self.acts and self.acts[0].days_ago > until:
                act = self.acts.popleft()
                act.do(self.now - timedelta(days=act.days_ago))

    def end(self) -> None:
        """Do the rest, suspend whom moderators suspended, and tell of votes without delay."""
        self.go_on(until=0)
        for one in content.read("people"):
            if one.get("suspended"):
                until = self.now + timedelta(days=30)
                people_services.suspend(participant=self.people[one["key"]], until=until)
        live.record_due(now=timezone.now() + live.SOON)

    def acts_of(self, turn: Turn) -> Iterator[Act]:
        """Return all that is done with one comment."""
        texts = turn.texts
        yield Act(turn.days_ago, lambda at: self.post(turn, at))
        for edit in texts.get("edits", []):
            yield Act(edit["days_ago"], lambda at, edit=edit: self.edit(turn, edit, at))
        votes = [(key, value) for value in ("agree", "disagree") for key in texts.get(value, [])]
        for number, vote in enumerate(votes, start=1):
            voted = turn.days_ago * VOTING**number
            yield Act(voted, lambda at, vote=vote: self.vote(turn, vote, at))
        if hidden := texts.get("hidden"):
            yield Act(turn.days_ago * HIDING, lambda at: self.hide(turn, hidden, at))
        if deleted := texts.get("deleted_days_ago"):
            yield Act(deleted, lambda at: self.delete(turn, at))

    def post(self, turn: Turn, at: datetime) -> None:
        answered = turn.answered
        turn.comment = threads.post_comment(
            by=self.people[turn.texts["by"]],
            place=turn.place,
            said=turn.said,
            in_reply_to=answered.comment.pk if answered else None,
        ).comment
        Comment.objects.filter(pk=turn.comment.pk).update(posted_at=at)

    def edit(self, turn: Turn, edit: dict, at: datetime) -> None:
        edited = threads.edit_comment(
            by=self.people[turn.texts["by"]],
            comment_id=turn.comment.pk,
            body=edit["body"],
            wording=reworded(turn, edit.get("replace", {})) or None,
        ).comment
        Comment.objects.filter(pk=edited.pk).update(edited_at=at)
        Edit.objects.filter(comment=edited, number=edited.edits_count).update(edited_at=at)

    def vote(self, turn: Turn, vote: tuple[str, str], at: datetime) -> None:
        key, value = vote
        threads.cast_vote(by=self.people[key], comment_id=turn.comment.pk, value=value)
        own = Vote.objects.filter(comment=turn.comment.pk, participant=self.people[key])
        own.update(cast_at=at)

    def hide(self, turn: Turn, hidden: dict, at: datetime) -> None:
        keys = {
            content.block_id(one["key"], hidden["article"])
            for one in content.read("site")["consultations"]
        }
        article = CharterArticle.objects.get(
            consultation=turn.comment.draft.consultation, key__in=keys
        )
        decision = moderation.hide_comment(
            by=self.people[hidden["by"]],
            comment_id=turn.comment.pk,
            article_id=article.pk,
            explanation=hidden["explanation"],
        )
        Decision.objects.filter(pk=decision.pk).update(decided_at=at)

    def delete(self, turn: Turn, at: datetime) -> None:
        by = self.people[turn.texts["by"]]
        threads.delete_comment(by=by, comment_id=turn.comment.pk)
        Comment.objects.filter(pk=turn.comment.pk).update(deleted_at=at)


@contextmanager
def held_open(drafts: list) -> Iterator[None]:
    """Hold the consultations of drafts open, for what was said in them before they closed."""
    consultations = Consultation.objects.filter(drafts__in=drafts).distinct()
    times = {one.pk: (one.opens_at, one.closes_at, one.answers_until) for one in consultations}
    now, day = timezone.now(), timedelta(days=1)
    Consultation.objects.filter(pk__in=times).update(
        opens_at=now - day, closes_at=now + day, answers_until=None
    )
    try:
        yield
    finally:
        for key, (opens_at, closes_at, answers_until) in times.items():
            Consultation.objects.filter(pk=key).update(
                opens_at=opens_at, closes_at=closes_at, answers_until=answers_until
            )
