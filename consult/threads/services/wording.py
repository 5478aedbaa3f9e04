"""The wording that a suggestion proposes for its section."""

from uuid import UUID

from consult.core.text import Empty, normalise
from consult.drafts.diff import difference, to_json
from consult.drafts.queries import latest_wording
from consult.threads import refusals
from consult.threads.models import WORDING_LENGTH, Comment


def propose(
    comment: Comment, wording: str, *, version: UUID | None = None, language: str = ""
) -> None:
    """Set what a suggestion proposes, and how that differs from the text it was written on.

    That text is the section's in the version that its author had before them, or the latest in
    the language of the page: a suggestion does not undo what was published while it was being
    written. Raises
    `NoWordingHere`, `NothingChanged`, `NoWording`, and what `normalise` raises.
    """
    if comment.written_on is None and version is not None:
        comment.written_on = comment.section.versions.filter(version=version).first()
    if comment.written_on is None:
        comment.written_on = latest_wording(comment.section, language or comment.language)
    if comment.written_on is None:
        raise refusals.NoWordingHere
    try:
        comment.wording = normalise(wording, limit=WORDING_LENGTH)
    except Empty as empty:
        raise refusals.NoWording from empty
    before = comment.written_on.text
    if comment.wording.split() == before.split():
        raise refusals.NothingChanged
    comment.difference = to_json(difference(before, comment.wording))
