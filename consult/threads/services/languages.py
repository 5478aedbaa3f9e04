"""In which language a comment is: as its author says, or as its words tell."""

from consult.core.detection import language_of
from consult.threads import policy
from consult.threads.models import Comment


def tell_language(comment: Comment, named: str, *, otherwise: str) -> None:
    """Set the language of a comment's words: the one that its author names, else the one that the
    words tell, else `otherwise`.

    A suggestion without a word of reason is in the language of the text that it rewords, as its
    wording always is. Raises `UnknownLanguage`.
    """
    comment.language_named = bool(named)
    if named:
        comment.language = policy.known_language(named)
    elif comment.source or comment.written_on is None:
        comment.language = language_of(comment.source) or otherwise
    else:
        comment.language = comment.written_on.version.language
