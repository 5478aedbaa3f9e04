"""Wagtail's signals enter here, each to call one service."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from consult.answers.services import trace
from consult.drafts.models import DraftPage, Version


@receiver(page_published, sender=DraftPage)
def trace_published_version(sender: type, instance: DraftPage, **kwargs: Any) -> None:
    """Link what was taken up to the version that `consult.drafts` has taken of this publication.

    Its receiver stands before this one: apps below come first in INSTALLED_APPS.
    """
    del sender, kwargs
    versions = Version.objects.filter(
        draft=instance.translation_key, language=instance.locale.language_code
    )
    if instance.live and instance.alias_of_id is None and (version := versions.first()):
        trace.link_adoptions(version=version)
