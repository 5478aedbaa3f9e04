"""Reports: a reader's notice that a comment breaks the charter (Digital Services Act, article 16)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import CharterArticle
from consult.core.ids import new_id
from consult.moderation.models.decisions import Decision
from consult.threads.models import Comment, CommentTranslation

REPORT_LENGTH = 1000
"""The greatest length of a report's words, in characters."""


class Report(models.Model):
    """One person's notice of one comment: open until a moderator has decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    translation = models.ForeignKey(
        CommentTranslation,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reports",
        help_text=_("Where not the comment breaks the charter but what somebody made of it."),
    )
    article = models.ForeignKey(CharterArticle, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("what is wrong"), max_length=REPORT_LENGTH, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    mark = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Of those without an account: a keyed digest, to count each once."),
    )
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("To tell the outcome; erased when that is told."),
    )
    language = models.CharField(_("language"), max_length=8)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"],
                condition=models.Q(closed_at=None, translation=None),
                name="moderation_one_open_report_a_participant",
            ),
            models.UniqueConstraint(
                fields=["translation", "reporter"],
                condition=models.Q(closed_at=None),
                name="moderation_one_open_report_a_translation",
            ),
            models.UniqueConstraint(
                fields=["translation", "mark"],
                condition=models.Q(closed_at=None, reporter=None) & ~models.Q(mark=""),
                name="moderation_one_open_report_of_it_a_reader",
            ),
            models.UniqueConstraint(
                fields=["comment", "mark"],
                # Whose account has gone since has no mark either: of those there may be many.
                condition=models.Q(closed_at=None, reporter=None, translation=None)
                & ~models.Q(mark=""),
                name="moderation_one_open_report_a_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}, {self.reported_at:%Y-%m-%d}"
