"""The workflow of a consultation's texts: one step a college, kept by the site itself."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from consult.answers.models import CollegeTask
from consult.consultations.colleges import College
from consult.consultations.models import Consultation, ConsultationPage

NAME_LENGTH = 255


@transaction.atomic
def ensure_workflow(consultation: Consultation) -> Workflow:
    """Return the workflow of a consultation, made and assigned to its pages of every language.

    What was changed about it by hand is put right: its two steps, its name, its pages.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    name = name_of(consultation)
    tasks = [ensure_task(consultation, college, name) for college in College]
    workflow = Workflow.objects.filter(workflow_tasks__task__in=tasks).order_by("pk").first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
    elif workflow.name != name or not workflow.active:
        Workflow.objects.filter(pk=workflow.pk).update(name=name, active=True)
    for order, task in enumerate(tasks):
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=task, defaults={"sort_order": order}
        )
    workflow.workflow_tasks.exclude(task__in=tasks).delete()
    assign(workflow, ConsultationPage.objects.filter(translation_key=consultation.pk))
    return workflow


def ensure_task(consultation: Consultation, college: College, name: str) -> CollegeTask:
    """Return the step of a college."""
    with translation.override(settings.LANGUAGE_CODE):
        named = f"{name[: NAME_LENGTH - 40]}: {college.label}"
    task, _made = CollegeTask.objects.update_or_create(
        consultation=consultation, college=college, defaults={"name": named, "active": True}
    )
    return task


def assign(workflow: Workflow, pages: Iterable[Page]) -> None:
    """Let some pages, and what is below them, obey a workflow."""
    for page in pages:
        WorkflowPage.objects.update_or_create(page_id=page.pk, defaults={"workflow": workflow})


def name_of(consultation: Consultation) -> str:
    """Return what the workflow is called: after the consultation, in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        title = str(Consultation.objects.titled().get(pk=consultation.pk))
        return (gettext("Signatures: %(title)s") % {"title": title})[:NAME_LENGTH]
