"""Contributions of before are counted in their languages, at their sections."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from consult.threads.models import LanguageCount
from tests.factories.talk import make_comment

pytestmark = pytest.mark.django_db


def apps_after(name: str) -> StateApps:
    """Return the models as they are after a migration of threads."""
    return MigrationExecutor(connection).loader.project_state([("threads", name)]).apps


def test_threads_of_before_are_counted_by_section_and_language(stage, cast, post, hide):
    first, second = stage.text, stage.sections[0]
    for section, language in ((first, "fr"), (first, "fr"), (first, "en"), (second, "fr")):
        make_comment(section, cast.citizen, "Un mot.", language=language).save(force_insert=True)
    hide(post("Caché."))
    post("Une réponse en français.", in_reply_to=post("Une question en français.").pk)
    LanguageCount.objects.all().delete()

    migration = MigrationExecutor(connection).loader.get_migration(
        "threads", "0009_language_counts"
    )
    migration.operations[-1].code(apps_after("0009_language_counts"), None)

    counts = LanguageCount.objects.values_list("section", "language", "threads_count")
    place = stage.place().section_key
    posted = first if first.key == place else second
    expected = {(first.pk, "fr"): 2, (first.pk, "en"): 1, (second.pk, "fr"): 1}
    expected[posted.pk, "fr"] += 1
    assert {(section, language): count for section, language, count in counts} == expected
