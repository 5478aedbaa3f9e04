"""Comments can be found by their words as long as the public sees them."""

from django.db import connection
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from consult.threads.models import Comment


def index_words(comment: Comment) -> None:
    """Let a comment be found by its words, or no longer, in the transaction that changed it."""
    backend = get_search_backend()
    if comment.is_visible:
        backend.add(comment)
    else:
        backend.delete(comment)


def forget_deleted_words() -> None:
    """Let the index keep no trace of words that were taken out of it.

    That of SQLite marks them as deleted and drops them when it is merged, some day: now is that day.
    """
    if connection.vendor == "sqlite":
        table = connection.ops.quote_name(f"{IndexEntry._meta.db_table}_fts")
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608
