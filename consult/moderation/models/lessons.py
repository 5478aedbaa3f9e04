"""What a classifier has learned from a consultation's decisions."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation


class Lesson(models.Model):
    """What a classifier keeps of a consultation's past decisions, and how well that served.

    `learned` is data for the classifier of that name, and no other reads it. Of what was held back
    from learning, `precision` is the share of what it noticed that was hidden, and `recall` the
    share of what was hidden that it noticed.
    """

    consultation = models.OneToOneField(
        Consultation, primary_key=True, on_delete=models.CASCADE, related_name="lesson"
    )
    classifier = models.CharField(_("classifier"), max_length=200)
    learned = models.BinaryField(_("what was learned"))
    learned_at = models.DateTimeField(_("learned"), default=timezone.now)
    kept = models.PositiveIntegerField(_("contributions kept"))
    hidden = models.PositiveIntegerField(_("contributions hidden"))
    tested = models.PositiveIntegerField(_("contributions held back to test it"))
    precision = models.FloatField(_("precision"), null=True)
    recall = models.FloatField(_("recall"), null=True)

    class Meta:
        verbose_name = _("lesson")

    def __str__(self) -> str:
        return f"{self.classifier}, {self.learned_at:%Y-%m-%d}"

    @property
    def precision_percent(self) -> int:
        """Return of how many in a hundred that it noticed it was right."""
        return round((self.precision or 0) * 100)

    @property
    def recall_percent(self) -> int:
        """Return how many in a hundred that were hidden it noticed."""
        return round((self.recall or 0) * 100)
