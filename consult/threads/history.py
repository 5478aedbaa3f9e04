"""What a comment said before each of its visible edits: for whoever may read it as it is now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consult.drafts.diff import Segment, difference
from consult.threads.models import Comment, Edit, Status, Viewer

EDITS_PER_PAGE = 20


@dataclass(frozen=True)
class Change:
    """One edit: what it took out and added, in the words and in the wording that is proposed."""

    number: int
    edited_at: datetime
    words: list[Segment]
    wording: list[Segment]


@dataclass(frozen=True)
class History:
    """A page of a comment's edits, the newest first."""

    changes: list[Change]
    is_first_page: bool
    older_than: int | None
    """The number of the last edit on this page where there are older ones, else None."""


def history_of(comment_id: UUID, viewer: Viewer, *, before: int = 0) -> History | None:
    """Return the edits of a comment, those below a number if there is one; None where its words
    are not public.

    Both questions ask for the comment's status as it is now: only moderators see what hidden ones
    said.
    """
    comments, edits = Comment.objects.filter(pk=comment_id), Edit.objects.filter(comment=comment_id)
    if not viewer.moderates:
        comments, edits = comments.visible(), edits.filter(comment__status=Status.VISIBLE)
    present = comments.only("source", "wording").first()
    if present is None:
        return None
    # One edit is what the next one began with: on a later page the first is that of the page before.
    found = edits.filter(number__lte=before) if before else edits
    older = list(found.order_by("-number")[: EDITS_PER_PAGE + 2])
    newest = older.pop(0) if before and older else present
    page = older[:EDITS_PER_PAGE]
    return History(
        changes=[change(old, new) for old, new in zip(page, [newest, *page], strict=False)],
        is_first_page=not before,
        older_than=page[-1].number if len(older) > len(page) else None,
    )


def change(old: Edit, new: Edit | Comment) -> Change:
    """Return what an edit changed: from the words that it keeps to those that came after."""
    return Change(
        number=old.number,
        edited_at=old.edited_at,
        words=difference(old.source, new.source) if old.source != new.source else [],
        wording=difference(old.wording, new.wording) if old.wording != new.wording else [],
    )
