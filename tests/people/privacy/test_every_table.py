"""No table is forgotten: whatever points to an account is of some kind of personal data."""

import pytest
from django.apps import apps
from django.urls import reverse

from consult.people.models import User
from consult.people.privacy.registry import all_kinds, all_rules

pytestmark = pytest.mark.django_db

NOBODY = {"people.Former.account"}
"""What points to accounts that are nobody's."""


def pointers() -> set[str]:
    """Return every column of every table that points to an account."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is User
    }


def test_every_column_that_points_to_an_account_is_of_a_kind():
    held = set().union(*(kind.holds for kind in all_kinds()))
    assert pointers() - NOBODY == held


def test_each_column_is_of_one_kind_only():
    held = [column for kind in all_kinds() for column in kind.holds]
    assert len(held) == len(set(held))


def test_each_kind_says_what_why_on_what_ground_and_for_how_long():
    for kind in all_kinds():
        assert all(map(str, (kind.title, kind.why, kind.ground, kind.until))), kind.name
        if kind.address:
            assert reverse(kind.address)


def test_names_are_used_once():
    kinds = [kind.name for kind in all_kinds()]
    tables = [table.name for kind in all_kinds() for table in kind.tables]
    rules = [rule.name for rule in all_rules()]
    for names in (kinds, tables, rules):
        assert len(names) == len(set(names))


def test_a_kind_costs_the_same_queries_however_much_there_is(cast, post, django_assert_num_queries):
    post("Un.")
    few = sum(len(kind.tables) for kind in all_kinds())
    with django_assert_num_queries(few):
        for kind in all_kinds():
            for table in kind.tables:
                list(table.rows(cast.citizen))
    for number in range(5):
        post(f"Encore {number}.")
    with django_assert_num_queries(few):
        for kind in all_kinds():
            for table in kind.tables:
                list(table.rows(cast.citizen))
