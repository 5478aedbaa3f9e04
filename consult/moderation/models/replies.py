"""Saved replies: explanations that moderators give often."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation
from consult.moderation.models.decisions import EXPLANATION_LENGTH


class SavedReply(models.Model):
    """An explanation to begin from, in one language, shared by a consultation's moderators."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="saved_replies"
    )
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=EXPLANATION_LENGTH)

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["language", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "language", "title"],
                name="moderation_one_saved_reply_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title
