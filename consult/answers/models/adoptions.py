"""What a draft owes to whom: a change of its working text, and the contribution that caused it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.colleges import College
from consult.core.ids import new_id
from consult.drafts.models import Draft, Section, Version
from consult.threads.models import Comment


class Manner(models.TextChoices):
    """How a contribution came into the text."""

    AS_IS = "as_is", _("as proposed")
    REWORDED = "reworded", _("in other words")


class Adoption(models.Model):
    """A contribution that a drafter took up: one revision of the working text, one cause.

    `version` is the first version that bears the change. It stays empty while the change is not
    published, and for good where the section was published without it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="adoptions")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="adoptions")
    contribution = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="adoptions")
    manner = models.CharField(_("manner"), max_length=20, choices=Manner)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    college = models.CharField(_("college"), max_length=20, choices=College)
    language = models.CharField(_("language"), max_length=8)
    before = models.TextField(_("words before"), blank=True)
    after = models.TextField(_("words after"), blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("taken up"), default=timezone.now)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="adoptions"
    )

    class Meta:
        verbose_name = _("contribution taken up")
        verbose_name_plural = _("contributions taken up")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "contribution"], name="answers_a_change_names_a_cause_once"
            ),
        ]
        indexes = [
            models.Index(fields=["draft", "version"], name="answers_adoptions_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}, {self.get_manner_display()}"
