"""Who has left, who is about to, and who has asked for a copy of their data."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.ids import new_id


class Former(models.Model):
    """An account that stands for somebody who has left, in one draft or consultation only.

    It holds nothing of theirs, and nothing leads from the one of a draft to that of another.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="former",
    )
    scope = models.UUIDField(_("scope"), help_text=_("The key of the draft or the consultation."))
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("former participant")
        verbose_name_plural = _("former participants")
        constraints = [
            models.UniqueConstraint(fields=["scope", "number"], name="people_former_are_numbered"),
        ]

    def __str__(self) -> str:
        return str(self.account)


class Choice(models.TextChoices):
    """What becomes of somebody's contributions when their account goes."""

    ANONYMOUS = "anonymous", _("They stay, without my name.")
    WITHDRAWN = "withdrawn", _("They are withdrawn: my words are erased, and replies stay.")


class Erasure(models.Model):
    """An account that will be erased, unless its owner signs in before."""

    participant = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="erasure",
    )
    choice = models.CharField(_("contributions"), max_length=20, choices=Choice)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), db_index=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(choice__in=Choice.values), name="people_erasure_choice_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d}"


class ExportState(models.TextChoices):
    """How far a copy of somebody's data is."""

    ASKED = "asked", pgettext_lazy("of a copy of somebody's data", "being made")
    MADE = "made", pgettext_lazy("of a copy of somebody's data", "ready")
    FAILED = "failed", pgettext_lazy("of a copy of somebody's data", "failed")


class Export(models.Model):
    """A copy of all that is held about somebody: one at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    participant = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="export"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ExportState, default=ExportState.ASKED
    )
    language = models.CharField(_("language"), max_length=8)
    done = models.PositiveIntegerField(_("kinds done"), default=0)
    total = models.PositiveIntegerField(_("kinds"), default=0)
    file = models.CharField(_("file"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    next_try = models.DateTimeField(_("next try"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ExportState.MADE, made_at__isnull=False, next_try=None)
                & ~models.Q(file="")
                | models.Q(state=ExportState.ASKED, made_at=None, next_try__isnull=False)
                | models.Q(state=ExportState.FAILED, made_at=None, next_try=None),
                name="people_exports_are_made_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try"],
                name="people_exports_due",
                condition=models.Q(next_try__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.asked_at:%Y-%m-%d}"

    @property
    def is_made(self) -> bool:
        """Tell whether it can be fetched."""
        return self.state == ExportState.MADE and not self.is_over(timezone.now())

    @property
    def is_on_its_way(self) -> bool:
        """Tell whether somebody is at it, or will be."""
        return self.state == ExportState.ASKED

    @property
    def expires_at(self) -> datetime:
        """Return when it is removed."""
        return self.asked_at + timedelta(days=settings.RETENTION["export_days"])

    def is_over(self, at: datetime) -> bool:
        """Tell whether its time is over, whether or not it is removed yet."""
        return at >= self.expires_at
