"""Under which name somebody takes part in one consultation."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.people.models import PUBLIC_NAME_LENGTH
from consult.people.names.fields import FoldedNameField


class ConsultationName(models.Model):
    """A pseudonym: who takes part in a consultation under it has another name everywhere else.

    That nobody else on the site has the name, `name_turn` of consult.people.names sees to.
    """

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="names"
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consultation_names"
    )
    name = models.CharField(_("pseudonym"), max_length=PUBLIC_NAME_LENGTH)
    folded_name = FoldedNameField()
    drawn_name = FoldedNameField(way="drawn")
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("pseudonym")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "participant"], name="consultations_one_name_each"
            ),
            *(
                models.UniqueConstraint(
                    fields=["consultation", column], name=f"consultations_{column}_unique"
                )
                for column in ("folded_name", "drawn_name")
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(name__contains="@"),
                name="consultations_name_is_no_address",
            ),
        ]
        indexes = [
            models.Index(fields=["folded_name"], name="consultations_name_said"),
            models.Index(fields=["drawn_name"], name="consultations_name_drawn"),
        ]

    def __str__(self) -> str:
        return self.name
