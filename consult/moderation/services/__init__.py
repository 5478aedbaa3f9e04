"""The verbs of moderation: the only place that writes reports, cases, decisions and appeals."""

from consult.moderation.services.appeals import (
    appeal_decision,
    colleagues_for,
    settle_appeal,
)
from consult.moderation.services.bulk import Chosen, Done, decide_many
from consult.moderation.services.cases import open_case, release_case, take_case
from consult.moderation.services.classifier import switch_classifier, train_classifier
from consult.moderation.services.decisions import (
    Reasons,
    decide,
    hide_comment,
    is_undone,
    latest_decision,
    restore_comment,
    standing,
)
from consult.moderation.services.keys import expire_unconfirmed, turn_key
from consult.moderation.services.replies import delete_reply, save_reply
from consult.moderation.services.reports import Notice, report_comment
from consult.moderation.services.translations import take_away_translation

__all__ = [
    "Chosen",
    "Done",
    "Notice",
    "Reasons",
    "appeal_decision",
    "colleagues_for",
    "decide",
    "decide_many",
    "delete_reply",
    "expire_unconfirmed",
    "hide_comment",
    "is_undone",
    "latest_decision",
    "open_case",
    "release_case",
    "report_comment",
    "restore_comment",
    "save_reply",
    "settle_appeal",
    "standing",
    "switch_classifier",
    "take_away_translation",
    "take_case",
    "train_classifier",
    "turn_key",
]
