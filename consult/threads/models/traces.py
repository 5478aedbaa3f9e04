"""What others do with a comment, and what it said before."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.core.ids import new_id
from consult.threads.models.kinds import Agreement


class Vote(models.Model):
    """One participant's agreement or disagreement with one comment."""

    comment = models.ForeignKey(
        "threads.Comment", on_delete=models.CASCADE, related_name="votes", db_index=False
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="votes",
        help_text=_("None once whoever voted has left: the vote stays counted."),
    )
    value = models.CharField(_("vote"), max_length=10, choices=Agreement)
    cast_at = models.DateTimeField(_("cast"), default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "participant"], name="threads_one_vote_a_participant"
            ),
            models.CheckConstraint(
                condition=models.Q(value__in=Agreement.values), name="threads_vote_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant or '–'}: {self.get_value_display()}"


class Edit(models.Model):
    """A comment's words as they stood before a visible edit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(
        "threads.Comment", on_delete=models.CASCADE, related_name="edits", db_index=False
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Of the edit, from 1."))
    source = models.TextField(_("text before"), blank=True)
    wording = models.TextField(_("proposed wording before"), blank=True)
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "number"], name="threads_edits_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}, {self.number}"
