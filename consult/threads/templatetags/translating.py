"""Template tags for comments in the reader's language."""

from django import template
from django.template import Context
from django.utils.translation import get_language

from consult.languages.queries import Translation
from consult.people.preferences import USUAL, preferences_of
from consult.threads.models import Comment

register = template.Library()


@register.filter
def is_foreign(comment: Comment) -> bool:
    """Tell whether a comment has public words in another language than the page's."""
    return comment.is_visible and bool(comment.shown_html) and comment.language != get_language()


@register.filter
def best_translation(comment: Comment) -> Translation | None:
    """Return the translation that stands for a comment's words: confirmed, or a machine's."""
    shown = getattr(comment, "shown_translations", None) or ()
    return next((one for one in shown if not one.is_offered), None)


@register.simple_tag(takes_context=True)
def reads_translated(context: Context, comment: Comment) -> Translation | None:
    """Return the translation that this reader sees in place of a comment's words, if any.

    Where all are told at once there is no reader: they are told what is usual.
    """
    return best_translation(comment) if wants_translation(context, comment) else None


@register.simple_tag(takes_context=True)
def wants_translation(context: Context, comment: Comment) -> bool:
    """Tell whether this reader wants to see a comment in the language of the page."""
    request = context.get("request")
    preferences = preferences_of(request) if request is not None else USUAL
    reads = preferences.reads(comment.language, page=get_language())
    return preferences.translations and not reads


@register.simple_tag(takes_context=True)
def reads_otherwise(context: Context) -> bool:
    """Tell whether this reader wants to see comments otherwise than is usual."""
    return preferences_of(context["request"]) != USUAL
