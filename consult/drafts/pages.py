"""The page of a draft: one text that is being written together."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from consult.consultations.privacy import PRIVACY
from consult.drafts.blocks import PROSE, SectionsBlock
from consult.drafts.publishing import DraftPermissions
from consult.people.policy import acting


class DraftPage(Page):
    """A draft in one language."""

    introduction = RichTextField(
        _("introduction"),
        features=PROSE,
        blank=True,
        help_text=_("Stands above the text and is not discussed paragraph by paragraph."),
    )
    sections = StreamField(SectionsBlock(), verbose_name=_("sections"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("sections"),
    ]
    parent_page_types = ["consultations.ConsultationPage"]
    subpage_types: list[str] = []
    private_page_options = PRIVACY
    template = "drafts/draft_page.html"

    class Meta:
        verbose_name = pgettext_lazy("a text that is being co-written", "draft")

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> DraftPermissions:
        return DraftPermissions(acting(user), self)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        from consult.drafts.queries import reading_of  # noqa: PLC0415 - pages precede models

        return {
            **super().get_context(request, *args, **kwargs),
            "consultation_page": self.get_parent().specific,
            "reading": reading_of(self, preview=getattr(request, "is_preview", False)),
        }
