"""What somebody says anew: their own words, and not those of the text that they propose to change."""

from consult.drafts.diff import Op
from consult.threads.models import Comment, HeldText


def own_words(comment: Comment | HeldText) -> str:
    """Return what an author wrote, and what a suggestion inserts into its section's text."""
    inserted = [text for op, text in comment.difference or () if op == Op.INSERTED]
    return "\n".join([comment.source, *inserted])
