"""Pages of consultations: the list of them, and one with its charter and partners."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PagePermissionTester, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from consult.consultations.blocks import CharterArticleBlock, default_charter
from consult.consultations.colleges import College
from consult.consultations.forms import ConsultationPageForm
from consult.consultations.house_rules import PANEL, RULES, HouseRules
from consult.consultations.phases import Phase, phase_at
from consult.consultations.privacy import PRIVACY, readable
from consult.people.policy import acting

DRAFT, REPORT = "drafts.DraftPage", "answers.ClosingReportPage"
"""What stands below a consultation."""
PROSE = ["h2", "h3", "bold", "italic", "link", "ul", "ol", "document-link"]


class ConsultationListPage(Page):
    """All consultations of a site in one language."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["consultations.ConsultationPage"]
    private_page_options = PRIVACY
    template = "consultations/consultation_list_page.html"

    class Meta:
        verbose_name = _("list of consultations")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        consultations = ConsultationPage.objects.child_of(self).live().order_by("-opens_at")
        consultations = consultations.select_related("locale", "alias_of__locale")
        return {
            **super().get_context(request, *args, **kwargs),
            "phases": grouped_by_phase(readable(consultations, request)),
        }


def grouped_by_phase(consultations: list["ConsultationPage"]) -> list[tuple[Phase, list]]:
    """Return phases in the order in which people look for them, each with its consultations."""
    order = [Phase.OPEN, Phase.ANNOUNCED, Phase.ANSWERING, Phase.CLOSED]
    groups = [(phase, [page for page in consultations if page.phase == phase]) for phase in order]
    return [(phase, pages) for phase, pages in groups if pages]


class ConsultationPermissions(PagePermissionTester):
    """What somebody may do with a consultation's page."""

    def can_publish_subpage(self) -> bool:
        """Let nothing below be published as it is made: its own rules say who publishes it."""
        return False


class ConsultationPage(HouseRules, Page):
    """What is asked, by whom, until when, under which charter."""

    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("Two or three sentences for lists and search.")
    )
    body = RichTextField(_("presentation"), features=PROSE, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    answers_until = models.DateTimeField(
        _("answers until"),
        null=True,
        blank=True,
        help_text=_("By when every contribution is answered. Empty: no end is set."),
    )
    charter = StreamField(
        [("article", CharterArticleBlock())],
        verbose_name=_("charter"),
        default=default_charter,
        help_text=_("The rules of the house. Moderators name one of them in each decision."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("answers_until"),
            ],
            heading=_("Times"),
        ),
        InlinePanel("partners", heading=_("Partners"), label=_("Partner")),
        FieldPanel("charter"),
        PANEL,
    ]
    parent_page_types = ["consultations.ConsultationListPage"]
    subpage_types = ["drafts.DraftPage", "answers.ClosingReportPage"]
    base_form_class = ConsultationPageForm
    private_page_options = PRIVACY
    template = "consultations/consultation_page.html"
    # What rules read is the same in every language.
    override_translatable_fields = [
        SynchronizedField("opens_at", overridable=False),
        SynchronizedField("closes_at", overridable=False),
        SynchronizedField("answers_until", overridable=False),
        *(SynchronizedField(name, overridable=False) for name in RULES),
        TranslatableField("charter"),
    ]

    class Meta:
        verbose_name = _("consultation")

    def clean(self) -> None:
        super().clean()
        problems = {}
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            problems["closes_at"] = _("A consultation closes after it opens.")
        if self.answers_until and self.closes_at and self.answers_until < self.closes_at:
            problems["answers_until"] = _("Answers are due after the consultation closes.")
        if problems:
            raise ValidationError(problems)

    def permissions_for_user(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> ConsultationPermissions:
        return ConsultationPermissions(acting(user), self)

    @property
    def phase(self) -> Phase:
        """Return the phase now. Rules ask the Consultation row; this serves pages and previews."""
        return phase_at(
            timezone.now(),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            answers_until=self.answers_until,
        )

    @property
    def has_urgent_articles(self) -> bool:
        """Tell whether the charter marks any article as urgent."""
        return any(article.value["urgent"] for article in self.charter)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        below = readable(self.get_children().live().specific(), request)
        # In which language each is. Asks only where one of them is not translated.
        models.prefetch_related_objects(below, "alias_of__locale")
        return {
            **super().get_context(request, *args, **kwargs),
            "drafts": [page for page in below if page._meta.label == DRAFT],
            "reports": [page for page in below if page._meta.label == REPORT],
            "partners": self.partners.select_related("logo"),
        }


class ConsultationPartner(TranslatableMixin, Orderable):
    """An institution or organisation that carries the consultation, and its college."""

    page = ParentalKey(ConsultationPage, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=120)
    college = models.CharField(_("college"), max_length=20, choices=College)
    url = models.URLField(_("address"), blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("college")]),
        FieldRowPanel([FieldPanel("url"), FieldPanel("logo")]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("partner")

    def __str__(self) -> str:
        return self.name
