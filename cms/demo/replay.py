"""Replays the demonstration's discussion through the services, in order of time, and dates it back."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo.desk import Desk, dated
from cms.demo.discussion import Act, Turn, read_turns, reworded
from cms.demo.drafters import Drafters
from cms.demo.people import DOMAIN
from consult.consultations.models import Consultation
from consult.core.pace import unhurried
from consult.drafts.models import Draft, DraftPage
from consult.live import services as live
from consult.moderation.services.notices import in_silence
from consult.people.guests.services import guest_with
from consult.people.models import Guest, User
from consult.threads import services as threads
from consult.threads.models import Comment, Edit, Vote

VOTING = 0.98
"""Each vote on a comment came at this share of what was the comment's age at the vote before."""


class Replay:
    """What people said and did about some drafts, done again step by step."""

    def __init__(
        self, pages: dict[str, DraftPage], people: dict[str, User], drafters: Drafters
    ) -> None:
        self.people, self.drafters = people, drafters
        self.now = timezone.now()
        self.drafts = {name: page.translation_key for name, page in pages.items()}
        self.desk = Desk(people)
        acts = [act for turn in read_turns(pages) for act in self.acts_of(turn)]
        acts += self.desk.acts(self.drafts)
        acts += drafters.acts()
        self.acts = deque(sorted(acts, key=lambda act: -act.days_ago))

    def go_on(self, *, until: float) -> None:
        """Do all that was done before so many days ago and is not done yet."""
        drafts = list(self.drafts.values())
        with unhurried(), in_silence(), held_open(drafts), transaction.atomic():
            while self.acts and self.acts[0].days_ago > until:
                act = self.acts.popleft()
                act.do(self.now - timedelta(days=act.days_ago))

    def end(self) -> None:
        """Do the rest, and tell of votes without delay."""
        self.go_on(until=0)
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
        yield from self.desk.acts_of(turn)
        if deleted := texts.get("deleted_days_ago"):
            yield Act(deleted, lambda at: self.delete(turn, at))

    def post(self, turn: Turn, at: datetime) -> None:
        answered = turn.answered
        with dated(at):
            posted = threads.post_comment(
                by=self.author(turn, at),
                place=turn.place,
                said=turn.said,
                in_reply_to=answered.comment.pk if answered else None,
            )
        turn.comment, turn.held = posted.comment, posted.held
        if name := turn.texts.get("key"):
            self.drafters.said[name] = turn
        check_held(turn)

    def author(self, turn: Turn, at: datetime) -> User:
        """Return who says it: somebody with an account, or a guest."""
        if "guest" not in turn.texts:
            return self.people[turn.texts["by"]]
        scope = Draft.objects.get(pk=turn.place.draft_key).consultation_id
        account = guest_with(
            scope=scope,
            email=f"{turn.texts['guest']}@{DOMAIN}",
            language=turn.texts["language"],
        )
        Guest.objects.filter(account=account, since__gt=at).update(since=at)
        return account

    def edit(self, turn: Turn, edit: dict, at: datetime) -> None:
        with dated(at):
            edited = threads.edit_comment(
                by=self.people[turn.texts["by"]],
                comment_id=turn.comment.pk,
                body=edit["body"],
                wording=reworded(turn, edit.get("replace", {})) or None,
            ).comment
        Edit.objects.filter(comment=edited, number=edited.edits_count).update(edited_at=at)

    def vote(self, turn: Turn, vote: tuple[str, str], at: datetime) -> None:
        key, value = vote
        threads.cast_vote(by=self.people[key], comment_id=turn.comment.pk, value=value)
        own = Vote.objects.filter(comment=turn.comment.pk, participant=self.people[key])
        own.update(cast_at=at)

    def delete(self, turn: Turn, at: datetime) -> None:
        by = self.people[turn.texts["by"]]
        threads.delete_comment(by=by, comment_id=turn.comment.pk)
        Comment.objects.filter(pk=turn.comment.pk).update(deleted_at=at)


class HeldOtherwise(Exception):
    """A contribution waits for a moderator that should not, or for other reasons, or does not wait."""


def check_held(turn: Turn) -> None:
    """Raise `HeldOtherwise` where a contribution waits for other reasons than its text says."""
    expected = turn.texts.get("held", [])
    found = [one["code"] for one in turn.held.grounds] if turn.held else []
    if found != expected:
        raise HeldOtherwise(f"{turn.texts['body']!r} waits for {found}, not for {expected}")


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
