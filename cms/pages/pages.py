"""Home and editorial pages."""

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.pages.blocks import PROSE, EditorialBlock
from cms.pages.nearest import nearest_page
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

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page below by its address; where there is none, what stands nearest to it.

        A page that is not translated is shown in its own language. One that is stands at an address
        of its own, and there the reader is led.
        """
        try:
            return super().route(request, path_components)
        except Http404:
            # What was moved, or what an editor redirects, is left to Wagtail.
            address = Redirect.normalise_path(request.path, decode_unicode=False)
            if not path_components or get_redirect(request, address):
                raise
            page = nearest_page(self, path_components)
            if page is None:
                raise
            request.stands_elsewhere = page.locale_id == self.locale_id
            return RouteResult(page.specific)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        consultations = ConsultationPage.objects.descendant_of(self).live().order_by("closes_at")
        consultations = consultations.select_related("locale", "alias_of__locale")
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
