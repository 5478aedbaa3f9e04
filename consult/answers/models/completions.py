"""The end of a consultation: every contribution has its answer, or the public knows why not."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation


class Completion(models.Model):
    """A publisher's word that a consultation is completed, with what was left unanswered, and why."""

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="completion"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    completed_at = models.DateTimeField(_("completed"), default=timezone.now)
    contributions_count = models.PositiveIntegerField(_("contributions"))
    guest_contributions_count = models.PositiveIntegerField(
        _("contributions without an account"),
        default=0,
        help_text=_("Those of the contributions whose authors have no account."),
    )
    unanswered_count = models.PositiveIntegerField(_("unanswered contributions"))
    guest_unanswered_count = models.PositiveIntegerField(
        _("unanswered contributions without an account"), default=0
    )
    reason = models.TextField(_("why some stay unanswered"), blank=True)
    language = models.CharField(_("language"), max_length=8)

    class Meta:
        verbose_name = _("completion")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unanswered_count=0) | ~models.Q(reason=""),
                name="answers_unanswered_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation}, {self.completed_at:%Y-%m-%d}"
