"""Words that are not public yet: a moderator reads them first."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.ids import new_id
from consult.drafts.models import Draft, Section, VersionSection
from consult.people.models import PUBLIC_NAME_LENGTH, Affiliation, Organisation
from consult.threads.models.kinds import Kind, Stance

SAID = (
    *("draft", "section", "author", "affiliation", "organisation", "organisation_confirmed"),
    *("by_official", "by_guest", "pseudonym", "kind", "stance", "language", "language_named"),
    *("source", "html", "wording", "difference", "written_on"),
    *("quote_exact", "quote_prefix", "quote_suffix", "idempotency_key"),
)
"""What held words and the comment that they become have in common."""


class HeldStatus(models.TextChoices):
    """What became of held words."""

    WAITING = "waiting", _("waiting")
    PUBLISHED = "published", pgettext_lazy("what became of held words", "published")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class HeldText(models.Model):
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
    affiliation = models.CharField(_("affiliation"), max_length=20, choices=Affiliation)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_texts",
    )
    organisation_confirmed = models.BooleanField(_("organisation confirmed"), default=False)
    by_official = models.BooleanField(_("by an official"), default=False)
    by_guest = models.BooleanField(
        _("without an account"),
        default=False,
        help_text=_("Whether the author has no account, only an e-mail address."),
    )
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=PUBLIC_NAME_LENGTH,
        blank=True,
        help_text=_("The author's name in this consultation, where it is not their public name."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, blank=True)
    language = models.CharField(_("language"), max_length=8)
    language_named = models.BooleanField(
        _("language named"),
        default=False,
        help_text=_("Whether the author named the language; else it was told from the words."),
    )
    source = models.TextField(_("text as written"), blank=True)
    html = models.TextField(_("text as shown"), blank=True)
    wording = models.TextField(_("proposed wording"), blank=True)
    difference = models.JSONField(_("difference"), null=True, blank=True)
    written_on = models.ForeignKey(
        VersionSection, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    quote_exact = models.TextField(_("quoted words"), blank=True)
    quote_prefix = models.TextField(_("words before"), blank=True)
    quote_suffix = models.TextField(_("words after"), blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)
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
    def author_name(self) -> str:
        """Return under which name this was said: a pseudonym, or the author's public name."""
        return self.pseudonym or self.author.public_name

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
