"""Names that nobody may take as a public name beside those of accounts and organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.core import languages
from consult.core.names import FOLDED_LENGTH
from consult.people.names.fields import FoldedNameField


class RoleWords(models.Model):
    """Words of one language for roles and offices: no public name holds one of them."""

    language = models.CharField(_("language"), max_length=8, unique=True)
    words = models.TextField(
        _("words"),
        blank=True,
        help_text=_(
            "A word or a phrase a line. A public name that holds one as a whole word is refused."
        ),
    )

    class Meta:
        verbose_name = _("names of roles")
        verbose_name_plural = _("names of roles")

    def __str__(self) -> str:
        return languages.own_name_of(self.language)


class NameTurn(models.Model):
    """Somebody is taking a name at this moment. Whoever would take one like it waits at these
    constraints; the row goes in the transaction that made it, so that nobody ever sees one.
    """

    folded_name = models.CharField(max_length=FOLDED_LENGTH, unique=True)
    drawn_name = models.CharField(max_length=FOLDED_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.folded_name


class InstitutionName(models.Model):
    """A partner, lead institution or civil-society partner that a published page names."""

    page = models.UUIDField(help_text=_("The translation key of the page."))
    language = models.CharField(max_length=8)
    name = models.CharField(_("name"), max_length=255)
    folded_name = FoldedNameField()
    drawn_name = FoldedNameField(way="drawn")

    class Meta:
        verbose_name = _("name of an institution")
        indexes = [
            models.Index(fields=["folded_name"], name="people_institution_said"),
            models.Index(fields=["drawn_name"], name="people_institution_drawn"),
            models.Index(fields=["page", "language"], name="people_institution_page"),
        ]

    def __str__(self) -> str:
        return self.name
