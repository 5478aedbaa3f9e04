"""Replays the demonstration's discussion through the services, and dates it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from cms.demo import content
from consult.consultations.models import CharterArticle, Consultation
from consult.drafts.models import DraftPage
from consult.moderation import services as moderation
from consult.moderation.models import Decision
from consult.people import services as people_services
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Place


@dataclass
class Turn:
    """One comment of the discussion, and those that must come before it."""

    texts: dict
    place: Place
    thread: "Turn | None" = None
    replies: list["Turn"] = field(default_factory=list)
    comment: Comment | None = None

    @property
    def answered(self) -> "Turn | None":
        """Return the turn that this one answers."""
        if self.thread is None:
            return None
        index = self.texts.get("to")
        return self.thread if index is None else self.thread.replies[index]


def replay(pages: dict[str, DraftPage], people: dict[str, User]) -> int:
    """Post every comment in the order of time, hide what was hidden, and return their number."""
    turns = sorted(read_turns(pages), key=lambda turn: -turn.texts["days_ago"])
    now = timezone.now()
    for page in pages.values():
        with held_open(page):
            for turn in turns:
                if turn.place.draft_key == page.translation_key:
                    post(turn, people, now)
    for turn in turns:
        if hidden := turn.texts.get("hidden"):
            hide(turn, hidden, people, now)
    for one in content.read("people"):
        if one.get("suspended"):
            people_services.suspend(participant=people[one["key"]], until=now + timedelta(days=30))
    return len(turns)


def read_turns(pages: dict[str, DraftPage]) -> Iterator[Turn]:
    """Return every comment of discussion.yaml, threads before their replies."""
    for thread in content.read("discussion"):
        key = thread["section"]
        place = Place(
            pages[thread["draft"]].translation_key,
            content.block_id(thread["draft"], key) if key else None,
        )
        root = Turn(thread, place)
        yield root
        for reply in thread["replies"]:
            turn = Turn(reply, place, thread=root)
            root.replies.append(turn)
            yield turn


@contextmanager
def held_open(page: DraftPage) -> Iterator[None]:
    """Hold a draft's consultation open, for what was said in it before it closed."""
    consultations = Consultation.objects.filter(drafts=page.translation_key)
    times = consultations.values("opens_at", "closes_at", "answers_until").get()
    now = timezone.now()
    consultations.update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1), answers_until=None
    )
    try:
        yield
    finally:
        consultations.update(**times)


def post(turn: Turn, people: dict[str, User], now: datetime) -> None:
    """Post one comment and date it back."""
    answered = turn.answered
    turn.comment = threads.post_comment(
        by=people[turn.texts["by"]],
        place=turn.place,
        body=turn.texts["body"],
        language=turn.texts["language"],
        kind=turn.texts.get("kind", "remark"),
        in_reply_to=answered.comment.pk if answered else None,
    ).comment
    posted_at = now - timedelta(days=turn.texts["days_ago"])
    Comment.objects.filter(pk=turn.comment.pk).update(posted_at=posted_at)


def hide(turn: Turn, hidden: dict, people: dict[str, User], now: datetime) -> None:
    """Hide one comment some hours after it was posted."""
    consultation = turn.comment.draft.consultation
    keys = {
        content.block_id(one["key"], hidden["article"])
        for one in content.read("site")["consultations"]
    }
    article = CharterArticle.objects.get(consultation=consultation, key__in=keys)
    decision = moderation.hide_comment(
        by=people[hidden["by"]],
        comment_id=turn.comment.pk,
        article_id=article.pk,
        explanation=hidden["explanation"],
    )
    decided_at = now - timedelta(days=turn.texts["days_ago"] * 0.8)
    Decision.objects.filter(pk=decision.pk).update(decided_at=decided_at)
