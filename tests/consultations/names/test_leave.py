"""Whoever leaves takes their names along; a copy of one's data holds them."""

import pytest
from django.utils import translation

from consult.consultations.models import ConsultationName
from consult.people.models import User, former_name
from consult.threads import services as threads
from consult.threads.models import Comment
from tests.consultations.names.naming import PSEUDONYM, choose
from tests.people.privacy.house import copy_of, found_in_caches, found_in_tables, leave, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def maia(stage, cast, post):
    """Somebody with another name in one consultation, whom others call by either."""
    mine = post("Avant.")
    post("Bonjour @Maïa L. !", by=cast.neighbour)
    choose(cast.citizen, stage.consultation)
    maia = User.objects.get(pk=cast.citizen.pk)
    post("Après.", by=maia)
    post(f"Bonjour @{PSEUDONYM.lower()}, et @Ravi !", by=cast.drafter_civ)
    threads.offer_translation(
        by=maia, comment_id=post(by=cast.neighbour).pk, language="en", body="Which month?"
    )
    offered = threads.offer_translation(
        by=cast.neighbour, comment_id=mine.pk, language="en", body=f"Before, @{PSEUDONYM}."
    )
    threads.confirm_translation(by=maia, translation_id=offered.translation.pk)
    return maia


@pytest.mark.parametrize("choice", ["anonymous", "withdrawn"])
def test_nothing_is_left_of_the_name(maia, choice, django_capture_on_commit_callbacks):
    assert found_in_tables(PSEUDONYM)
    with django_capture_on_commit_callbacks(execute=True):
        assert leave(maia, choice)
    assert found_in_tables(PSEUDONYM, "Maïa L.") == set()
    assert found_in_caches(PSEUDONYM) == set()
    assert not ConsultationName.objects.exists()


def test_the_same_number_stands_for_either_name(maia, cast):
    leave(maia)
    with translation.override("fr"):
        name = former_name(1)
        assert Comment.objects.get(source="Après.").author_name == name
    assert Comment.objects.filter(source=f"Bonjour @{name} !").exists()
    met = Comment.objects.get(author=cast.drafter_civ)
    assert met.source == f"Bonjour @{name}, et @Ravi !"
    assert f"<strong>@{name}</strong>" in met.html
    assert "<strong>@Ravi</strong>" in met.html


def test_when_another_leaves_no_text_names_her_otherwise_than_before(maia, cast, post):
    """Words are written anew where somebody else's name stood: by her public name nobody mentioned
    her, and it is not set off.
    """
    said = post(f"@Ravi, @{PSEUDONYM}, et non @Maïa L.", by=cast.drafter_gov)
    leave(cast.neighbour)
    said.refresh_from_db()
    assert f"<strong>@{PSEUDONYM}</strong>" in said.html
    assert "<strong>@Maïa" not in said.html


def test_a_copy_of_ones_data_holds_the_names(maia, stage):
    package = copy_of(maia)
    (one,) = rows(package, "consultation_names")
    assert (one["name"], one["consultation"]) == (PSEUDONYM, str(stage.consultation.pk))
    assert {row["pseudonym"] for row in rows(package, "contributions")} == {PSEUDONYM}
