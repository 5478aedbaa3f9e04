"""What pages, fragments and the live stream need of threads, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from consult.consultations.models import Consultation, Role
from consult.consultations.policy import membership_of
from consult.core.errors import Refused
from consult.drafts.models import Section
from consult.drafts.queries import label_of
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import PUBLIC, Comment, Viewer

THREADS_PER_PAGE = 20
FIRST_REPLIES = 3
REPLIES_PER_PAGE = 50


@dataclass(frozen=True)
class Thread:
    """A root comment and the replies that are shown with it, oldest first."""

    root: Comment
    replies: list[Comment]

    @property
    def more_replies(self) -> int:
        """Return how many replies come after those shown."""
        last = self.replies[-1].number if self.replies else 0
        return max(self.root.replies_count - last, 0)

    @property
    def last_number(self) -> int:
        """Return the number of the last reply shown."""
        return self.replies[-1].number if self.replies else 0


@dataclass(frozen=True)
class Talk:
    """What is said about one section: a page of threads, and whether the reader may join in."""

    section: Section
    label: str
    viewer: Viewer
    threads: list[Thread]
    older_than: UUID | None = None
    is_first_page: bool = True
    why_not: Refused | None = None
    focus: UUID | None = None


def viewer_of(participant: User, consultation: Consultation) -> Viewer:
    """Return what somebody is to the comments of a consultation."""
    if membership_of(participant, consultation, Role.MODERATOR):
        return Viewer(moderates=True)
    return PUBLIC


def talk_at(
    section: Section,
    *,
    reader: User,
    language: str,
    label: str | None = None,
    before: UUID | None = None,
    focus: Comment | None = None,
    after: int = 0,
) -> Talk:
    """Return a page of threads on a section, the newest first.

    `before` is the id of the last root of the page before; `focus` is a comment whose thread
    begins the page, with the replies behind number `after` where it is a root. The section comes
    with its draft and consultation; without a `label`, what it is called is looked up.
    """
    viewer = viewer_of(reader, section.draft.consultation)
    roots = Comment.objects.visible_to(viewer).with_names().at(section).roots().newest_first()
    if focus is not None:
        roots = roots.filter(pk__lte=focus.thread_id or focus.pk)
    elif before is not None:
        roots = roots.filter(pk__lt=before)
    page = list(roots[: THREADS_PER_PAGE + 1])
    shown = page[:THREADS_PER_PAGE]
    replies = first_replies(shown, viewer)
    if focus is not None and focus.number > FIRST_REPLIES:
        replies[focus.thread_id] = replies_around(focus, viewer)
    elif focus is not None and after:
        replies[focus.pk] = replies_after(focus, after, viewer)
    prefetch_related_objects([*shown, *chain(*replies.values())], "author__memberships")
    return Talk(
        section=section,
        label=label_of(section, language) if label is None else label,
        viewer=viewer,
        threads=[Thread(root, replies[root.pk]) for root in shown],
        older_than=shown[-1].pk if len(page) > THREADS_PER_PAGE else None,
        is_first_page=before is None and focus is None,
        why_not=policy.why_not_comment(reader, section, timezone.now()),
        focus=focus.pk if focus else None,
    )


def first_replies(roots: list[Comment], viewer: Viewer) -> dict[UUID, list[Comment]]:
    """Return the first replies of each root, by the root's id."""
    by_root: dict[UUID, list[Comment]] = defaultdict(list)
    answered = [root.pk for root in roots if root.replies_count]
    if answered:
        replies = Comment.objects.visible_to(viewer).with_names()
        for reply in replies.filter(thread__in=answered, number__lte=FIRST_REPLIES).order_by(
            "thread", "number"
        ):
            by_root[reply.thread_id].append(reply)
    return by_root


def replies_around(focus: Comment, viewer: Viewer) -> list[Comment]:
    """Return the page of replies that ends with the one in focus."""
    replies = Comment.objects.visible_to(viewer).with_people().filter(thread=focus.thread_id)
    first = focus.number - REPLIES_PER_PAGE
    return list(replies.filter(number__gt=first, number__lte=focus.number).order_by("number"))


def replies_after(root: Comment, number: int, viewer: Viewer) -> list[Comment]:
    """Return the next page of a thread's replies, those after a number."""
    replies = Comment.objects.visible_to(viewer).with_people().filter(thread=root.pk)
    return list(replies.filter(number__gt=number).order_by("number")[:REPLIES_PER_PAGE])


def comments_by_id(ids: list[UUID], viewer: Viewer) -> dict[UUID, Comment]:
    """Return comments as a viewer may see them, by id."""
    comments = Comment.objects.visible_to(viewer).with_people().filter(pk__in=ids)
    return {comment.pk: comment for comment in comments}


def as_posted(comment: Comment) -> Comment:
    """Return a comment that was posted this moment as its author sees it, without asking again."""
    comment.shown_html = comment.html
    return comment
