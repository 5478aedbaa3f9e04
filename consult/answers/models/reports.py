"""The figures of a closing report, once for all the languages of its pages."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation


class ClosingReport(models.Model):
    """What was counted for a consultation's closing report, and when: codes and numbers only.

    People's words are not kept here. Pages look them up, so that what is hidden is gone from them.
    """

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="closing_report"
    )
    figures = models.JSONField(_("figures"), default=dict, encoder=DjangoJSONEncoder)
    counted_at = models.DateTimeField(_("counted"), default=timezone.now)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("figures of a closing report")

    def __str__(self) -> str:
        return f"{self.consultation}, {self.counted_at:%Y-%m-%d}"
