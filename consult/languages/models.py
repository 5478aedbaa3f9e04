"""A machine's translations, kept for ever, and of which texts they are."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.ids import new_id


class State(models.TextChoices):
    """How far a machine's translation is."""

    ASKED = "asked", pgettext_lazy("of a machine's translation", "asked for")
    MADE = "made", pgettext_lazy("of a machine's translation", "made")
    FAILED = "failed", pgettext_lazy("of a machine's translation", "failed")


class MachineTranslation(models.Model):
    """One text in one other language: the same for all who wrote it word for word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(_("digest of the text"), max_length=64)
    from_language = models.CharField(pgettext_lazy("a language", "from"), max_length=8)
    to_language = models.CharField(pgettext_lazy("a language", "into"), max_length=8)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(_("translation"), blank=True)
    html = models.TextField(_("translation as shown"), blank=True)
    machine = models.CharField(_("machine"), max_length=60, blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    next_try = models.DateTimeField(
        _("next try"),
        null=True,
        blank=True,
        help_text=_("When it may be tried again; none once it is made or given up."),
    )

    class Meta:
        verbose_name = _("machine translation")
        verbose_name_plural = _("machine translations")
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "from_language", "to_language"],
                name="languages_one_translation_a_text",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.MADE, made_at__isnull=False, next_try=None)
                & ~models.Q(html="")
                & ~models.Q(machine="")
                | models.Q(state=State.ASKED, next_try__isnull=False, html="", text="")
                | models.Q(state=State.FAILED, html="", text=""),
                name="languages_words_once_made",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_language=models.F("to_language")),
                name="languages_into_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try"],
                name="languages_due",
                condition=models.Q(next_try__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_language} → {self.to_language}, {self.state}"


class Original(models.Model):
    """A thing whose words were asked for in another language. Ids only, never the words.

    By it a machine's words go when the last text goes that they are of.
    """

    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.UUIDField()
    digest = models.CharField(_("digest of the text"), max_length=64, db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("text that is translated", "original")
        verbose_name_plural = pgettext_lazy("texts that are translated", "originals")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "digest"], name="languages_an_original_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
