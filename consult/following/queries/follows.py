"""What somebody follows."""

from dataclasses import dataclass

from consult.drafts.models import DraftPage
from consult.following.models import Follow
from consult.following.queries.lines import Lines, comments_of, pages_of
from consult.people.models import User
from consult.threads.models import Comment
from consult.threads.queries.discussion import labels_of

PER_PAGE = 50


@dataclass(frozen=True)
class Following:
    """One thing that somebody follows, as their list names it."""

    follow: Follow
    page: DraftPage
    label: str
    comment: Comment | None = None

    @property
    def name(self) -> str:
        """Return who began the thread, where its words are public."""
        visible = self.comment is not None and self.comment.is_visible
        return self.comment.author_name if visible else ""


@dataclass(frozen=True)
class Followings:
    """A page of what somebody follows, the newest first; and where the next one begins."""

    rows: list[Following]
    before: int | None


def follows_page(reader: User, *, language: str, before: int | None = None) -> Followings:
    """Return a page of what somebody follows and may still read, told in a language, in a fixed
    number of queries.
    """
    own = Follow.objects.filter(participant=reader).select_related("section")
    if before is not None:
        own = own.filter(pk__lt=before)
    found = list(own.order_by("-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    shelf = Lines([], pages=pages_of({one.draft_id for one in shown}))
    comments = comments_of({one.thread_id for one in shown} - {None})
    sections = {one.section_id for one in shown} | {one.section_id for one in comments.values()}
    labels = labels_of(sections - {None}, language)
    rows = []
    for one in shown:
        page = shelf.page_in(one.draft_id, language, reader)
        comment = comments.get(one.thread_id)
        if page is not None:
            section_id = comment.section_id if comment else one.section_id
            rows.append(Following(one, page, labels.get(section_id, ""), comment))
    return Followings(rows, shown[-1].pk if len(found) > PER_PAGE else None)
