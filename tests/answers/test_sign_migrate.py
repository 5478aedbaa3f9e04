"""A site that stood before signatures came has a workflow for each of its consultations."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Workflow, WorkflowPage, WorkflowState

from consult.answers.models import CollegeTask
from consult.answers.services import workflows
from tests.answers.signing import numbers, sign, write

pytestmark = pytest.mark.django_db

MIGRATION = "0002_workflows_of_consultations"


@pytest.fixture
def apps_then():
    """The models as the migration finds them."""
    loader = MigrationExecutor(connection).loader
    return loader.project_state(("answers", MIGRATION)).apps


def test_each_consultation_gets_the_workflow_that_new_ones_have(
    stage, english_page, cast, apps_then
):
    migration = import_module(f"consult.answers.migrations.{MIGRATION}")
    kept = workflows.ensure_workflow(stage.consultation)
    names = {kept.name, *(one.name for one in kept.tasks)}
    migration.remove_workflows(apps_then, None)
    assert not CollegeTask.objects.exists()
    assert not WorkflowPage.objects.filter(page__in=[stage.consultation_page]).exists()
    others = set(Workflow.objects.all())

    migration.make_workflows(apps_then, None)

    made = set(Workflow.objects.all()) - others
    assert len(made) == 2
    found = workflows.ensure_workflow(stage.consultation)
    assert found in made
    assert {found.name, *(one.name for one in found.tasks)} == names
    assert english_page.get_workflow() == stage.page.get_workflow() == found
    page = write(stage.page)
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2]
    assert WorkflowState.objects.for_instance(page).get().workflow == found
