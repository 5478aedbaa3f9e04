"""The register: a public, append-only list of decisions, each entry bound to the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation
from consult.moderation.canonical import NOTHING_BEFORE
from consult.moderation.models.decisions import Decision


class Register(models.Model):
    """The head of a consultation's register: its row is the lock under which entries are numbered."""

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.PROTECT, related_name="register"
    )
    last = models.PositiveBigIntegerField(_("entries"), default=0)
    head = models.CharField(_("hash of the newest entry"), max_length=64, default=NOTHING_BEFORE)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return f"{self.consultation_id} at {self.last}"


class RegisterEntry(models.Model):
    """One decision as the public may read it: `body` is what is hashed, byte for byte."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField(_("number"))
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="entry")
    body = models.TextField(_("entry, in canonical form"))
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "number"], name="moderation_entries_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_id}, {self.number}"
