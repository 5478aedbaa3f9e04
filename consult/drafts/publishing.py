"""Who may publish a draft page by themselves: nobody what is written on it, publishers what is translated."""

from django.db.models import QuerySet
from wagtail.models import Page, PagePermissionTester
from wagtail_localize.models import Translation


def has_own_text(page: Page) -> bool:
    """Tell whether a draft page is written itself, and follows no page in another language."""
    return not page.alias_of_id and not followed_by(page).exists()


def followed_by(page: Page) -> QuerySet[Translation]:
    """Return how a page follows the one that it is translated from: one row at most."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    )


class DraftPermissions(PagePermissionTester):
    """What somebody may do with a draft page.

    A text is published by the signatures of both colleges, never by somebody's right to publish.
    A translation may be published by those who have that right, as long as what it translates is public.
    """

    def can_publish(self) -> bool:
        return self.has_right_to_publish() and not self.needs_signatures()

    def needs_signatures(self) -> bool:
        """Tell whether what is published of this page is a text that nobody has signed yet."""
        followed = followed_by(self.page).select_related("source").first()
        if self.page.alias_of_id or followed is None:
            return True
        source = Page.objects.filter(
            translation_key=self.page.translation_key, locale=followed.source.locale_id
        )
        return not source.filter(live=True).exists()

    def has_right_to_publish(self) -> bool:
        """Tell whether somebody is a publisher here, as Wagtail asks it."""
        return super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return self.has_right_to_publish()

    def can_unschedule(self) -> bool:
        return self.has_right_to_publish()
