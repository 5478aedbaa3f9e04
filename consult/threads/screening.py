"""Whether arriving words are public at once: the moderation of the house says so, if there is any."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.core.registry import Registry
from consult.threads.models import Comment, HeldText


class Ground(models.TextChoices):
    """Why words wait for a moderator: a code, and a sentence for their author."""

    PREMODERATION = "premoderation", _("Moderators read all contributions before publication.")
    NEWCOMER = "newcomer", _("Moderators read the first contributions of newcomers.")
    LINKS = "links", _("It holds more links than this consultation allows.")
    REPEATS_ITSELF = "repeats_itself", _("It says the same again and again.")
    REPEATS_OWN = "repeats_own", _("It nearly repeats what you said before.")
    REPEATS_OTHERS = "repeats_others", _("It nearly repeats what others said.")
    SHOUTED = "shouted", _("It is mostly written in capitals.")
    LISTED_WORD = "listed_word", _("It holds words that a moderator looks at first.")
    CLASSIFIER = "classifier", _("It resembles what was hidden before: a machine noticed it.")

    @property
    def is_automated(self) -> bool:
        """Tell whether a machine judged the words, rather than a rule that is the same for all."""
        return self == Ground.CLASSIFIER


@dataclass(frozen=True)
class Screening:
    """What a screener says of arriving words.

    `grounds` are dictionaries with the `code` of a `Ground` and what belongs to it, such as a
    `count`: codes and numbers, never words of people. `remember` is called with the key of the
    comment or held text once that is written, in the same transaction.
    """

    grounds: list[dict] = field(default_factory=list)
    remember: Callable[[UUID], None] | None = None


screeners: Registry[Callable[[Comment], Screening]] = Registry("hold this?")
"""Name of the app → `screen(comment)`: the comment as it would be, written or not yet.

`comment._state.adding` is False for an edit: `comment.source` and `comment.wording` are new then.
"""


letting_go: Registry[Callable[[Comment | HeldText], None]] = Registry("words were taken back")
"""Name of the app → `let_go(words)`: nobody needs to read these words any more."""


def let_go(words: Comment | HeldText) -> None:
    """Tell those who were to read some words that their author took them back; of a comment, its
    held edits too. Call it last in a transaction.
    """
    for name in letting_go:
        letting_go[name](words)


def screen(comment: Comment) -> Screening:
    """Return what all screeners say of a comment's words together."""
    found = [screeners[name](comment) for name in screeners]

    def remember(key: UUID) -> None:
        for one in found:
            if one.remember:
                one.remember(key)

    return Screening([ground for one in found for ground in one.grounds], remember)


def sentences(grounds: Iterable[dict]) -> list[str]:
    """Return why words are held, in the active language."""
    return [sentence(one) for one in grounds if one.get("code") in Ground.values]


def sentence(ground: dict) -> str:
    """Return one ground as a sentence, with its count where it has one."""
    count = ground.get("count")
    if ground["code"] == Ground.LINKS and count:
        text = ngettext(
            "It holds %(count)s link, more than this consultation allows.",
            "It holds %(count)s links, more than this consultation allows.",
            count,
        )
        return text % {"count": count}
    return str(Ground(ground["code"]).label)
