"""Wagtail's signals enter here, each to call one service."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.signals import copy_for_translation_done, page_published

from consult.consultations import charter, groups, policy, services, trees
from consult.consultations.pages import ConsultationPage
from consult.people.models import User
from consult.people.policy import SecondFactorFirst


@receiver(page_published, sender=ConsultationPage)
def follow_published_page(sender: type, instance: ConsultationPage, **kwargs: Any) -> None:
    del sender, kwargs
    # The signal also comes when publication is only scheduled, and for aliases.
    if instance.live and instance.alias_of_id is None:
        services.follow_page(instance)


@receiver(page_published)
def keep_published_page_in_step(sender: type, instance: Page, **kwargs: Any) -> None:
    # A page that was made before its language was followed, or by hand in a shell.
    del sender, kwargs
    if instance.alias_of_id is None:
        trees.keep_in_step(instance)


@receiver(copy_for_translation_done)
def open_translated_page(target_obj: Any, **kwargs: Any) -> None:
    del kwargs
    if isinstance(target_obj, ConsultationPage):
        groups.open_page(target_obj)


@receiver(copy_for_translation_done)
def offer_default_charter(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    # Comes before wagtail-localize looks for what is translated already.
    del kwargs
    if isinstance(source_obj, ConsultationPage):
        charter.offer_default_words(source_obj, target_obj.locale)


@receiver([authenticator_added, authenticator_removed])
def wake_or_sleep(sender: type, user: User, **kwargs: Any) -> None:
    """With a second factor the rights of a role wake, and without any they sleep again."""
    del sender, kwargs
    services.change_access({user})


@receiver(user_logged_in)
def say_that_role_sleeps(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who comes in with a role that sleeps learns at once what to do about it."""
    del sender, kwargs
    if policy.sleeps(user):
        messages.warning(request, SecondFactorFirst.sentence)
