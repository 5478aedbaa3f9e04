"""Template tags of threads."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from consult.threads.models import Comment

register = template.Library()


@register.filter
def words(comment: Comment) -> SafeString:
    """Return a comment's words for pages: cleaned when they were written, by consult.core.text.

    The only place that trusts what people wrote. It takes `shown_html`, which is empty where the
    viewer may not see them (`CommentQuerySet.visible_to`).
    """
    return mark_safe(comment.shown_html)  # noqa: S308 - cleaned twice before it was stored
