"""Cases: what waits for a moderator, and who is on it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.colleges import College
from consult.consultations.models import Consultation
from consult.core.ids import new_id
from consult.moderation.models.decisions import Decision
from consult.threads.models import Comment, HeldText

TAKEN_FOR = timedelta(minutes=15)
"""How long a case stays with whoever took it: then it is anybody's again."""


class Cause(models.TextChoices):
    """Why something waits for a moderator."""

    REPORTED = "reported", _("reported")
    HELD = "held", _("held")
    CHANGED = "changed", _("changed after review")
    UNCONFIRMED = "unconfirmed", _("waits for the second key")
    APPEALED = "appealed", _("appealed")


class CaseQuerySet(models.QuerySet):
    def open(self) -> "CaseQuerySet":
        """Cases that nobody has closed."""
        return self.filter(closed_at=None)


class Case(models.Model):
    """One reason why somebody's words wait: a comment may have several, each open once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="cases")
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    held = models.ForeignKey(
        HeldText, null=True, blank=True, on_delete=models.CASCADE, related_name="cases"
    )
    decision = models.ForeignKey(
        Decision,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="cases",
        help_text=_("The decision that waits for its second key, or is appealed."),
    )
    college = models.CharField(
        _("college"),
        max_length=20,
        choices=College,
        blank=True,
        help_text=_("Whose turn it is; empty where moderators of either college may decide."),
    )
    campaign = models.UUIDField(
        _("campaign"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The same for all held texts that nearly repeat each other."),
    )
    reports_count = models.PositiveIntegerField(_("reports"), default=0)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="closed_cases"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comment=None, held__isnull=False)
                | models.Q(comment__isnull=False, held=None),
                name="moderation_cases_are_about_some_words",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_by=None, taken_at=None) | models.Q(taken_at__isnull=False),
                name="moderation_taken_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["comment", "cause"],
                condition=models.Q(closed_at=None, decision=None),
                name="moderation_one_open_case_a_cause",
            ),
            models.UniqueConstraint(
                fields=["held"],
                condition=models.Q(closed_at=None, decision=None),
                name="moderation_one_open_case_held",
            ),
            models.UniqueConstraint(
                fields=["decision", "cause"], name="moderation_one_case_a_decision_and_cause"
            ),
        ]
        indexes = [
            models.Index(
                fields=["consultation", "id"],
                condition=models.Q(closed_at=None),
                name="moderation_open_cases",
            ),
            models.Index(
                fields=["consultation", "cause", "id"],
                condition=models.Q(closed_at=None),
                name="moderation_open_by_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}, {self.opened_at:%Y-%m-%d}"

    def holder(self, at: datetime) -> object | None:
        """Return who is on this case at a time, if anybody is."""
        if self.taken_by_id is None or at - self.taken_at >= TAKEN_FOR:
            return None
        return self.taken_by

    @property
    def taken_until(self) -> datetime | None:
        """Return when a case that somebody took is anybody's again."""
        return self.taken_at and self.taken_at + TAKEN_FOR

    @property
    def was_about_a_translation(self) -> bool:
        """Tell whether it was settled by taking away a translation that was reported: no decision on the
        comment itself closed it, and the comment is still there.
        """
        return (
            self.closed_at is not None
            and self.closed_by_id is None
            and self.cause == Cause.REPORTED
            and not self.comment.is_deleted
        )

    @property
    def subject(self) -> Comment | HeldText:
        """Return the words that wait."""
        return self.comment or self.held
