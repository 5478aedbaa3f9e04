"""Full-text search on SQLite (FTS5)."""

from collections.abc import Iterable

from django.db.models import Model
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.query import SearchQuery
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry, SQLiteFTSIndexEntry

from cms.search.found import Found


class SQLiteIndex(sqlite.SQLiteIndex):
    """The index, which takes one statement to add what is new, and looks at all its entries only
    when it is rebuilt.
    """

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full)

    def add_items(self, model: type[Model], objs: Iterable[Model]) -> None:
        """Add objects of a model, or bring up to date what is there of them."""
        indexers = [sqlite.ObjectIndexer(one, self.backend) for one in objs]
        IndexEntry.objects.using(self.write_connection.alias).bulk_create(
            [
                IndexEntry(
                    content_type_id=get_content_type_pk(model),
                    object_id=one.id,
                    title=one.title,
                    autocomplete=one.autocomplete,
                    body=one.body,
                )
                for one in indexers
            ],
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "autocomplete", "body"],
        )


class SQLiteSearchBackend(sqlite.SQLiteSearchBackend):
    """Wagtail's backend for SQLite, with our index, and a search that takes the newest first."""

    index_class = SQLiteIndex

    def newest(
        self, query: SearchQuery, model: type[Model], *, before: str | None, limit: int
    ) -> Found:
        """Return the keys of the newest objects of a model without titles that match, as `Found`.

        The keys sort by time (UUIDv7). What Wagtail sends looks for the objects themselves by the
        keys that it found: the index writes UUIDs with dashes and SQLite's tables without, so that
        it never meets any.
        """
        compiler = self.query_compiler_class(model.objects.all(), query)
        asked = compiler.build_search_query(normalize(query))
        # Not joined: SQLite would ask the index of words once for each object of the model.
        matching = SQLiteFTSIndexEntry.objects.filter(MatchExpression(["body"], asked))
        entries = IndexEntry.objects.filter(
            content_type_id=get_content_type_pk(model), pk__in=matching.values("pk")
        )
        if before is not None:
            entries = entries.filter(object_id__lt=before)
        newest = entries.order_by("-object_id").values_list("object_id", flat=True)
        keys = list(newest[: limit + 1])
        return Found(keys[:limit], next=keys[limit - 1] if len(keys) > limit else None)
