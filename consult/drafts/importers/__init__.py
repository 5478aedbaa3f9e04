"""Turn a plan written elsewhere into the sections of a draft. Pure: no ORM, no request.

`read_plan` never loses a word without saying so: what it repairs, drops or cannot place is
reported as a `Note` with the line (of a Word or OpenDocument file, the paragraph) of the source.
"""

from consult.drafts.importers.markdown import read_plan
from consult.drafts.importers.notes import Note
from consult.drafts.importers.sections import (
    Commitment,
    Heading,
    ImportedPlan,
    Section,
    Table,
    Text,
)
from consult.drafts.importers.source import MAX_BYTES, MAX_PACKAGE_BYTES, UnreadablePlan
from consult.drafts.importers.words import words_in_plan, words_of

__all__ = [
    "MAX_BYTES",
    "MAX_PACKAGE_BYTES",
    "Commitment",
    "Heading",
    "ImportedPlan",
    "Note",
    "Section",
    "Table",
    "Text",
    "UnreadablePlan",
    "read_plan",
    "words_in_plan",
    "words_of",
]
