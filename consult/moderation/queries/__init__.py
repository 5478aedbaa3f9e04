"""What moderators' pages need, in a number of queries that does not depend on how much waits."""

from consult.moderation.queries.history import Look, look_at, replies_for
from consult.moderation.queries.queue import (
    PER_PAGE,
    Choice,
    Listed,
    Row,
    Waiting,
    chosen_cases,
    listed,
    next_case,
    open_count,
    rows_of,
    seat_at,
    waiting,
)

__all__ = [
    "PER_PAGE",
    "Choice",
    "Listed",
    "Look",
    "Row",
    "Waiting",
    "chosen_cases",
    "listed",
    "look_at",
    "next_case",
    "open_count",
    "replies_for",
    "rows_of",
    "seat_at",
    "waiting",
]
