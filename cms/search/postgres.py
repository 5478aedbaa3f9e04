"""Full-text search on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import SearchQuery
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry

from cms.search.found import Found

NEAR, FAR = 2_000, 20_000
"""Entries that are looked at one by one: for words that many comments hold, and for others."""
FEW = 1_000
"""Matches that are collected and sorted, in whatever order the index gives them."""


class PostgresIndex(postgres.PostgresIndex):
    """The index, which looks at all its entries only when it is rebuilt."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full)


class PostgresSearchBackend(postgres.PostgresSearchBackend):
    """Wagtail's backend for PostgreSQL, with our index, and a search that takes the newest first."""

    index_class = PostgresIndex

    def newest(
        self, query: SearchQuery, model: type[Model], *, before: str | None, limit: int
    ) -> Found:
        """Return the keys of the newest objects of a model without titles that match, as `Found`.

        The keys sort by time (UUIDv7). What Wagtail sends matches title and body at once, for which
        there is no index: it reads every entry. And the index of the body knows no order: what half
        a million comments hold would be sorted for a page of twenty. So the newest entries are
        looked at first; then the index, in case that few match; then more of the newest entries;
        and only what many hold, though none of late, is sorted.
        """
        compiler = self.query_compiler_class(model.objects.all(), query)
        asked = compiler.build_tsquery(query, config=self.config)
        entries = IndexEntry.objects.filter(content_type=get_content_type_pk(model))
        if before is not None:
            entries = entries.filter(object_id__lt=before)
        keys = among_newest(entries, NEAR, asked, limit + 1)
        if len(keys) <= limit:
            keys = few_in(asked, before)
        if keys is None:
            keys = among_newest(entries, FAR, asked, limit + 1)
            if len(keys) <= limit:
                keys = sorted_in(entries, asked, limit + 1)
        return Found(keys[:limit], next=keys[limit - 1] if len(keys) > limit else None)


def among_newest(
    entries: QuerySet[IndexEntry], stretch: int, asked: SearchQuery, limit: int
) -> list[str]:
    """Return the newest keys that match among so many of the newest entries."""
    looked_at = entries.order_by("-object_id").values("pk")[:stretch]
    return newest_keys(IndexEntry.objects.filter(pk__in=looked_at, body=asked), limit)


def few_in(asked: SearchQuery, before: str | None) -> list[str] | None:
    """Return all keys that match, the newest first, or None where they are many."""
    with only_the_index_of_words():
        keys = IndexEntry.objects.filter(body=asked).values_list("object_id", flat=True)
        found = list(keys[: FEW + 1])
    if len(found) > FEW:
        return None
    return sorted((key for key in found if before is None or key < before), reverse=True)


def sorted_in(entries: QuerySet[IndexEntry], asked: SearchQuery, limit: int) -> list[str]:
    """Return the newest keys that match, however many do."""
    with only_the_index_of_words():
        return newest_keys(entries.filter(body=asked), limit)


def newest_keys(matching: QuerySet[IndexEntry], limit: int) -> list[str]:
    return list(matching.order_by("-object_id").values_list("object_id", flat=True)[:limit])


@contextmanager
def only_the_index_of_words() -> Iterator[None]:
    """Keep the planner from reading all entries, in order or not.

    It takes words for independent of each other and of time: for two common words that never meet
    it would expect to find the first page soon, and read to the end.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true),"
            " set_config('enable_indexscan', 'off', true)"  # until the transaction ends
        )
        yield
