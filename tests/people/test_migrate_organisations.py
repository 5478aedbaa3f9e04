"""Organisations that accounts named become records, on real tables, and accounts name them again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consult.people.models import OrganisationMember


@pytest.mark.postgresql  # SQLite alters no table within a test
@pytest.mark.django_db(transaction=True)
def test_organisations_named_in_accounts_become_records_and_go_back(transactional_db):
    """Forwards, back and forwards again on real tables: two spellings are one organisation."""
    executor = MigrationExecutor(connection)
    before, after = [("people", "0005_organisations")], executor.loader.graph.leaf_nodes()
    executor.migrate(before)
    try:
        state = MigrationExecutor(connection).loader.project_state(before)
        then = state.apps.get_model("people", "User")
        names = ("Ligue du débat", "Ligue du débat", "LIGUE du debat", "Port autonome", "", "★")
        for number, name in enumerate(names):
            then.objects.create(
                email=f"{number}@example.org", public_name=str(number), organisation=name
            )

        MigrationExecutor(connection).migrate(after)
        forwards = {
            *((str(number), "Ligue du débat", "declared") for number in range(3)),
            ("3", "Port autonome", "declared"),
        }
        assert memberships() == forwards

        MigrationExecutor(connection).migrate(before)
        named = dict(then.objects.values_list("public_name", "organisation"))
        assert [named[str(number)] for number in range(5)] == [
            *["Ligue du débat"] * 3,
            "Port autonome",
            "",
        ]
    finally:
        MigrationExecutor(connection).migrate(after)
    assert memberships() == forwards


def memberships():
    members = OrganisationMember.objects.values_list(
        "person__public_name", "organisation__name", "state"
    )
    return set(members)
