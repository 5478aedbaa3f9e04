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

NEAR = 4_000
"""Entries, the newest ones, that are looked at one by one."""


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
        looked at first; only what few hold, or none of late, is looked up and sorted.
        """
        compiler = self.query_compiler_class(model.objects.all(), query)
        asked = compiler.build_tsquery(query, config=self.config)
        entries = IndexEntry.objects.filter(content_type_id=get_content_type_pk(model))
        if before is not None:
            entries = entries.filter(object_id__lt=before)
        looked_at = entries.order_by("-object_id").values("pk")[:NEAR]
        keys = newest_keys(IndexEntry.objects.filter(pk__in=looked_at, body=asked), limit + 1)
        if len(keys) <= limit:
            with only_the_index_of_words():
                keys = newest_keys(entries.filter(body=asked), limit + 1)
        return Found(keys[:limit], next=keys[limit - 1] if len(keys) > limit else None)


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
