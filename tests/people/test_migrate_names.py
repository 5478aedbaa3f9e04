"""Accounts that were there before keep their names and organisations, and nothing of them is lost."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consult.core.names import folded
from consult.people.models import Organisation, User
from tests.people.organising import make_organisation, speak_for

MIGRATIONS = "consult.people.migrations"


def apps_at(name):
    """The models as a migration finds them."""
    return MigrationExecutor(connection).loader.project_state(("people", name)).apps


@pytest.mark.pure
def test_of_names_that_are_alike_the_later_gets_a_number():
    free_name = import_module(f"{MIGRATIONS}.0003_folded_names").free_name
    said, drawn, kept = set(), set(), []
    long = "A" * 60
    for name in ("Inès", "INES", "lnes", "✓ Ravi", "ravi", "🛡", "🛡", long, long.lower()):
        found = free_name(name, said, drawn)
        said.add(folded(found).said)
        drawn.add(folded(found).drawn)
        kept.append(found)
    assert kept[:7] == [
        "Inès",
        "INES 2",
        "lnes 3",
        "Ravi",
        "ravi 2",
        "Participant",
        "Participant 2",
    ]
    assert kept[8] == "a" * 58 + " 2"


@pytest.mark.django_db
def test_every_name_is_folded_and_what_changed_is_reported(db, capsys):
    User.objects.all().delete()
    User.objects.bulk_create(
        [User(email=f"{one}@example.org", public_name=one) for one in ("Inès", "Ravi")]
    )
    module = import_module(f"{MIGRATIONS}.0003_folded_names")
    User.objects.filter(public_name="Ravi").update(public_name="★ Ravi")
    module.fold(apps_at("0003_folded_names"), None)
    assert set(User.objects.values_list("public_name", "folded_name")) == {
        ("Inès", "ines"),
        ("Ravi", "ravi"),
    }
    assert "'★ Ravi' to 'Ravi'" in capsys.readouterr().out


@pytest.mark.django_db
def test_earlier_comments_keep_the_organisation_they_were_shown_with(cast, post):
    comment = post("Avant.")
    speak_for(cast.citizen, make_organisation())
    module = import_module("consult.threads.migrations.0012_organisations_of_earlier_comments")
    state = MigrationExecutor(connection).loader.project_state(
        ("threads", "0012_organisations_of_earlier_comments")
    )
    module.keep(state.apps, None)
    comment.refresh_from_db()
    assert comment.organisation == Organisation.objects.get()
    assert not comment.organisation_confirmed
