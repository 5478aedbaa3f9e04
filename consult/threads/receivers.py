"""Signals of Wagtail and Django enter here, each to call one service."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.signals import page_published

from consult.drafts.models import DraftPage, Version
from consult.people.models import User
from consult.threads import queries, services


@receiver(page_published, sender=DraftPage)
def follow_published_version(sender: type, instance: DraftPage, **kwargs: Any) -> None:
    """Find quotes again in the version that `consult.drafts` has taken of this publication.

    Its receiver stands before this one: apps below come first in INSTALLED_APPS.
    """
    del sender, kwargs
    versions = Version.objects.filter(
        draft=instance.translation_key, language=instance.locale.language_code
    )
    if instance.live and instance.alias_of_id is None and (version := versions.first()):
        services.follow_version(version)


@receiver(user_logged_in)
def offer_contributions(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who signs in hears of what they said before with the same address, and no account."""
    del sender, kwargs
    count = queries.unclaimed_count(user)
    if count:
        told = ngettext(
            "You wrote %(count)s contribution without an account, with an address of yours.",
            "You wrote %(count)s contributions without an account, with an address of yours.",
            count,
        ) % {"count": count}
        offer = format_html(
            '{} <a href="{}">{}</a>', told, reverse("threads:claim"), _("Make them yours")
        )
        messages.info(request, offer, fail_silently=True)
