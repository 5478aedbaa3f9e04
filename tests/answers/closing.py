"""A consultation that is over, with something of everything in it."""

from datetime import timedelta

from django.utils import timezone

from consult.consultations.models import Consultation, ConsultationPage
from tests.cast import Stage


def close(stage: Stage, *, opened: int = 30, closed: int = 1) -> None:
    """Let contributions have been closed so many days ago, on the page and on the row."""
    now = timezone.now().replace(microsecond=0)
    times = {
        "opens_at": now - timedelta(days=opened),
        "closes_at": now - timedelta(days=closed),
    }
    Consultation.objects.filter(pk=stage.consultation.pk).update(**times)
    ConsultationPage.objects.filter(translation_key=stage.consultation.pk).update(**times)
