"""Home and editorial pages."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.pages.blocks import PROSE, EditorialBlock
from consult.consultations.models import ConsultationPage
from consult.consultations.pages import grouped_by_phase
from consult.consultations.privacy import PRIVACY, readable


class HomePage(Page):
    """The front door in one language: what this is, and what is open now."""

    lead = models.TextField(_("lead"), max_length=400)
    body = RichTextField(_("body"), features=["h2", "h3", *PROSE], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.EditorialPage", "consultations.ConsultationListPage"]
    private_page_options = PRIVACY
    template = "pages/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        consultations = ConsultationPage.objects.descendant_of(self).live().order_by("closes_at")
        return {
            **super().get_context(request, *args, **kwargs),
            "phases": grouped_by_phase(readable(consultations, request)),
        }


class EditorialPage(Page):
    """A page of text: how to take part, legal notice, news."""

    introduction = models.TextField(_("introduction"), max_length=500, blank=True)
    body = StreamField(EditorialBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage", "pages.EditorialPage"]
    subpage_types = ["pages.EditorialPage"]
    private_page_options = PRIVACY
    template = "pages/editorial_page.html"

    class Meta:
        verbose_name = _("editorial page")
