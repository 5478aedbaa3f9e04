"""Wagtail's signals enter here, each to call one service."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from consult.drafts import services
from consult.drafts.pages import DraftPage


@receiver(page_published, sender=DraftPage)
def take_version_of_published_page(
    sender: type, instance: DraftPage, revision: Revision, **kwargs: Any
) -> None:
    del sender, kwargs
    # The signal also comes when publication is only scheduled, and for aliases.
    if instance.live and instance.alias_of_id is None:
        services.take_version(instance, by=revision.user)


@receiver(page_unpublished, sender=DraftPage)
def tell_sockets_of_unpublished_page(sender: type, instance: DraftPage, **kwargs: Any) -> None:
    del sender, kwargs
    services.end_visibility(instance)


@receiver(post_page_move, sender=DraftPage)
def follow_moved_page(sender: type, instance: DraftPage, **kwargs: Any) -> None:
    del sender, kwargs
    services.follow_move(instance)
