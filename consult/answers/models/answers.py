"""Reasoned responses: what becomes of contributions, and why (OGP standard 4.1)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from consult.consultations.colleges import College
from consult.core.ids import new_id
from consult.drafts.models import Draft, Section, Version
from consult.threads.models import Comment, Outcome

REASONS_LENGTH = 20_000
"""The greatest length of the reasons of an answer, in characters."""


class AnswerStatus(models.TextChoices):
    """Whether the public reads an answer, or only drafters."""

    DRAFT = "draft", pgettext_lazy("status of an answer", "not published")
    PUBLISHED = "published", pgettext_lazy("status of an answer", "published")


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers, by who may read them."""

    def published(self) -> "AnswerQuerySet":
        """Answers that the public reads."""
        return self.filter(status=AnswerStatus.PUBLISHED)


class Answer(models.Model):
    """What co-drafters say to one contribution or to many, whatever the languages of its texts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    status = models.CharField(
        _("status"), max_length=20, choices=AnswerStatus, default=AnswerStatus.DRAFT
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
        help_text=_("The section where the answer can be seen in the text."),
    )
    version = models.ForeignKey(
        Version,
        verbose_name=_("version"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
        help_text=_("The version in which it can be seen."),
    )
    contributions = models.ManyToManyField(Comment, through="AnswerLink", related_name="answers")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="answers_written"
    )
    college = models.CharField(_("college of whoever wrote it"), max_length=20, choices=College)
    language = models.CharField(_("language"), max_length=8)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    edited_at = models.DateTimeField(
        _("edited"), null=True, blank=True, help_text=_("Since its publication.")
    )
    edits_count = models.PositiveIntegerField(_("edits"), default=0)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=AnswerStatus.DRAFT, published_at=None)
                | models.Q(status=AnswerStatus.PUBLISHED, published_at__isnull=False),
                name="answers_published_at_some_time",
            ),
        ]
        indexes = [models.Index(fields=["draft", "status", "-id"], name="answers_of_a_draft")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.begun_at:%Y-%m-%d}"

    @property
    def is_published(self) -> bool:
        """Tell whether the public reads it."""
        return self.status == AnswerStatus.PUBLISHED


class AnswerText(TranslatableMixin, models.Model):
    """The reasons of an answer in one language: its translation key is the answer's id."""

    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="texts", verbose_name=_("answer")
    )
    reasons = models.TextField(_("reasons"))

    translatable_fields = [
        TranslatableField("reasons"),
        SynchronizedField("answer", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("reasons of an answer")
        verbose_name_plural = _("reasons of answers")

    def __str__(self) -> str:
        return self.reasons[:60]


class AnswerLink(models.Model):
    """One contribution that an answer answers."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="links")
    contribution = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="answer_links")

    class Meta:
        verbose_name = _("answered contribution")
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "contribution"], name="answers_a_contribution_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.contribution_id}"


class AnswerSignature(models.Model):
    """A college that stands behind a published answer, and who signed for it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="signatures")
    college = models.CharField(_("college"), max_length=20, choices=College)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(_("in the name of"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)

    class Meta:
        verbose_name = _("signature of an answer")
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "college"], name="answers_a_college_signs_an_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer}, {self.get_college_display()}"


class AnswerEdit(models.Model):
    """What a published answer said before it was edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField(_("number"), help_text=_("Of the edit, from 1."))
    outcome = models.CharField(_("outcome before"), max_length=20, choices=Outcome)
    reasons = models.TextField(_("reasons before"))
    signed_for = models.JSONField(_("colleges that had signed"), default=list)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)

    class Meta:
        verbose_name = _("edit of an answer")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answers_edits_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}, {self.number}"
