"""Words of people without an account, until they have followed the link that was sent to them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.core.ids import new_id
from consult.drafts.models import Draft, Section
from consult.threads.places import Place, Said
from consult.threads.quotes import Quote


class Unconfirmed(models.Model):
    """What somebody said with an e-mail address that nobody has confirmed to be theirs.

    It has no author, and is no comment: no list, counter, stream or search can hold it. Once it is
    confirmed, nothing stays here but where the link leads from then on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="unconfirmed")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="unconfirmed")
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language"), max_length=8, help_text=_("Of the page on which it was written.")
    )
    said = models.JSONField(_("what was said"), default=dict, blank=True)
    mark = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("A keyed digest of the form, so that the same one asks once."),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    comment = models.ForeignKey(
        "threads.Comment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    held = models.ForeignKey(
        "threads.HeldText", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("unconfirmed words")
        verbose_name_plural = _("unconfirmed words")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comment=None, held=None) & ~models.Q(email="")
                | models.Q(email="", said={})
                & (
                    models.Q(comment=None, held__isnull=False)
                    | models.Q(comment__isnull=False, held=None)
                ),
                name="threads_unconfirmed_until_settled",
            ),
            models.UniqueConstraint(
                fields=["mark"], condition=~models.Q(mark=""), name="threads_a_form_asks_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["email"], name="threads_unconfirmed_of", condition=~models.Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft}, {self.asked_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has confirmed it yet."""
        return bool(self.email)

    @property
    def ends_at(self) -> datetime:
        """Return until when it can be confirmed."""
        return self.asked_at + timedelta(days=settings.RETENTION["unconfirmed_days"])

    @property
    def place(self) -> Place:
        """Return where it was said, with the words that it quotes."""
        quote = self.said["quote"]
        return Place(self.draft_id, self.section.key, Quote(**quote) if quote else None)

    @property
    def words(self) -> Said:
        """Return what was said, as it was typed."""
        said = self.said
        names = ("body", "language", "written_in", "kind", "stance", "wording")
        return Said(**{name: said[name] for name in names}, version=key_in(said["version"]))

    @property
    def in_reply_to(self) -> UUID | None:
        """Return the key of the comment that it answers."""
        return key_in(self.said["in_reply_to"])


def as_stored(place: Place, said: Said, in_reply_to: UUID | None) -> dict:
    """Return what somebody says as `Unconfirmed.said` holds it."""
    quote = place.quote
    return {
        "body": said.body,
        "language": said.language,
        "written_in": said.written_in,
        "kind": said.kind,
        "stance": said.stance,
        "wording": said.wording,
        "version": str(said.version) if said.version else None,
        "quote": quote and {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        "in_reply_to": str(in_reply_to) if in_reply_to else None,
    }


def key_in(text: str | None) -> UUID | None:
    """Return a key as it was before it was stored."""
    return UUID(text) if text else None
