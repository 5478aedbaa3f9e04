"""Counters that no section's row has room for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.drafts.models import Draft, Section


class LanguageCount(models.Model):
    """How many threads that the public sees are begun in one language, at one section."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="languages", db_index=False
    )
    language = models.CharField(_("language"), max_length=8)
    threads_count = models.PositiveIntegerField(_("contributions"), default=0)

    class Meta:
        verbose_name = _("contributions in a language")
        verbose_name_plural = _("contributions in each language")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "language"], name="threads_one_count_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.threads_count}"
