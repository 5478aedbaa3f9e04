"""Two keys to the text: who signed what, in the name of whom, and what was published without."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task

from consult.consultations.colleges import College
from consult.consultations.models import Consultation
from consult.core.ids import new_id
from consult.drafts.models import Draft, Version


class CollegeTask(Task):
    """A step of the workflow of a consultation's drafts: the drafters of one college sign."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="college_tasks"
    )
    college = models.CharField(_("college"), max_length=20, choices=College)

    class Meta:
        verbose_name = _("signature of a college")
        verbose_name_plural = _("signatures of colleges")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "college"], name="answers_one_task_a_college"
            ),
        ]


class Signature(models.Model):
    """A drafter's signature under one revision of a draft, in the name of their college.

    It is void as soon as the text is edited. `version` is what was published with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="signatures")
    language = models.CharField(_("language"), max_length=8)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(
        _("digest"),
        max_length=64,
        help_text=_("SHA-256 of the signed title, introduction and sections."),
    )
    college = models.CharField(_("college"), max_length=20, choices=College)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    organisation = models.CharField(
        _("in the name of"),
        max_length=120,
        blank=True,
        help_text=_("The signer's organisation, as of then."),
    )
    dissent = models.TextField(_("note of dissent"), blank=True)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures"
    )

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "college"],
                condition=models.Q(voided_at=None),
                name="answers_a_college_signs_once",
            ),
            models.UniqueConstraint(
                fields=["version", "college"], name="answers_a_version_bears_a_college_once"
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None) | models.Q(version=None),
                name="answers_void_signatures_publish_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer}, {self.get_college_display()}"


class EmergencyPublication(models.Model):
    """A version that a publisher published without both signatures, and the public reason."""

    version = models.OneToOneField(
        Version, primary_key=True, on_delete=models.CASCADE, related_name="emergency"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    language = models.CharField(_("language"), max_length=8)
    made_at = models.DateTimeField(_("published"), default=timezone.now)

    class Meta:
        verbose_name = _("emergency publication")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="answers_emergencies_have_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)
