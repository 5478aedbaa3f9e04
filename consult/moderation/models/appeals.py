"""Appeals: an author asks to review a decision (Digital Services Act, article 20)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.core.ids import new_id
from consult.moderation.models.decisions import Decision

APPEAL_LENGTH = 3000
"""The greatest length of an appeal, in characters."""


class Appeal(models.Model):
    """Why an author thinks that a decision was wrong, and what became of that: once a decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(_("why the decision is wrong"), max_length=APPEAL_LENGTH)
    appealed_at = models.DateTimeField(_("appealed"), default=timezone.now)
    outcome = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="settles"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.decision}, {self.appealed_at:%Y-%m-%d}"
