"""Organisations, and who speaks for them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.ids import new_id
from consult.people.names.fields import FoldedNameField

ORGANISATION_LENGTH = 120


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    CIVIL_SOCIETY = "civil_society", _("civil-society organisation")
    PUBLIC_BODY = "public_body", _("public body")
    LOCAL_AUTHORITY = "local_authority", pgettext_lazy("organisation", "local authority")
    PARLIAMENT = "parliament", pgettext_lazy("organisation", "parliament")
    COMPANY = "company", _("company")
    PROFESSIONAL = "professional", _("trade or professional association")
    UNION = "union", _("trade union")
    ACADEMIA = "academia", _("university or research institute")
    PRESS = "press", _("press and media")
    OTHER = "other", pgettext_lazy("organisation", "other")


class Organisation(models.Model):
    """An organisation for which people take part: one row, however its name is spelled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=ORGANISATION_LENGTH)
    folded_name = FoldedNameField()
    drawn_name = FoldedNameField(way="drawn")
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Code of ISO 3166-1.")
    )
    website = models.URLField(_("web site"), blank=True)
    register_name = models.CharField(
        _("lobby register"),
        max_length=120,
        blank=True,
        help_text=_("The public register in which it is listed as a representative of interests."),
    )
    register_number = models.CharField(_("number in that register"), max_length=60, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name"],
                name="people_one_organisation_a_name",
                violation_error_message=_("There is an organisation of this name already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="people_organisations_have_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(website="") | models.Q(website__startswith="https://"),
                name="people_websites_are_https",
                violation_error_message=_("The address of a web site begins with https://"),
            ),
            models.CheckConstraint(
                condition=models.Q(register_name="", register_number="")
                | ~models.Q(register_name="") & ~models.Q(register_number=""),
                name="people_numbers_are_in_a_register",
                violation_error_message=_(
                    "Say both the lobby register and the number in it, or neither."
                ),
            ),
        ]
        indexes = [models.Index(fields=["drawn_name"], name="people_organisation_drawn")]

    def __str__(self) -> str:
        return self.name


class MemberState(models.TextChoices):
    """How much is known of what somebody says of themselves."""

    DECLARED = "declared", pgettext_lazy("speaks for an organisation", "declared")
    CONFIRMED = "confirmed", pgettext_lazy("speaks for an organisation", "confirmed")
    ENDED = "ended", pgettext_lazy("speaks for an organisation", "ended")


class MemberRole(models.TextChoices):
    """What somebody does for an organisation here."""

    OWNER = "owner", pgettext_lazy("organisation", "owner")
    MEMBER = "member", pgettext_lazy("organisation", "member")


CURRENT = (MemberState.DECLARED, MemberState.CONFIRMED)
"""The states in which somebody speaks for an organisation."""


class MemberQuerySet(models.QuerySet["OrganisationMember"]):
    """Who speaks for organisations."""

    def current(self) -> "MemberQuerySet":
        """Those who speak for one now, declared or confirmed."""
        return self.filter(state__in=CURRENT)

    def confirmed(self) -> "MemberQuerySet":
        """Those of whom it is confirmed."""
        return self.filter(state=MemberState.CONFIRMED)

    def owners(self) -> "MemberQuerySet":
        """Those who look after an organisation's record and members."""
        return self.confirmed().filter(role=MemberRole.OWNER)


class OrganisationMember(models.Model):
    """Somebody speaks for an organisation, or did. A person speaks for one at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="members",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,
        related_name="speaking_for",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MemberState, default=MemberState.DECLARED
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.MEMBER)
    is_named = models.BooleanField(
        _("named"),
        default=False,
        help_text=_("Whether the organisation's page may name them, as they chose."),
    )
    declared_at = models.DateTimeField(_("declared"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    is_refused = models.BooleanField(
        _("refused"),
        default=False,
        editable=False,
        help_text=_("Whether somebody else ended it: then it cannot be declared again."),
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaks for an organisation")
        verbose_name_plural = _("who speaks for organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=CURRENT),
                name="people_one_organisation_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=MemberState.DECLARED, confirmed_at=None, ended_at=None, is_refused=False
                )
                | models.Q(
                    state=MemberState.CONFIRMED,
                    confirmed_at__isnull=False,
                    ended_at=None,
                    is_refused=False,
                )
                | models.Q(state=MemberState.ENDED, ended_at__isnull=False),
                name="people_members_have_their_dates",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=MemberRole.OWNER, state=MemberState.DECLARED),
                name="people_owners_are_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="people_members_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"

    @property
    def is_confirmed(self) -> bool:
        """Tell whether an owner or a publisher has confirmed it, and it holds."""
        return self.state == MemberState.CONFIRMED

    @property
    def is_owner(self) -> bool:
        """Tell whether they look after the organisation's record and members."""
        return self.is_confirmed and self.role == MemberRole.OWNER

    @property
    def is_over(self) -> bool:
        """Tell whether they no longer speak for it."""
        return self.state == MemberState.ENDED
