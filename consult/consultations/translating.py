"""Who may translate: wagtail-localize asks for one permission on the whole site, we ask for each page.

To submit a page for translation, and to bring translations in step, publishes them; so it is for those
who may publish the page.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from consult.people.models import User


def ask_for_right_to_publish(user: User, page: Page) -> None:
    """Refuse those who are no publishers of a page, whether or not they may publish it by themselves."""
    if not page_permission_policy.user_has_permission_for_instance(user, "publish", page):
        raise PermissionDenied


class SubmitPage(SubmitPageTranslationView):
    """Submits a page that the editor may publish."""

    def get_object(self) -> Page:
        page = super().get_object()
        ask_for_right_to_publish(self.request.user, page)
        return page


class UpdateTranslations(UpdateTranslationsView):
    """Brings translations in step with a page that the editor may publish."""

    def get_object(self) -> TranslationSource:
        source = super().get_object()
        page = source.get_source_instance()
        ask_for_right_to_publish(self.request.user, page)
        return source


class TranslationsReport(TranslationsReportView):
    """Shows the translations of pages that the editor may change."""

    def get_queryset(self) -> QuerySet[Any]:
        pages = page_permission_policy.instances_user_has_permission_for(
            self.request.user, "change"
        )
        return super().get_queryset().filter(source__object__in=pages.values("translation_key"))
