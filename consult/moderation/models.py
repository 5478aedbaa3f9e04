"""Decisions: what a moderator did with a comment, why, and when. They are never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.colleges import College
from consult.consultations.models import CharterArticle
from consult.core.ids import new_id
from consult.threads.models import Comment

EXPLANATION_LENGTH = 1000


class Action(models.TextChoices):
    """What a decision does with a comment."""

    HIDE = "hide", _("hide")
    RESTORE = "restore", _("restore")


class Decision(models.Model):
    """One act of a moderator, in the name of a charter article."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    action = models.CharField(_("action"), max_length=20, choices=Action)
    article = models.ForeignKey(
        CharterArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    explanation = models.TextField(_("explanation"), max_length=EXPLANATION_LENGTH, blank=True)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    college = models.CharField(_("college"), max_length=20, choices=College)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action=Action.RESTORE) | models.Q(article__isnull=False),
                name="moderation_hiding_names_an_article",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.decided_at:%Y-%m-%d}"
