"""What pages and mails tell of notices and follows, in a fixed number of queries."""

from consult.following.queries.follows import Followings, follows_page
from consult.following.queries.lines import Line, Lines
from consult.following.queries.notices import NoticesPage, notices_page, unread_count

__all__ = [
    "Followings",
    "Line",
    "Lines",
    "NoticesPage",
    "follows_page",
    "notices_page",
    "unread_count",
]
