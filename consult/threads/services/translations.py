"""What becomes of a comment's translations when its words change, or go."""

from consult.languages import services as languages
from consult.languages.registries import digest_of
from consult.threads.models import SHOWN, Comment, CommentTranslation, TranslationStatus

KIND = "comment"
"""What comments are called in the addresses of translations."""


def outdate_translations(comment: Comment) -> None:
    """Show no translation of words that a comment says no longer. For use before its event."""
    shown = CommentTranslation.objects.filter(comment=comment, status__in=SHOWN)
    shown.exclude(digest=digest_of(comment.html)).update(status=TranslationStatus.OUTDATED)
    languages.forget(KIND, [comment.pk], keep=digest_of(comment.html))


def erase_translations(comment: Comment) -> None:
    """Erase what a deleted comment said, in every language. For use before its event."""
    comment.translations.all().delete()
    languages.forget(KIND, [comment.pk])
