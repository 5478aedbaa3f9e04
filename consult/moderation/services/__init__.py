"""The verbs of moderation: the only place that writes reports, cases, decisions and appeals."""

from consult.moderation.services.appeals import appeal_decision, is_undone, settle_appeal
from consult.moderation.services.cases import open_case, release_case, take_case
from consult.moderation.services.decisions import (
    Reasons,
    decide,
    hide_comment,
    latest_decision,
    restore_comment,
    standing,
)
from consult.moderation.services.keys import expire_unconfirmed, turn_key
from consult.moderation.services.reports import Notice, report_comment

__all__ = [
    "Notice",
    "Reasons",
    "appeal_decision",
    "decide",
    "expire_unconfirmed",
    "hide_comment",
    "is_undone",
    "latest_decision",
    "open_case",
    "release_case",
    "report_comment",
    "restore_comment",
    "settle_appeal",
    "standing",
    "take_case",
    "turn_key",
]
