"""Two keys to the text: who signed what, in the name of whom, and what was published without."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from consult.answers.signed_text import digest_of
from consult.answers.signing_forms import FORMS, Act, SignForm
from consult.consultations.colleges import College
from consult.consultations.models import Consultation
from consult.core.ids import new_id
from consult.drafts.models import Draft, DraftPage, Version
from consult.people.models import User


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures, by whether they still stand."""

    def standing(self, page: DraftPage, revision: Revision) -> "SignatureQuerySet":
        """Return those under a saved text of a page as it is stored now.

        A saved text may be saved over: then it is the same revision, with other words.
        """
        language = page.locale.language_code
        return self.filter(
            draft=page.translation_key,
            language=language,
            revision=revision,
            digest=digest_of(revision, page.translation_key, language),
            voided_at=None,
        ).select_related("signer")

    def in_hand(self) -> "SignatureQuerySet":
        """Return those that are not void and wait for the other college."""
        return self.filter(voided_at=None, version=None)


class CollegeTask(Task):
    """A step of the workflow of a consultation's drafts: the drafters of one college sign."""

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="college_tasks",
        verbose_name=_("consultation"),
    )
    college = models.CharField(_("college"), max_length=20, choices=College)

    admin_form_fields = [*Task.admin_form_fields, "consultation", "college"]
    admin_form_readonly_on_edit_fields = [
        *Task.admin_form_readonly_on_edit_fields,
        "consultation",
        "college",
    ]

    class Meta:
        verbose_name = _("signature of a college")
        verbose_name_plural = _("signatures of colleges")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "college"], name="answers_one_task_a_college"
            ),
        ]

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Begin the step; it is done at once where the college signed this text before its turn."""
        task_state = super().start(workflow_state, user=user)
        page = workflow_state.content_object.specific
        if isinstance(page, DraftPage):
            standing = Signature.objects.standing(page, task_state.revision)
            if signature := standing.filter(college=self.college).first():
                task_state.approve(user=signature.signer, update=False, comment=signature.dissent)
        return task_state

    def on_action(
        self, task_state: TaskState, user: User, action_name: str, **typed: Any
    ) -> str | None:
        """Do what somebody chose in Wagtail's admin. Raises what the services of signatures raise."""
        from consult.answers.services import signatures  # noqa: PLC0415 - models precede services

        page = task_state.workflow_state.content_object.specific
        signatures.act(page, action_name, by=user, **typed)

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        """Return what somebody may do here. Each asks in a dialogue, which says what is signed."""
        from consult.answers.policy import signing  # noqa: PLC0415 - models precede rules

        page = obj.specific
        if not isinstance(page, DraftPage) or not signing.college_of(user, self.consultation_id):
            return []
        revision = page.get_latest_revision()
        actions: list[tuple[str, Any, bool]] = [(Act.CHANGES, Act.CHANGES.label, True)]
        if revision and signing.why_not_sign(user, page, revision) is None:
            actions += [(act, act.label, True) for act in (Act.SIGN, Act.DISSENT)]
        return actions

    def get_form_for_action(self, action: str) -> type:
        return FORMS.get(action, SignForm)

    def get_template_for_action(self, action: str) -> str:
        return "answers/admin/act.html"

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        """Let drafters of both colleges edit: an edit makes signatures void."""
        from consult.answers.policy import signing  # noqa: PLC0415 - models precede rules

        return signing.college_of(user, self.consultation_id) is not None

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        """Return what waits for somebody's college."""
        from consult.answers.policy import signing  # noqa: PLC0415 - models precede rules

        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        is_theirs = signing.college_of(user, self.consultation_id) == self.college
        return waiting if is_theirs else waiting.none()

    @classmethod
    def get_description(cls) -> str:
        return _("Drafters of a college of the consultation sign the text")


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

    objects = SignatureQuerySet.as_manager()

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
