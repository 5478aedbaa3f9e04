"""What a consultation is, once for all its languages; its pages are in pages.py."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consult.consultations.colleges import College
from consult.consultations.house_rules import HouseRules
from consult.consultations.pages import (  # noqa: F401 - Django finds page classes here
    ConsultationListPage,
    ConsultationPage,
)
from consult.consultations.phases import Phase, phase_at


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Consultations."""

    def titled(self) -> "ConsultationQuerySet":
        """Bring the titles along, so that naming many asks once."""
        pages = ConsultationPage.objects.filter(translation_key=models.OuterRef("pk"))
        return self.annotate(page_title=models.Subquery(pages.order_by("pk").values("title")[:1]))


class Consultation(HouseRules):
    """One consultation, whatever the languages of its pages: its id is their translation key."""

    id = models.UUIDField(primary_key=True, editable=False)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    answers_until = models.DateTimeField(_("answers until"), null=True, blank=True)
    uses_classifier = models.BooleanField(
        _("classifier"),
        default=False,
        help_text=_("Whether what resembles what was hidden before waits for a moderator."),
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="consultations_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(answers_until__isnull=True)
                | models.Q(answers_until__gte=models.F("closes_at")),
                name="consultations_answers_after_it_closes",
            ),
        ]

    def __str__(self) -> str:
        if not hasattr(self, "page_title"):
            page = ConsultationPage.objects.filter(translation_key=self.pk).order_by("pk").first()
            self.page_title = page.title if page else ""
        return self.page_title or str(self.pk)

    def phase(self, at: datetime | None = None) -> Phase:
        """Return the phase at a time, or now."""
        return phase_at(
            at or timezone.now(),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            answers_until=self.answers_until,
        )


class Role(models.TextChoices):
    """What a member does in a consultation."""

    PUBLISHER = "publisher", _("publisher")
    DRAFTER = "drafter", _("drafter")
    MODERATOR = "moderator", _("moderator")


class Membership(models.Model):
    """A participant's role and college in one consultation."""

    consultation = models.ForeignKey(
        Consultation,
        verbose_name=_("consultation"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    college = models.CharField(_("college"), max_length=20, choices=College, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "participant", "role"],
                name="consultations_one_membership_a_role",
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.PUBLISHER)
                | models.Q(role__in=[Role.DRAFTER, Role.MODERATOR], college__in=College.values),
                name="consultations_drafters_and_moderators_sit_in_a_college",
                violation_error_message=_(
                    "Drafters and moderators sit in a college: say which one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.get_role_display()}"


class MemberGroup(models.Model):
    """The group in Wagtail's admin of those who hold one role, in one college, in one consultation."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="member_groups"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    college = models.CharField(_("college"), max_length=20, choices=College, blank=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="member_group")

    class Meta:
        verbose_name = _("group of members")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "role", "college"], name="consultations_one_group_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.PUBLISHER, college="")
                | models.Q(role__in=[Role.DRAFTER, Role.MODERATOR], college__in=College.values),
                name="consultations_groups_of_a_college",
            ),
        ]

    def __str__(self) -> str:
        return self.group.name


class CharterArticle(models.Model):
    """One rule of the house: its key is the id of its block in the charter, in every language."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="charter_articles"
    )
    key = models.UUIDField(editable=False)
    number = models.PositiveSmallIntegerField(_("number"))
    titles = models.JSONField(_("titles"), default=dict)
    explanations = models.JSONField(_("explanations"), default=dict)
    is_urgent = models.BooleanField(
        _("urgent"),
        default=False,
        help_text=_("Hiding in its name needs no second key."),
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("charter article")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "key"], name="consultations_one_article_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title_in(get_language() or settings.LANGUAGE_CODE)

    @property
    def explanation(self) -> str:
        """Return the public explanation in the active language, or another that has one."""
        return self.explanation_in(get_language() or settings.LANGUAGE_CODE)

    def title_in(self, language: str) -> str:
        """Return the title in a language, or in the site's own, or in any that has it."""
        return in_language(self.titles, language) or str(self.number)

    def explanation_in(self, language: str) -> str:
        """Return the public explanation in a language, or another that has one, or nothing."""
        return in_language(self.explanations, language)


def in_language(texts: dict[str, str], language: str) -> str:
    """Return the text in a language, or in the site's own, or in any; empty where there is none."""
    known = (texts.get(one) for one in (language, settings.LANGUAGE_CODE, *texts))
    return next(filter(None, known), "")


class Suspension(models.Model):
    """Until when somebody may read but not write in one consultation."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="suspensions"
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suspensions"
    )
    until = models.DateTimeField(_("suspended until"))

    class Meta:
        verbose_name = _("suspension")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "participant"], name="consultations_one_suspension_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}, {self.until:%Y-%m-%d}"


from consult.consultations.names.models import (  # noqa: E402, F401 - it points to consultations
    ConsultationName,
)
