"""The workflow of each consultation that is there already: one step a college."""

from django.conf import settings
from django.db import migrations
from django.utils import translation
from django.utils.translation import gettext

COLLEGES = {"government": "government", "civil_society": "civil society"}


def make_workflows(apps, schema_editor):
    """Make what `consult.answers.services.workflows.ensure_workflow` makes for a new consultation."""
    with translation.override(settings.LANGUAGE_CODE):
        for consultation in apps.get_model("consultations", "Consultation").objects.all():
            make_workflow(apps, consultation)


def make_workflow(apps, consultation):
    """Make the workflow of one consultation, and assign it to its pages of every language."""
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    pages = apps.get_model("consultations", "ConsultationPage").objects.filter(
        translation_key=consultation.pk
    )
    title = pages.order_by("pk").values_list("title", flat=True).first() or str(consultation.pk)
    name = (gettext("Signatures: %(title)s") % {"title": title})[:255]
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=name)
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="answers", model="collegetask"
    )
    for order, (college, label) in enumerate(COLLEGES.items()):
        task = apps.get_model("answers", "CollegeTask").objects.create(
            name=f"{name[:215]}: {gettext(label)}",
            content_type=kind,
            consultation=consultation,
            college=college,
        )
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=order
        )
    for page in pages.values_list("pk", flat=True):
        WorkflowPage.objects.update_or_create(page_id=page, defaults={"workflow": workflow})


def remove_workflows(apps, schema_editor):
    """Take the workflows away again, with what hangs on them."""
    Workflow = apps.get_model("wagtailcore", "Workflow")
    CollegeTask = apps.get_model("answers", "CollegeTask")
    Workflow.objects.filter(workflow_tasks__task__in=CollegeTask.objects.values("pk")).delete()
    CollegeTask.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0001_answers"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("consultations", "0004_groups_of_members"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_workflows, remove_workflows)]
