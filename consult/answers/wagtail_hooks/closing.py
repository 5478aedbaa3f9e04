"""A consultation is completed and reported on."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from consult.answers.models import ClosingReportPage
from consult.answers.views import closing
from consult.consultations import queries
from consult.consultations.models import ConsultationPage
from consult.people.models import User


@hooks.register("register_admin_urls")
def register_closing_addresses() -> list[URLPattern]:
    base = "consultations/<int:page_id>/closing/"
    return [
        path(base, closing.closing, name="answers_closing"),
        path(f"{base}reopen/", closing.reopen, name="answers_reopen"),
        path(f"{base}report/", closing.make_report, name="answers_make_report"),
        path(f"{base}figures/", closing.recount, name="answers_recount"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_closing(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """Lead from a consultation, and from its report, to where it is completed and counted."""
    del kwargs
    if page.specific_class is ConsultationPage:
        consultation_page = page
    elif page.specific_class is ClosingReportPage:
        consultation_page = page.get_parent()
    else:
        return
    key = consultation_page.translation_key
    if queries.managed_by(user).filter(pk=key).exists():
        url = reverse("answers_closing", args=[consultation_page.pk])
        yield Button(_("Completion and report"), url, icon_name="check", priority=7)


@hooks.register("register_log_actions")
def register_closing_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "answers.complete",
        gettext_lazy("Complete the consultation"),
        gettext_lazy("Consultation completed"),
    )
    actions.register_action(
        "answers.reopen",
        gettext_lazy("Take the consultation up again"),
        gettext_lazy("Completion taken back"),
    )
    actions.register_action(
        "answers.report",
        gettext_lazy("Make the closing report"),
        gettext_lazy("Closing report made"),
    )
    actions.register_action(
        "answers.recount",
        gettext_lazy("Bring the closing report up to date"),
        gettext_lazy("Figures of the closing report brought up to date"),
    )
