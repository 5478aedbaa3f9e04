"""Wagtail's signals enter here, each to call one service."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from consult.consultations import services
from consult.consultations.pages import ConsultationPage


@receiver(page_published, sender=ConsultationPage)
def follow_published_page(sender: type, instance: ConsultationPage, **kwargs: Any) -> None:
    del sender, kwargs
    # The signal also comes when publication is only scheduled, and for aliases.
    if instance.live and instance.alias_of_id is None:
        services.follow_page(instance)
