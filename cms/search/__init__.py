"""Full-text search: Wagtail's database backends, with an index that a million entries leave fast.

One setting serves both databases, as Wagtail's own does: what `SearchBackend` is depends on the
database. Both look at all entries only when the index is rebuilt. The norm of titles is relative to
the average title of all entries, which Wagtail works out each time an object is added: at a million
comments, which have no titles, each new one would read them all. So a new page counts as if its
title were of average length until `manage.py update_index`.
"""

from django.db import connection

if connection.vendor == "postgresql":
    from cms.search.postgres import PostgresSearchBackend as SearchBackend
else:
    from cms.search.sqlite import SQLiteSearchBackend as SearchBackend

__all__ = ["SearchBackend"]
