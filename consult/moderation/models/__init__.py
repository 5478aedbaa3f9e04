"""What moderators look at, what they decide, and what everybody can check of it."""

from consult.moderation.models.appeals import APPEAL_LENGTH, Appeal
from consult.moderation.models.cases import TAKEN_FOR, Case, Cause
from consult.moderation.models.decisions import (
    EXPLANATION_LENGTH,
    Action,
    Decision,
    Scope,
)
from consult.moderation.models.lessons import Lesson
from consult.moderation.models.register import NOTHING_BEFORE, Register, RegisterEntry
from consult.moderation.models.replies import SavedReply
from consult.moderation.models.reports import REPORT_LENGTH, Report
from consult.moderation.models.traces import Trace, WordList

__all__ = [
    "APPEAL_LENGTH",
    "EXPLANATION_LENGTH",
    "NOTHING_BEFORE",
    "REPORT_LENGTH",
    "TAKEN_FOR",
    "Action",
    "Appeal",
    "Case",
    "Cause",
    "Decision",
    "Lesson",
    "Register",
    "RegisterEntry",
    "Report",
    "SavedReply",
    "Scope",
    "Trace",
    "WordList",
]
