"""Comments, their votes and edits, and who may see what of them."""

from consult.threads.models.comments import Comment
from consult.threads.models.counts import LanguageCount
from consult.threads.models.held import HeldStatus, HeldText
from consult.threads.models.kinds import (
    COMMENT_LENGTH,
    QUOTE_STATES,
    WORDING_LENGTH,
    Agreement,
    Kind,
    Outcome,
    Stance,
    Status,
)
from consult.threads.models.spoken import SAID
from consult.threads.models.traces import Edit, Vote
from consult.threads.models.translations import SHOWN, CommentTranslation, TranslationStatus
from consult.threads.models.unconfirmed import Unconfirmed
from consult.threads.models.viewing import PUBLIC, WORDS, CommentQuerySet, Viewer, author_name

__all__ = [
    "COMMENT_LENGTH",
    "PUBLIC",
    "QUOTE_STATES",
    "SAID",
    "SHOWN",
    "WORDING_LENGTH",
    "WORDS",
    "Agreement",
    "Comment",
    "CommentQuerySet",
    "CommentTranslation",
    "Edit",
    "HeldStatus",
    "HeldText",
    "Kind",
    "LanguageCount",
    "Outcome",
    "Stance",
    "Status",
    "TranslationStatus",
    "Unconfirmed",
    "Viewer",
    "Vote",
    "author_name",
]
