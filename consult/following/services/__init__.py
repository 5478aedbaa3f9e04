"""The verbs of keeping in touch. What happened is read from the event log, and from nowhere else.

Rows are locked in one order: a stream's position, mailings, notices.
"""

from consult.following.services.choosing import Choice, choose, resume_mails, stop_mails
from consult.following.services.deriving import derive, derive_all, pass_over
from consult.following.services.follows import follow, unfollow
from consult.following.services.notices import mark_all_read, mark_read
from consult.following.services.sending import give_up_uncertain, line_up_due, send_due

__all__ = [
    "Choice",
    "choose",
    "derive",
    "derive_all",
    "follow",
    "give_up_uncertain",
    "line_up_due",
    "mark_all_read",
    "mark_read",
    "pass_over",
    "resume_mails",
    "send_due",
    "stop_mails",
    "unfollow",
]
