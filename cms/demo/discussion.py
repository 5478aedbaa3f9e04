"""The demonstration's discussion as its files have it: who says what, where and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.demo import content
from consult.drafts.models import DraftPage, Section
from consult.drafts.queries import latest_wording
from consult.moderation.models import Appeal, Decision
from consult.threads.models import Comment, HeldText
from consult.threads.places import Place, Said
from consult.threads.quotes import Quote


class NotWritten(Exception):
    """The words that a suggestion replaces do not stand in its section exactly once."""


@dataclass(frozen=True)
class Act:
    """Something that somebody did so many days ago; `do` takes when that was."""

    days_ago: float
    do: Callable[[datetime], object]


@dataclass
class Turn:
    """One comment of the discussion, those that must come before it, and what became of it."""

    texts: dict[str, Any]
    place: Place
    thread: "Turn | None" = None
    replies: list["Turn"] = field(default_factory=list)
    comment: Comment | None = None
    held: HeldText | None = None
    decisions: list[Decision] = field(default_factory=list)
    appeal: Appeal | None = None

    @property
    def days_ago(self) -> float:
        return self.texts["days_ago"]

    @property
    def answered(self) -> "Turn | None":
        """Return the turn that this one answers."""
        if self.thread is None:
            return None
        index = self.texts.get("to")
        return self.thread if index is None else self.thread.replies[index]

    @property
    def said(self) -> Said:
        """Return what is said; a suggestion rewords its section as the last version has it."""
        return Said(
            body=self.texts["body"],
            language=self.texts["language"],
            kind=self.texts.get("kind", "remark"),
            stance=self.texts.get("stance", ""),
            wording=reworded(self, self.texts.get("replace", {})),
        )


def reworded(turn: Turn, replace: dict[str, str]) -> str:
    """Return the text of a turn's section with some words replaced; empty where none are.

    Raises `NotWritten`.
    """
    if not replace:
        return ""
    if turn.comment is None:
        section = Section.objects.get(draft=turn.place.draft_key, key=turn.place.key)
        wording = latest_wording(section, turn.texts["language"])
    else:
        wording = turn.comment.written_on
    text = wording.text
    for before, after in replace.items():
        if text.count(before) != 1:
            raise NotWritten(f"{before!r} stands {text.count(before)} times in {wording.title!r}")
        text = text.replace(before, after)
    return text


def read_turns(pages: dict[str, DraftPage]) -> Iterator[Turn]:
    """Return every comment of discussion.yaml and desk.yaml, threads before their replies.

    A thread is told where the site speaks all its languages: nobody can write in another.
    """
    for thread in [*content.read("discussion"), *content.read("desk")["comments"]]:
        spoken = {one["language"] for one in [thread, *thread.get("replies", [])]}
        if not spoken <= set(content.languages()):
            continue
        key = thread["section"]
        place = Place(
            pages[thread["draft"]].translation_key,
            content.block_id(thread["draft"], key) if key else None,
        )
        quote = Quote(thread["quote"]) if "quote" in thread else None
        root = Turn(thread, Place(place.draft_key, place.section_key, quote))
        yield root
        for reply in thread.get("replies", []):
            turn = Turn(reply, place, thread=root)
            root.replies.append(turn)
            yield turn
