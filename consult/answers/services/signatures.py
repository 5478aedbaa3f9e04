"""Both colleges sign a text, and so publish it; any other text makes their signatures void."""

from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState

from consult.answers.models import CollegeTask, Signature
from consult.answers.policy import signing
from consult.answers.services.workflows import ensure_workflow
from consult.answers.signed_text import digest_of, mark_of
from consult.answers.signing_forms import NOTE_LENGTH, Act
from consult.consultations.models import Consultation
from consult.core.text import clean_optional
from consult.drafts import services as drafts
from consult.drafts.models import Draft, DraftPage, Version
from consult.live import services as live
from consult.people.models import User


@dataclass(frozen=True)
class Held:
    """A page and its last saved text, which nobody else changes until the transaction ends."""

    page: DraftPage
    revision: Revision | None
    draft: Draft
    consultation: Consultation

    @property
    def language(self) -> str:
        return self.page.locale.language_code


def act(page: DraftPage, name: str, *, by: User, seen: str = "", note: str = "") -> None:
    """Do what a drafter chose, by its name. Raises what the verbs raise, and `UnknownAct`."""
    if name == Act.SIGN:
        sign(by=by, page=page, seen=seen)
    elif name == Act.DISSENT:
        if not note.strip():
            raise signing.NoNote
        sign(by=by, page=page, seen=seen, dissent=note)
    elif name == Act.CHANGES:
        ask_for_changes(by=by, page=page, seen=seen, note=note)
    else:
        raise signing.UnknownAct


@transaction.atomic
def submit(*, by: User, page: DraftPage, seen: str) -> WorkflowState:
    """Ask both colleges to sign the last saved text of a page.

    Raises `TextChanged`, `SubmittedAlready` and what `why_not_submit` returns.
    """
    held = hold(page, by)
    refuse(signing.why_not_submit(by, held.page, held.revision), held, seen)
    if held.page.workflow_in_progress:
        raise signing.SubmittedAlready
    voided = void(held)
    state = begin(held, by)
    tell_of_void(held, voided)
    return state


@transaction.atomic
def sign(*, by: User, page: DraftPage, seen: str, dissent: str = "") -> Signature:
    """Sign the last saved text of a page for one's college; with the second signature it is published.

    `seen` is the mark of the text that somebody looked at. Raises `TextChanged`, and what
    `why_not_sign` returns.
    """
    held = hold(page, by)
    refuse(signing.why_not_sign(by, held.page, held.revision), held, seen)
    voided = void(held)
    signature = Signature.objects.create(
        draft=held.draft,
        language=held.language,
        revision=held.revision,
        digest=digest_of(held.revision, held.draft.pk, held.language),
        college=signing.college_of(by, held.consultation.pk),
        signer=by,
        organisation=by.organisation_name,
        dissent=clean_optional(dissent, limit=NOTE_LENGTH),
    )
    advance(held, by)
    tell_of_void(held, voided)
    live.record(stream_id=held.draft.pk, type="signature.made", object_id=signature.pk)
    return signature


@transaction.atomic
def ask_for_changes(*, by: User, page: DraftPage, seen: str, note: str) -> None:
    """Say that a text which waits for signatures has to change first; signatures it has stay.

    Raises `NotDrafter`, `TextChanged`, `NoNote` and `WaitsForNobody`.
    """
    held = hold(page, by)
    refuse(signing.why_not_submit(by, held.page, held.revision), held, seen)
    note = clean_optional(note, limit=NOTE_LENGTH)
    if not note:
        raise signing.NoNote
    state = held.page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        raise signing.WaitsForNobody
    state.current_task_state.specific.reject(user=by, comment=note)


@transaction.atomic
def void_outdated(page: DraftPage) -> list[Signature]:
    """Make the signatures void that are under another text than the last saved one, and return them.

    They count for nothing as soon as the text is saved; this says so to everybody, and lets the
    workflow begin again with the first college.
    """
    if not Draft.objects.filter(pk=page.translation_key).exists():
        return []
    held = lock(page)
    voided = void(held)
    if held.page.workflow_in_progress and held.revision:
        follow_text(held, voided)
    tell_of_void(held, voided)
    return voided


@transaction.atomic
def attach(version: Version, page: DraftPage, revision: Revision) -> None:
    """Join a version that was just published with the signatures under its text."""
    standing = Signature.objects.standing(page, revision).in_hand()
    Signature.objects.filter(pk__in=[one.pk for one in standing]).update(version=version)


@transaction.atomic
def void_all_of_moved(page: DraftPage) -> None:
    """Make the signatures void that a text has when it comes to another consultation's drafters."""
    draft = Draft.objects.select_for_update(no_key=True).filter(pk=page.translation_key).first()
    if draft is None:
        return
    in_hand = Signature.objects.in_hand().filter(draft=draft)
    # Nor does the text go public at the time for which it was signed.
    Revision.objects.filter(pk__in=in_hand.values("revision")).update(approved_go_live_at=None)
    keys = list(in_hand.values_list("pk", flat=True))
    in_hand.update(voided_at=timezone.now())
    for key in keys:
        live.record(stream_id=draft.pk, type="signature.voided", object_id=key)


def void_all_outdated() -> None:
    """Find signatures under texts that were saved since without anybody saying so, and void them."""
    in_hand = Signature.objects.in_hand().filter(revision__approved_go_live_at=None)
    for signature in in_hand.select_related("revision").defer("revision__content"):
        page = DraftPage.objects.filter(
            translation_key=signature.draft_id, locale__language_code=signature.language
        ).first()
        if page and not is_of_last_text(signature, page):
            with suppress(signing.TextChanged):  # somebody saves just now: the next time
                void_outdated(page)


