"""What was said, and in what capacity: the same columns for words that wait and for comments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.drafts.models import VersionSection
from consult.people.models import PUBLIC_NAME_LENGTH, Affiliation
from consult.threads.models.kinds import Kind, Stance

SAID = (
    *("draft", "section", "author", "affiliation", "organisation", "organisation_confirmed"),
    *("by_official", "by_guest", "pseudonym", "kind", "stance", "language", "language_named"),
    *("source", "html", "wording", "difference", "written_on"),
    *("quote_exact", "quote_prefix", "quote_suffix", "idempotency_key"),
)
"""What held words and the comment that they become have in common. `draft`, `section`, `author` and
`organisation` lead to each by another name, and are columns of their own.
"""


class Spoken(models.Model):
    """Words of somebody, and who they were when they said them: later changes rewrite no past."""

    affiliation = models.CharField(
        _("affiliation"),
        max_length=20,
        choices=Affiliation,
        default=Affiliation.CITIZEN,
        help_text=_("In what capacity the author spoke, as of then."),
    )
    organisation_confirmed = models.BooleanField(
        _("organisation confirmed"),
        default=False,
        help_text=_("Whether it was confirmed that they speak for it, as of then."),
    )
    by_official = models.BooleanField(
        _("by an official"),
        default=False,
        help_text=_("Whether the author spoke for the government, as of then."),
    )
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
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REMARK)
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, blank=True)
    language = models.CharField(_("language"), max_length=8)
    language_named = models.BooleanField(
        _("language named"),
        default=False,
        help_text=_("Whether the author named the language; else it was told from the words."),
    )
    source = models.TextField(_("text as written"), blank=True)
    html = models.TextField(_("text as shown"), blank=True)
    written_on = models.ForeignKey(
        VersionSection,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The wording that a suggestion changes, or from which words are quoted."),
    )
    wording = models.TextField(_("proposed wording"), blank=True)
    difference = models.JSONField(
        _("difference"),
        null=True,
        blank=True,
        help_text=_("From the wording it was written on to the proposed one."),
    )
    quote_exact = models.TextField(_("quoted words"), blank=True)
    quote_prefix = models.TextField(_("words before"), blank=True)
    quote_suffix = models.TextField(_("words after"), blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def author_name(self) -> str:
        """Return under which name this was said: a pseudonym, or the author's public name."""
        return self.pseudonym or self.author.public_name

    @property
    def declared_affiliation(self) -> str:
        """Return in what capacity the author said that they spoke; empty for guests, who declare none."""
        return "" if self.by_guest else self.affiliation
