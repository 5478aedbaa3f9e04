"""Comments can be found by their words as long as the public sees them."""

from wagtail.search.backends import get_search_backend

from consult.threads.models import Comment


def index_words(comment: Comment) -> None:
    """Let a comment be found by its words, or no longer, in the transaction that changed it."""
    backend = get_search_backend()
    if comment.is_visible:
        backend.add(comment)
    else:
        backend.delete(comment)
