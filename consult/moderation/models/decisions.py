"""Decisions: what was done with somebody's words, why, and by whom. They are never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.consultations.colleges import College
from consult.consultations.models import CharterArticle, Consultation
from consult.core.ids import new_id
from consult.threads.models import Comment, HeldText

EXPLANATION_LENGTH = 1000
"""The greatest length of an explanation, in characters."""


class Action(models.TextChoices):
    """What a decision does."""

    KEEP = "keep", pgettext_lazy("decision", "reviewed and kept")
    HIDE = "hide", pgettext_lazy("decision", "hidden")
    RESTORE = "restore", pgettext_lazy("decision", "restored")
    PUBLISH = "publish", pgettext_lazy("decision", "published after review")
    REFUSE = "refuse", pgettext_lazy("decision", "not published")
    WARN = "warn", pgettext_lazy("decision", "author warned")
    SUSPEND = "suspend", pgettext_lazy("decision", "author suspended")
    CONFIRM = "confirm", pgettext_lazy("decision", "confirmed by the other college")
    LIFT = "lift", pgettext_lazy("decision", "not confirmed by the other college")
    EXPIRE = "expire", pgettext_lazy("decision", "not confirmed in time")
    UPHOLD = "uphold", pgettext_lazy("decision", "upheld on appeal")
    OVERTURN = "overturn", pgettext_lazy("decision", "overturned on appeal")


RESTRICTIONS = (Action.HIDE, Action.REFUSE, Action.WARN, Action.SUSPEND)
"""What is done to an author, who is told why and may appeal (Digital Services Act, articles 17 and 20)."""
PROVISIONAL = (Action.HIDE, Action.REFUSE)
"""What needs a second key, unless the article is urgent."""
SECOND_KEYS = (Action.CONFIRM, Action.LIFT, Action.EXPIRE)
"""What becomes of a provisional decision: one of these, once."""
OUTCOMES = (Action.UPHOLD, Action.OVERTURN)
"""What becomes of an appeal: one of these, once."""
UNDOING = (Action.LIFT, Action.EXPIRE, Action.OVERTURN)
"""What ends the effect of the decision that it is about."""


class Scope(models.TextChoices):
    """Where a suspension holds."""

    CONSULTATION = "consultation", _("in this consultation")
    SITE = "site", _("on the whole site")


class Decision(models.Model):
    """One act of a moderator, or of a rule where nobody acted in time (`is_automated`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="decisions"
    )
    action = models.CharField(_("action"), max_length=20, choices=Action)
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    held = models.ForeignKey(
        HeldText, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="decisions_about",
        help_text=_("Whose words the decision is about."),
    )
    about = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text=_("The decision that this one confirms, ends or reviews."),
    )
    article = models.ForeignKey(
        CharterArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    explanation = models.TextField(_("explanation"), max_length=EXPLANATION_LENGTH, blank=True)
    language = models.CharField(
        _("language"),
        max_length=8,
        blank=True,
        help_text=_("Of the explanation: that of the pages on which it was written."),
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    college = models.CharField(_("college"), max_length=20, choices=College, blank=True)
    is_automated = models.BooleanField(_("automated"), default=False)
    was_noticed_by_machine = models.BooleanField(
        _("noticed by a machine"),
        default=False,
        help_text=_("Whether a classifier held the words that were decided on."),
    )
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    confirm_by = models.DateTimeField(
        _("to be confirmed by"),
        null=True,
        blank=True,
        help_text=_("Until then it is provisional; none where it needs no second key."),
    )
    until = models.DateTimeField(_("until"), null=True, blank=True)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope, blank=True)

    class Meta:
        verbose_name = _("decision")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(action__in=RESTRICTIONS) | models.Q(article__isnull=False),
                name="moderation_restrictions_name_an_article",
            ),
            models.CheckConstraint(
                condition=models.Q(comment=None, held__isnull=False)
                | models.Q(comment__isnull=False, held=None),
                name="moderation_decisions_are_about_some_words",
            ),
            models.CheckConstraint(
                condition=models.Q(is_automated=True, moderator=None, college="")
                | models.Q(is_automated=False, moderator__isnull=False, college__in=College.values),
                name="moderation_decided_by_somebody_or_a_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=[*SECOND_KEYS, *OUTCOMES], about__isnull=False)
                | ~models.Q(action__in=[*SECOND_KEYS, *OUTCOMES]) & models.Q(about=None),
                name="moderation_follow_ups_are_about_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(action=Action.SUSPEND, until__isnull=False) & ~models.Q(scope="")
                | ~models.Q(action=Action.SUSPEND) & models.Q(until=None, scope=""),
                name="moderation_suspensions_end",
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=models.Q(action__in=SECOND_KEYS),
                name="moderation_one_second_key",
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=models.Q(action__in=OUTCOMES),
                name="moderation_one_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["comment", "-id"], name="moderation_of_comment"),
            models.Index(fields=["held", "-id"], name="moderation_of_held"),
            models.Index(fields=["author", "consultation", "-id"], name="moderation_of_author"),
            models.Index(
                fields=["confirm_by"],
                condition=models.Q(confirm_by__isnull=False),
                name="moderation_to_confirm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.decided_at:%Y-%m-%d}"

    @property
    def is_restriction(self) -> bool:
        """Tell whether the author is told why and may appeal."""
        return self.action in RESTRICTIONS

    @property
    def subject(self) -> Comment | HeldText:
        """Return the words that it is about."""
        return self.comment or self.held
