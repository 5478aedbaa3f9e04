"""Template tags of threads."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe

from consult.drafts.diff import Segment, from_json
from consult.people.models import User
from consult.threads.models import Comment, HeldText, Viewer
from consult.threads.queries import unclaimed_count
from consult.threads.screening import sentences

register = template.Library()


@register.filter
def words(comment: Comment | HeldText) -> SafeString:
    """Return a comment's words for pages: cleaned when they were written, by consult.core.text.

    The only place that trusts what people wrote. It takes `shown_html`, which is empty where the
    viewer may not see them (`CommentQuerySet.visible_to`).
    """
    return mark_safe(comment.shown_html)  # noqa: S308 - cleaned twice before it was stored


@register.filter
def segments(stored: Iterable[Sequence[str]] | None) -> list[Segment]:
    """Return a stored difference in the pieces that its component shows."""
    return from_json(stored or [])


@register.filter
def text_language(words: Comment | HeldText) -> str:
    """Return the language of the text that words quote or reword; their own where they do neither.

    Asks for it where it is not loaded.
    """
    if hasattr(words, "written_in"):
        return words.written_in or words.language
    return words.written_on.version.language if words.written_on_id else words.language


@register.filter
def is_by(comment: Comment, viewer: Viewer | str | None) -> bool:
    """Tell whether a viewer wrote a comment. In what everybody is told at once there is none."""
    return bool(viewer) and viewer.participant_id == comment.author_id


@register.filter
def why_held(held: HeldText) -> list[str]:
    """Return why words wait for a moderator, a sentence each, in the reader's language."""
    return sentences(held.grounds)


@register.simple_tag
def contributions_to_claim(user: User) -> int:
    """Return how many contributions somebody wrote without an account and can make theirs."""
    return unclaimed_count(user)
