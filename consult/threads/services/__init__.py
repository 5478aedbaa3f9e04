"""The verbs of threads: the only place that writes comments, votes and edits.

Rows are locked in one order, or two writers could wait for each other: unconfirmed words, section,
comment, due event, stream. Who needs several sections locks them together, before anything else; who
changes or publishes a text locks its page, and its draft, before these. No lock is on a key (`no_key`):
whoever writes refers to the draft and the consultation when their transaction ends.
"""

from consult.threads.services.answered import lock_contributions, set_answered
from consult.threads.services.claim import claim_contributions
from consult.threads.services.delete import delete_comment
from consult.threads.services.edit import Edited, edit_comment
from consult.threads.services.held import refuse_held, withdraw_held
from consult.threads.services.locks import lock_comment, lock_held
from consult.threads.services.post import Posted, post_comment
from consult.threads.services.quotes import follow_version
from consult.threads.services.release import publish_held
from consult.threads.services.status import hide_words, show_words
from consult.threads.services.translate import (
    Offered,
    confirm_translation,
    hide_translation,
    lock_translation,
    offer_translation,
    withdraw_translation,
)
from consult.threads.services.vote import cast_vote

__all__ = [
    "Edited",
    "Offered",
    "Posted",
    "cast_vote",
    "claim_contributions",
    "confirm_translation",
    "delete_comment",
    "edit_comment",
    "follow_version",
    "hide_translation",
    "hide_words",
    "lock_comment",
    "lock_contributions",
    "lock_held",
    "lock_translation",
    "offer_translation",
    "post_comment",
    "publish_held",
    "refuse_held",
    "set_answered",
    "show_words",
    "withdraw_held",
    "withdraw_translation",
]
