"""Words that are not public yet: a moderator reads them first."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.ids import new_id
from consult.drafts.models import Draft, Section
from consult.people.models import Organisation
from consult.threads.models.spoken import Spoken


class HeldStatus(models.TextChoices):
    """What became of held words."""

    WAITING = "waiting", _("waiting")
    PUBLISHED = "published", pgettext_lazy("what became of held words", "published")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class HeldText(Spoken):
    """A contribution, or an edit of one, that waits for a moderator: nobody else reads it but its
    author. It is no comment yet, so that no list, counter, stream or search can hold it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="held_texts")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="held_texts")
    in_reply_to = models.ForeignKey(
        "threads.Comment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edits = models.ForeignKey(
        "threads.Comment",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="held_edits",
        help_text=_("The comment whose words these would replace; none for a new one."),
    )
    translates = models.ForeignKey(
        "threads.Comment",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="held_translations",
        help_text=_("The comment that these words say in another language; none for all others."),
    )
    published_as = models.OneToOneField(
        "threads.Comment", null=True, blank=True, on_delete=models.SET_NULL, related_name="held_as"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="held_texts"
    )
    status = models.CharField(
        _("status"), max_length=20, choices=HeldStatus, default=HeldStatus.WAITING, editable=False
    )
    grounds = models.JSONField(_("why it is held"), default=list)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_texts",
    )
    held_at = models.DateTimeField(_("held"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("held text")
        verbose_name_plural = _("held texts")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "idempotency_key"], name="threads_a_form_is_held_once"
            ),
            models.UniqueConstraint(
                fields=["edits"],
                condition=models.Q(status=HeldStatus.WAITING),
                name="threads_one_held_edit_a_comment",
            ),
            models.CheckConstraint(
                condition=models.Q(translates=None)
                | models.Q(edits=None, in_reply_to=None, wording="", quote_exact=""),
                name="threads_held_translations_only_translate",
            ),
            models.CheckConstraint(
                condition=models.Q(organisation_confirmed=False)
                | models.Q(organisation__isnull=False),
                name="threads_held_confirmed_for_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(status=HeldStatus.WAITING, settled_at=None)
                | ~models.Q(status=HeldStatus.WAITING) & models.Q(settled_at__isnull=False),
                name="threads_held_until_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "status", "-id"], name="threads_held_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}, {self.held_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has settled yet what becomes of it."""
        return self.status == HeldStatus.WAITING

    @property
    def read_by(self) -> datetime:
        """Return by when a moderator will have read it, as its consultation promises."""
        return self.held_at + timedelta(hours=self.draft.consultation.review_hours)

    @property
    def is_late(self) -> bool:
        """Tell whether it waits for longer than its consultation promises."""
        return self.is_waiting and timezone.now() > self.read_by

    @property
    def shown_html(self) -> str:
        """Return the words as pages show them: to its author and to moderators alone."""
        return self.html

    @property
    def shown_difference(self) -> list | None:
        """Return what they propose, in the same way."""
        return self.difference
