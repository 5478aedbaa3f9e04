"""Which drafter looks after which contribution."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.threads.models import Comment


class Assignment(models.Model):
    """A contribution that one drafter answers, so that no two do the same work."""

    contribution = models.OneToOneField(
        Comment, primary_key=True, on_delete=models.CASCADE, related_name="assignment"
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)

    class Meta:
        verbose_name = _("assignment")

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.drafter}"
