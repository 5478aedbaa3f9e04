"""A comment in another language, as somebody who speaks both has written it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.consultations.models import CharterArticle
from consult.core.ids import new_id
from consult.people.models import PUBLIC_NAME_LENGTH


class TranslationStatus(models.TextChoices):
    """How far a person's translation is."""

    OFFERED = "offered", pgettext_lazy("status of a translation", "offered, not yet confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("status of a translation", "confirmed")
    OUTDATED = "outdated", pgettext_lazy("status of a translation", "of earlier words")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a translation", "taken back")
    HIDDEN = "hidden", pgettext_lazy("status of a translation", "taken away by moderators")


SHOWN = (TranslationStatus.OFFERED, TranslationStatus.CONFIRMED)


class CommentTranslation(models.Model):
    """The words of a comment in another language, offered by one person and confirmed by another.

    A suggestion's proposed wording is in the language of its draft, and is not translated.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(
        "threads.Comment", on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(_("language"), max_length=8)
    source = models.TextField(_("text as written"), blank=True)
    html = models.TextField(_("text as shown"), blank=True)
    digest = models.CharField(_("digest of what it translates"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="translations"
    )
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=PUBLIC_NAME_LENGTH,
        blank=True,
        help_text=_(
            "The translator's name in this consultation, where it is not their public name."
        ),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=TranslationStatus,
        default=TranslationStatus.OFFERED,
        editable=False,
    )
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_under = models.CharField(
        _("confirmed under the pseudonym"), max_length=PUBLIC_NAME_LENGTH, blank=True
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    hidden_for = models.ForeignKey(
        CharterArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_because = models.TextField(_("why it was taken away"), blank=True)

    class Meta:
        verbose_name = _("translation of a contribution")
        verbose_name_plural = _("translations of contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "language"],
                condition=models.Q(status=TranslationStatus.CONFIRMED),
                name="threads_one_confirmed_translation",
            ),
            models.UniqueConstraint(
                fields=["comment", "language", "by"],
                condition=models.Q(status__in=SHOWN),
                name="threads_one_translation_a_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=TranslationStatus.CONFIRMED)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="threads_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(status=TranslationStatus.WITHDRAWN, source="", html="")
                | ~models.Q(status=TranslationStatus.WITHDRAWN) & ~models.Q(html=""),
                name="threads_withdrawn_translations_are_gone",
            ),
            models.CheckConstraint(
                condition=models.Q(status=TranslationStatus.HIDDEN, hidden_for__isnull=False)
                | ~models.Q(status=TranslationStatus.HIDDEN) & models.Q(hidden_for=None),
                name="threads_translations_hidden_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name}, {self.language}"

    @property
    def by_name(self) -> str:
        """Return under which name it was offered: a pseudonym, or a public name."""
        return self.pseudonym or self.by.public_name

    @property
    def confirmed_by_name(self) -> str:
        """Return under which name it was confirmed, empty where it is not."""
        return self.confirmed_under or (self.confirmed_by.public_name if self.confirmed_by else "")

    @property
    def is_shown(self) -> bool:
        """Tell whether readers of its comment see it."""
        return self.status in SHOWN

    @property
    def is_offered(self) -> bool:
        """Tell whether it waits for somebody to confirm it."""
        return self.status == TranslationStatus.OFFERED

    @property
    def is_hidden(self) -> bool:
        """Tell whether moderators took it away."""
        return self.status == TranslationStatus.HIDDEN
