"""Documents in Wagtail's admin: a draft is made, updated or translated from one."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from consult.consultations.models import ConsultationPage
from consult.drafts import progress, translation_uploads, uploads
from consult.drafts.models import DraftPage
from consult.people.models import User


@hooks.register("register_admin_urls")
def register_document_addresses() -> list[URLPattern]:
    return [
        path("consultations/<int:page_id>/import/", uploads.import_document, name="drafts_import"),
        path("pages/<int:page_id>/languages/", progress.languages, name="drafts_languages"),
        path("drafts/<int:page_id>/update/", uploads.update_from_document, name="drafts_update"),
        path(
            "drafts/<int:page_id>/translate/",
            translation_uploads.translate_from_document,
            name="drafts_translate",
        ),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_languages(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """Lead from a page to how it stands in each language."""
    del kwargs
    if page.depth > 1 and page.permissions_for_user(user).can_edit():
        url = reverse("drafts_languages", args=[page.pk])
        yield Button(
            _("Languages of this page"), url, icon_name="wagtail-localize-language", priority=7
        )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_documents(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """Lead from a consultation to the import of a draft, from a draft to its update and translation."""
    del kwargs
    may = page.permissions_for_user(user)
    if page.specific_class is ConsultationPage and may.can_add_subpage():
        url = reverse("drafts_import", args=[page.pk])
        yield Button(_("Import a document"), url, icon_name="upload", priority=5)
    elif page.specific_class is DraftPage and not page.alias_of_id and may.can_edit():
        url = reverse("drafts_update", args=[page.pk])
        yield Button(_("Update from a document"), url, icon_name="upload", priority=6)
        url = reverse("drafts_translate", args=[page.pk])
        yield Button(
            _("Translate from a document"), url, icon_name="wagtail-localize-language", priority=7
        )
