"""Wagtail's signals enter here, each to call one service.

The receivers of lower apps, which keep the rows of a page and take the version of a draft, stand before
these: their apps come first in INSTALLED_APPS.
"""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail.signals import copy_for_translation_done, page_published, post_page_move

from consult.answers.services import signatures, trace, workflows
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import DraftPage, Version


@receiver(page_published, sender=ConsultationPage)
def make_workflow_of_consultation(sender: type, instance: ConsultationPage, **kwargs: Any) -> None:
    del sender, kwargs
    consultation = Consultation.objects.filter(pk=instance.translation_key).first()
    if consultation and instance.live and instance.alias_of_id is None:
        workflows.ensure_workflow(consultation)


@receiver(copy_for_translation_done)
def let_translation_obey_workflow(target_obj: Any, **kwargs: Any) -> None:
    del kwargs
    if isinstance(target_obj, ConsultationPage):
        consultation = Consultation.objects.filter(pk=target_obj.translation_key).first()
        if consultation:
            workflows.ensure_workflow(consultation)


@receiver(page_published, sender=DraftPage)
def join_version_with_its_causes(
    sender: type, instance: DraftPage, revision: Revision, **kwargs: Any
) -> None:
    """Join the version of a publication with the signatures under it and with what it takes up."""
    del sender, kwargs
    versions = Version.objects.filter(
        draft=instance.translation_key, language=instance.locale.language_code
    )
    if instance.live and instance.alias_of_id is None and (version := versions.first()):
        signatures.attach(version, instance, revision)
        trace.link_adoptions(version=version)


@receiver(post_page_move, sender=DraftPage)
def void_signatures_of_moved_page(
    sender: type,
    instance: DraftPage,
    parent_page_before: Page,
    parent_page_after: Page,
    **kwargs: Any,
) -> None:
    del sender, kwargs
    if parent_page_before.pk != parent_page_after.pk:
        signatures.void_all_of_moved(instance)
