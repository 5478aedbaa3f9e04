"""Counts of rows that point to others, as parts of a query."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet, column: str) -> Coalesce:
    """Return how many of some rows point by a column to a row of the outer query, as an expression."""
    here = rows.filter(**{column: OuterRef("pk")}).order_by().values(column)
    counted = here.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
