"""Threads of a section or of a whole draft, page by page, in an order and by filters.

A page is found by the key at which it begins, never by counting: each order has an index that is
walked from there (consult/threads/models.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Func,
    OuterRef,
    Q,
    Subquery,
    Sum,
    UUIDField,
    Value,
    prefetch_related_objects,
)
from django.db.models.sql.compiler import SQLCompiler

from consult.drafts.models import Draft, Section
from consult.threads.models import Comment, CommentQuerySet, LanguageCount, Status, Viewer
from consult.threads.orders import KEYS, OLDEST_FIRST, Account, Choice, Cursor, Order, State
from consult.threads.queries.translations import with_translations

THREADS_PER_PAGE = 20
FIRST_REPLIES = 3

# Asked for root by root: of a list of roots PostgreSQL expects as many replies as the longest
# threads have, and makes plans for thousands of rows.
FIRST_REPLY_IDS = {
    f"reply_{number}": Subquery(
        Comment.objects.filter(thread=OuterRef("pk"), number=number).values("pk")
    )
    for number in range(1, FIRST_REPLIES + 1)
}

FILTERS = ("kind", "affiliation", "organisation")
"""Columns by whose value threads are chosen."""
STATES = {
    State.UNANSWERED: Q(official_replies_count=0),
    State.ANSWERED: Q(official_replies_count__gt=0),
    # Words that are quoted and stand nowhere any more.
    State.WORDS_CHANGED: Q(quote_in=None, quote_state__gt=""),
    State.EDITED: Q(edited_at__isnull=False),
    State.HIDDEN: Q(status=Status.HIDDEN),
}


class PairIsLess(Func):
    """A comparison of two pairs, `(a, b) < (c, d)`. Django has it, but spells it out on SQLite with
    an OR, for which no index is walked.
    """

    output_field = BooleanField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: object
    ) -> tuple[str, list]:
        parts = [compiler.compile(one) for one in self.source_expressions]
        sql = "({}, {}) < ({}, {})".format(*(sql for sql, _values in parts))
        return sql, [value for _sql, values in parts for value in values]


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
class ThreadsPage:
    """A page of threads, and behind which thread the next one begins; None after the last."""

    threads: list[Thread]
    next: Cursor | None


def threads_page(
    scope: Section | Draft,
    *,
    choice: Choice,
    cursor: Cursor | None = None,
    viewer: Viewer,
    limit: int = THREADS_PER_PAGE,
) -> ThreadsPage:
    """Return a page of the threads of a section or a draft, each with its first replies.

    `choice` says in what order they come and which of them, `Choice.of(names)` makes it of an
    address; `cursor` is the `next` of the page before, `Cursor.read(text, choice.order)` makes it.
    At most three queries, and one more in several languages, however many. Words are those that `viewer` may see: `shown_html`,
    `shown_difference`, `shown_quote`, `own_vote`; comments come with what naming their people,
    section and draft needs.
    """
    asked = in_languages(in_choice(scope, choice), choice, cursor, limit)
    roots, following = page_of(asked, choice.order, cursor, viewer, limit)
    replies = first_replies(roots, viewer)
    return ThreadsPage(with_memberships(roots, replies), following)


def page_of(
    roots: CommentQuerySet, order: Order, cursor: Cursor | None, viewer: Viewer, limit: int
) -> tuple[list[Comment], Cursor | None]:
    """Return the roots of a page as a viewer may see them, and behind which one the next begins."""
    seen = roots.visible_to(viewer).with_names().annotate(**FIRST_REPLY_IDS)
    return cut(seen, order, cursor, limit)


def ids_page(
    scope: Section | Draft, *, choice: Choice, cursor: Cursor | None, limit: int
) -> tuple[list[UUID], Cursor | None]:
    """Return the ids of the roots of a page, for who loads them otherwise, and behind which one the
    next begins.
    """
    columns = ["pk", KEYS[choice.order]] if choice.order in KEYS else ["pk"]
    asked = in_languages(in_choice(scope, choice), choice, cursor, limit)
    shown, following = cut(asked.only(*columns), choice.order, cursor, limit)
    return [root.pk for root in shown], following


def cut(
    roots: CommentQuerySet, order: Order, cursor: Cursor | None, limit: int
) -> tuple[list[Comment], Cursor | None]:
    """Return the first of the roots behind a cursor, and the cursor of the last one if more come."""
    found = list(behind(roots, order, cursor)[: limit + 1])
    shown = found[:limit]
    return shown, place_of(shown[-1], order) if len(found) > limit else None


def in_choice(scope: Section | Draft, choice: Choice) -> CommentQuerySet:
    """Return the roots of a section or draft that a reader chose to see.

    Hidden and deleted ones are found by no filter but the one for them: whether a filter finds a
    tombstone would tell what it was. So with that one no other has a say.
    """
    roots = Comment.objects.roots()
    roots = roots.at(scope) if isinstance(scope, Section) else roots.filter(draft=scope)
    if not choice.leaves_out:
        return roots
    if choice.order == Order.UNANSWERED:
        roots = roots.filter(STATES[State.UNANSWERED])
    if choice.state:
        roots = roots.filter(STATES[choice.state])
    if choice.state == State.HIDDEN:
        return roots
    roots = roots.visible()
    if len(choice.languages) == 1:
        roots = roots.filter(language=choice.languages[0])
    if choice.account:
        roots = roots.filter(by_guest=choice.account == Account.WITHOUT)
    if choice.affiliation:
        roots = roots.filter(by_guest=False)  # guests declare none
    asked = {name: getattr(choice, name) for name in FILTERS}
    return roots.filter(**{name: value for name, value in asked.items() if value})


def in_languages(
    roots: CommentQuerySet, choice: Choice, cursor: Cursor | None, limit: int
) -> CommentQuerySet:
    """Return the roots among which a page in several languages is: of each language as many as the
    page could hold.

    There is an index of a language's roots by time, and none of those of several: asked for them
    together, a database would sort all, or walk through all for a few. Their keys are asked for
    first, in one query: joined to the rest, PostgreSQL would not believe how few they are.
    """
    if len(choice.languages) < 2 or choice.state == State.HIDDEN:
        return roots
    first, *others = (
        Comment.objects.filter(
            pk__in=behind(roots.filter(language=one), choice.order, cursor)[: limit + 1].values(
                "pk"
            )
        ).values("pk")
        for one in choice.languages
    )
    keys = first.union(*others, all=True).values_list("pk", flat=True)
    return Comment.objects.filter(pk__in=list(keys))


def left_out(scope: Section | Draft, choice: Choice) -> int:
    """Return how many threads there are in languages that a reader did not choose.

    One query, of counters; none where all languages are shown.
    """
    if not choice.languages:
        return 0
    where = {"section": scope} if isinstance(scope, Section) else {"draft": scope}
    others = LanguageCount.objects.filter(**where).exclude(language__in=choice.languages)
    return others.aggregate(sum=Sum("threads_count"))["sum"] or 0


def behind(roots: CommentQuerySet, order: Order, cursor: Cursor | None) -> CommentQuerySet:
    """Return roots in an order, those behind a cursor."""
    if order in OLDEST_FIRST:
        ordered = roots.order_by("pk")
        return ordered if cursor is None else ordered.filter(pk__gt=cursor.id)
    if order not in KEYS:
        ordered = roots.newest_first()
        return ordered if cursor is None else ordered.filter(pk__lt=cursor.id)
    ordered = roots.order_by(f"-{KEYS[order]}", "-pk")
    return ordered if cursor is None else ordered.filter(comes_after(order, cursor))


def comes_after(order: Order, cursor: Cursor) -> "PairIsLess":
    """Return the condition that a thread's counter and id are less than a cursor's.

    Compared as one pair, or no database would begin in the index at that place.
    """
    return PairIsLess(KEYS[order], "pk", Value(cursor.key), Value(cursor.id, UUIDField()))


def place_of(root: Comment, order: Order) -> Cursor:
    """Return the cursor of a thread in an order."""
    return Cursor(root.pk, getattr(root, KEYS[order]) if order in KEYS else None)


def first_replies(roots: list[Comment], viewer: Viewer) -> dict[UUID, list[Comment]]:
    """Return the first replies of each root of a page, by the root's id."""
    by_root: dict[UUID, list[Comment]] = defaultdict(list)
    ids = [getattr(root, name) for root in roots if root.replies_count for name in FIRST_REPLY_IDS]
    if any(ids):
        replies = Comment.objects.visible_to(viewer).with_names()
        for reply in replies.filter(pk__in=filter(None, ids)).order_by("thread", "number"):
            by_root[reply.thread_id].append(reply)
    return by_root


def with_memberships(roots: list[Comment], replies: dict[UUID, list[Comment]]) -> list[Thread]:
    """Return roots and their replies as threads, with what their authors are here."""
    shown = with_translations([*roots, *chain(*replies.values())])
    prefetch_related_objects(shown, "author__memberships")
    return [Thread(root, replies[root.pk]) for root in roots]
