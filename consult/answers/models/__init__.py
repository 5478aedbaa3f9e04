"""What co-drafters do with contributions: take them up, answer them, sign what comes of it."""

from consult.answers.models.adoptions import Adoption, Manner
from consult.answers.models.answers import (
    REASONS_LENGTH,
    Answer,
    AnswerEdit,
    AnswerLink,
    AnswerQuerySet,
    AnswerSignature,
    AnswerStatus,
    AnswerText,
)
from consult.answers.models.assignments import Assignment
from consult.answers.models.completions import Completion
from consult.answers.models.reports import ClosingReport
from consult.answers.models.signatures import CollegeTask, EmergencyPublication, Signature
from consult.answers.pages import ClosingReportPage

__all__ = [
    "REASONS_LENGTH",
    "Adoption",
    "Answer",
    "AnswerEdit",
    "AnswerLink",
    "AnswerQuerySet",
    "AnswerSignature",
    "AnswerStatus",
    "AnswerText",
    "Assignment",
    "ClosingReport",
    "ClosingReportPage",
    "CollegeTask",
    "Completion",
    "EmergencyPublication",
    "Manner",
    "Signature",
]
