"""The page of a consultation's closing report, one a language."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from consult.answers.blocks import ReportBlock
from consult.consultations.privacy import PRIVACY


class ClosingReportPage(Page):
    """What became of a consultation. It is made by a button, not from the list of page types."""

    body = StreamField(ReportBlock(), verbose_name=_("parts"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    is_creatable = False
    max_count_per_parent = 1
    parent_page_types = ["consultations.ConsultationPage"]
    subpage_types: list[str] = []
    private_page_options = PRIVACY
    template = "answers/closing_report_page.html"

    class Meta:
        verbose_name = _("closing report")
        verbose_name_plural = _("closing reports")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        from consult.answers.queries.report import report_for  # noqa: PLC0415 - pages precede models

        consultation_page = self.get_parent().specific
        return {
            **super().get_context(request, *args, **kwargs),
            "consultation_page": consultation_page,
            "report": report_for(self, consultation_page, request.user),
        }
