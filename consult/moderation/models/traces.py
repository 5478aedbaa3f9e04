"""What screening remembers: traces of words that were said, and words to look at first."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation


class Trace(models.Model):
    """One band of the signature of a text: texts that share a band nearly repeat each other.

    `text` is the key of a comment or of held words. Words cannot be read from a trace.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    band = models.BigIntegerField()
    text = models.UUIDField(db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("trace")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "band", "text"], name="moderation_a_trace_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}, {self.band}"


class WordList(models.Model):
    """Words of one language that a moderator looks at first, wherever they are said."""

    language = models.CharField(_("language"), max_length=8, unique=True)
    words = models.TextField(
        _("words"),
        blank=True,
        help_text=_(
            "One a line. Found as whole words, whatever their accents, capitals and look-alike "
            "letters. They hide nothing: what holds one waits for a moderator."
        ),
    )

    class Meta:
        verbose_name = _("list of words")
        verbose_name_plural = _("lists of words")

    def __str__(self) -> str:
        """Return how the list's language calls itself; its code where the site speaks it no more."""
        return dict(settings.LANGUAGES).get(self.language, self.language)
