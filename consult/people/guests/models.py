"""Who takes part without an account."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Guest(models.Model):
    """Somebody who takes part in one consultation with an e-mail address, and without an account.

    What they say there needs an author, and `account` is that: nobody can sign in with it, and nothing
    leads from the one of a consultation to that of another but the address, which nobody else sees.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="guest",
    )
    scope = models.UUIDField(_("scope"), help_text=_("The key of the consultation."))
    number = models.PositiveIntegerField(_("number"))
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Empty once its time is over; what they said stays without it."),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("somebody without an account", "guest")
        verbose_name_plural = pgettext_lazy("somebody without an account", "guests")
        constraints = [
            models.UniqueConstraint(fields=["scope", "number"], name="people_guests_are_numbered"),
            models.UniqueConstraint(
                Lower("email"),
                "scope",
                condition=~models.Q(email=""),
                name="people_one_guest_an_address",
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)