def is_of_last_text(signature: Signature, page: DraftPage) -> bool:
    """Tell whether a signature is under the last saved text, going by times alone."""
    revision = signature.revision
    return (
        revision is not None
        and revision.pk == page.latest_revision_id
        and revision.created_at <= signature.signed_at
    )


def hold(page: DraftPage, by: User) -> Held:
    """Lock what a drafter acts on. Raises `NotDrafter` to others, and what `lock` raises."""
    held = lock(page)
    as_stored = User.objects.get(pk=by.pk)  # they may have lost their seat before the lock was ours
    if signing.college_of(as_stored, held.consultation.pk) is None:
        raise signing.why_not_drafter(as_stored, held.consultation.pk)
    return held


def lock(page: DraftPage) -> Held:
    """Let nobody else save, sign or publish a page, or change members, until the transaction ends.

    Raises `TextChanged` where somebody saves just now.
    """
    draft = drafts.ensure_draft(page)
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=draft.consultation_id)
    Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    # A save writes the revision first, and then the page.
    latest = Page.objects.values_list("latest_revision", flat=True).get(pk=page.pk)
    revision = Revision.objects.select_for_update().filter(pk=latest).first()
    Page.objects.select_for_update().get(pk=page.pk)
    as_stored = DraftPage.objects.select_related("locale").get(pk=page.pk)
    if as_stored.latest_revision_id != latest:
        raise signing.TextChanged
    return Held(as_stored, revision, draft, consultation)


def refuse(refusal: signing.Refused | None, held: Held, seen: str) -> None:
    """Raise a refusal, or `TextChanged` where somebody saw another text than the one that is held."""
    if refusal:
        raise refusal
    if seen != mark_of(held.revision):
        raise signing.TextChanged


def void(held: Held) -> list[Signature]:
    """Make void what was signed under another text than the one that is held."""
    in_hand = Signature.objects.in_hand().filter(draft=held.draft, language=held.language)
    standing: list[Signature] = []
    if held.revision:
        standing = list(Signature.objects.standing(held.page, held.revision))
    outdated = list(
        in_hand.filter(revision__approved_go_live_at=None).exclude(
            pk__in=[one.pk for one in standing]
        )
    )
    Signature.objects.filter(pk__in=[one.pk for one in outdated]).update(voided_at=timezone.now())
    withdraw_approvals(held, [one.college for one in standing])
    let_go_of_text(held, standing)
    return outdated


def let_go_of_text(held: Held, standing: list[Signature]) -> None:
    """Part published signatures from a saved text that is no longer theirs: it was saved over."""
    published = Signature.objects.filter(revision=held.revision).exclude(version=None)
    published.exclude(pk__in=[one.pk for one in standing]).update(revision=None)


def withdraw_approvals(held: Held, colleges: list[str]) -> None:
    """Let Wagtail forget the steps of colleges without a signature that stands.

    It forgets by itself what was approved of another revision, not of one that was saved over.
    """
    if state := held.page.current_workflow_state:
        approved = state.task_states.filter(
            revision=held.revision, status=TaskState.STATUS_APPROVED
        )
        approved.exclude(task__collegetask__college__in=colleges).update(
            status=TaskState.STATUS_CANCELLED
        )


def tell_of_void(held: Held, voided: list[Signature]) -> None:
    """Tell open windows, last of all, which signatures are void."""
    for one in voided:
        live.record(stream_id=held.draft.pk, type="signature.voided", object_id=one.pk)


def follow_text(held: Held, voided: list[Signature]) -> None:
    """Let the step at which a workflow stands be about the last saved text.

    Where a signature was lost, the workflow goes back to the first step.
    """
    task_state = held.page.current_workflow_task_state
    if voided:
        task_state.cancel()
    elif task_state.revision_id != held.revision.pk:
        task_state.revision = held.revision
        task_state.save(update_fields=["revision"])


def begin(held: Held, by: User) -> WorkflowState:
    """Start a page's workflow, or take it up again where changes were asked for.

    One that is not the consultation's ends: nobody signs in it.
    """
    workflow = ensure_workflow(held.consultation)
    state = held.page.current_workflow_state
    if state is not None and state.workflow_id != workflow.pk:
        state.cancel(user=by)
    elif state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
        return state
    return workflow.start(held.page, by)


def advance(held: Held, by: User) -> None:
    """Approve the steps of a page's workflow for which the college has signed.

    After the last one Wagtail publishes, as `consult.answers.finishing` lets it.
    """
    state = held.page.current_workflow_state
    if not is_at_signature(state):
        begin(held, by)  # a step whose college has signed is done as soon as it begins
        return
    task_state = state.current_task_state.specific
    college = task_state.task.specific.college
    standing = Signature.objects.standing(held.page, held.revision)
    if signature := standing.filter(college=college).first():
        task_state.revision = held.revision
        task_state.save(update_fields=["revision"])
        task_state.approve(user=signature.signer, update=False, comment=signature.dissent)
        WorkflowState.objects.get(pk=state.pk).update(user=by)


def is_at_signature(state: WorkflowState | None) -> bool:
    """Tell whether a workflow is under way and waits for the signature of a college."""
    return (
        state is not None
        and state.status == WorkflowState.STATUS_IN_PROGRESS
        and isinstance(state.current_task_state.task.specific, CollegeTask)
    )
