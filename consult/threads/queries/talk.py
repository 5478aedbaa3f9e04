"""What is said about one section, and single comments."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from consult.consultations.models import Consultation, Role
from consult.consultations.policy import membership_of
from consult.core.errors import Refused
from consult.drafts.models import Section
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import PUBLIC, Comment, Viewer
from consult.threads.orders import USUAL, Choice, Cursor, Order, address_of
from consult.threads.queries.listing import (
    FIRST_REPLIES,
    THREADS_PER_PAGE,
    Thread,
    first_replies,
    left_out,
    page_of,
    threads_page,
    with_memberships,
)
from consult.threads.queries.translations import with_translations

REPLIES_PER_PAGE = 50


@dataclass(frozen=True)
class Talk:
    """What is said about one section: a page of threads, and whether the reader may join in."""

    section: Section
    label: str
    viewer: Viewer
    threads: list[Thread]
    choice: Choice = USUAL
    left_out: int = 0
    """How many threads are in languages that were not chosen."""
    next: Cursor | None = None
    is_first_page: bool = True
    why_not: Refused | None = None
    focus: UUID | None = None

    @property
    def next_query(self) -> str:
        """Return what names the next page in an address."""
        return address_of(self.choice, self.next, section=self.section.key)

    @property
    def query_in_all_languages(self) -> str:
        """Return what names the same threads in every language in an address."""
        return address_of(self.choice.in_all_languages, section=self.section.key)

    @property
    def is_newest(self) -> bool:
        """Tell whether what is posted now belongs on top of these threads."""
        return self.is_first_page and self.choice.is_usual


def viewer_of(participant: User, consultation: Consultation) -> Viewer:
    """Return what somebody is to the comments of a consultation."""
    if not participant.is_authenticated:
        return PUBLIC
    moderates = membership_of(participant, consultation, Role.MODERATOR) is not None
    return Viewer(moderates=moderates, participant_id=participant.pk)


def talk_at(
    section: Section,
    *,
    reader: User,
    label: str,
    choice: Choice = USUAL,
    cursor: Cursor | None = None,
    focus: Comment | None = None,
    after: int = 0,
) -> Talk:
    """Return a page of threads on a section, which comes with its draft and consultation.

    `cursor` is the `next` of the page before; `focus` is a comment whose thread begins the page
    whatever was chosen, the older ones behind it, with the replies after number `after` where it
    is a root.
    """
    viewer = viewer_of(reader, section.draft.consultation)
    if focus is None:
        page = threads_page(section, choice=choice, cursor=cursor, viewer=viewer)
        threads, following = page.threads, page.next
    else:
        choice = replace(USUAL, reading=choice.reading)  # in all languages
        threads, following = threads_from(section, focus, after, viewer)
    return Talk(
        section=section,
        label=label,
        viewer=viewer,
        threads=threads,
        choice=choice,
        left_out=left_out(section, choice),
        next=following,
        is_first_page=cursor is None and focus is None,
        why_not=policy.why_not_comment(reader, section, timezone.now()),
        focus=focus.pk if focus else None,
    )


def threads_from(
    section: Section, focus: Comment, after: int, viewer: Viewer
) -> tuple[list[Thread], Cursor | None]:
    """Return the page of threads that begins with a comment's, with the replies around it."""
    begin = Comment.objects.at(section).roots().filter(pk__lte=focus.thread_id or focus.pk)
    roots, following = page_of(begin, Order.NEWEST, None, viewer, THREADS_PER_PAGE)
    replies = first_replies(roots, viewer)
    if focus.number > FIRST_REPLIES:
        replies[focus.thread_id] = replies_around(focus, viewer)
    elif after:
        replies[focus.pk] = replies_after(focus, after, viewer)
    return with_memberships(roots, replies), following


def replies_around(focus: Comment, viewer: Viewer) -> list[Comment]:
    """Return the page of replies that ends with the one in focus."""
    replies = Comment.objects.visible_to(viewer).with_names().filter(thread=focus.thread_id)
    first = focus.number - REPLIES_PER_PAGE
    return list(replies.filter(number__gt=first, number__lte=focus.number).order_by("number"))


def replies_after(root: Comment, number: int, viewer: Viewer) -> list[Comment]:
    """Return the next page of a thread's replies, those after a number."""
    replies = Comment.objects.visible_to(viewer).with_people().filter(thread=root.pk)
    return with_translations(
        replies.filter(number__gt=number).order_by("number")[:REPLIES_PER_PAGE]
    )


def comments_by_id(ids: list[UUID], viewer: Viewer) -> dict[UUID, Comment]:
    """Return comments as a viewer may see them, by id, in the active language where they can be."""
    comments = Comment.objects.visible_to(viewer).with_people().filter(pk__in=ids)
    return {comment.pk: comment for comment in with_translations(comments)}


def as_posted(comment: Comment) -> Comment:
    """Return a comment that was posted this moment as its author sees it, without asking again."""
    comment.shown_html, comment.shown_difference = comment.html, comment.difference
    comment.shown_quote, comment.own_vote = comment.quote_exact, ""
    comment.shown_translations = []
    wording = comment.written_on
    comment.written_in = wording.version.language if wording else None
    return comment
