"""Mentioning: names are completed among those who took part, and set off where they stand."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from consult.people.models import User
from consult.threads import services
from consult.threads.models import Comment
from consult.threads.places import Place
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(stage, cast, as_user):
    """Ask for the names that begin so, as the citizen."""

    def names(beginning, *, by=None, draft=None):
        address = f"/fr/drafts/{draft or stage.draft.pk}/names/"
        answer = as_user(by or cast.citizen).get(address, {"q": beginning})
        assert answer.status_code == 200
        assert answer.json().keys() == {"names"}
        return answer.json()["names"]

    return names


@pytest.mark.parametrize(
    ("beginning", "names"),
    [
        ("", ["Maïa L.", "Ravi"]),
        ("m", ["Maïa L."]),
        ("MAÏ", ["Maïa L."]),
        ("maïa l", ["Maïa L."]),
        ("aïa", []),
        ("Bas", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("\x00", []),
        ("' OR 1=1 --", []),
        ("m" * 1000, []),
    ],
)
def test_names_of_those_who_took_part_are_completed(cast, post, ask, beginning, names):
    post()
    post("Juin.", by=cast.neighbour)
    assert ask(beginning) == names


@pytest.mark.parametrize("beginning", ["é", "É", "élo", "ÉLO", "Élo"])
def test_letters_beyond_english_have_capitals_too(post, ask, beginning):
    post(by=make_user("Élodie"))
    assert ask(beginning) == ["Élodie"]


def test_eight_at_most_in_their_order(post, ask):
    for number in (3, 1, 9, 2, 8, 4, 7, 5, 6):
        post(by=make_user(f"Anna {number}"))
    assert ask("anna") == [f"Anna {number}" for number in range(1, 9)]


def test_who_took_part_elsewhere_was_hidden_or_left_is_not_named(cast, stage, post, hide, ask):
    post(by=cast.neighbour, place=Place(stage.other_draft.pk))
    hide(post(by=cast.drafter_gov))
    post(by=cast.drafter_civ)
    User.objects.filter(pk=cast.drafter_civ.pk).update(is_active=False)
    gone = post(by=cast.publisher)
    services.delete_comment(by=cast.publisher, comment_id=gone.pk)
    assert ask("") == []
    assert ask("", draft=stage.other_draft.pk) == ["Ravi"]


def test_nothing_but_names_is_told(cast, stage, post, as_user):
    post()
    answer = as_user(cast.neighbour).get(f"/fr/drafts/{stage.draft.pk}/names/?q=m")
    assert json.loads(answer.content) == {"names": ["Maïa L."]}
    assert answer["Content-Type"] == "application/json"
    for private in (cast.citizen.email, str(cast.citizen.pk)):
        assert private not in answer.content.decode()


def test_a_hostile_name_is_a_string_of_json(post, ask):
    """CVE-2026-23891: script in a user name."""
    post(by=make_user("<script>alert(1)</script>"))
    assert ask("<") == ["<script>alert(1)</script>"]


def test_strangers_are_told_to_sign_in(stage, post, as_user):
    post()
    answer = as_user().get(f"/fr/drafts/{stage.draft.pk}/names/?q=m")
    assert answer.status_code == 401
    assert "Maïa" not in answer.content.decode()


def test_of_a_draft_that_one_may_not_read_nothing_is_told(cast, stage, post, as_user):
    """CVE-2026-40870: a draft that one may not see is a 404 everywhere."""
    post()
    address = f"/fr/drafts/{stage.draft.pk}/names/"
    PageViewRestriction.objects.create(page=stage.consultation_page, restriction_type="groups")
    assert as_user(cast.citizen).get(address).status_code == 404
    stage.page.unpublish()
    assert as_user(cast.admin).get(address).status_code == 404


def test_completing_asks_little_of_the_database(cast, stage, post, as_user):
    post()
    browser, address = as_user(cast.citizen), f"/fr/drafts/{stage.draft.pk}/names/?q=m"
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    assert len(captured) <= 4  # session, account, the draft's page, the names


def test_a_mention_is_set_off_and_stored(cast, stage, post, as_user):
    post()
    browser = as_user(cast.neighbour)
    sent = {"section": str(stage.text.key), "body": "Merci @maïa l. et @Personne !"}
    answer = browser.post(stage.url(), sent)
    comment = Comment.objects.get(author=cast.neighbour)
    assert list(comment.mentions.all()) == [cast.citizen]
    page = browser.get(answer["Location"]).content.decode()
    assert "<strong>@maïa l.</strong>" in page
    assert "<strong>@Personne</strong>" not in page


def test_a_name_with_capitals_beyond_english_is_found_as_it_is_written(stage, post):
    """SQLite's LOWER leaves them as they are."""
    elodie = make_user("Élodie")
    post("Bonjour.", by=elodie)
    posted = post("Merci @Élodie !")
    assert list(posted.mentions.all()) == [elodie]
    assert "<strong>@Élodie</strong>" in posted.html


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("فاطمة الزهراء", "شكرا @فاطمة الزهراء على هذا"),
        ("مُحمد", "شكرا @مُحمد!"),
        ("O’Neill", "Thanks @O'Neill, really"),
        ("O'Neill", "Thanks @o’neill, really"),
        ("Zoé", "Merci @Zoe\u0301 !"),
        ("Élodie", "Merci @élodie !"),
        ("Jean-Luc d’Arc", "Merci @jean-luc d'arc."),
        ("İnci", "Sağol @İnci."),
    ],
)
def test_a_name_is_set_off_in_every_script_however_it_is_typed(post, name, typed):
    """Composed or not, in capitals or not, with either apostrophe."""
    someone = make_user(name)
    post("Bonjour.", by=someone)
    posted = post(typed)
    assert list(posted.mentions.all()) == [someone]
    assert posted.html.count("<strong>@") == 1


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("Léa", "lea"),
        ("Lea", "lé"),
        ("Łukasz", "luk"),
        ("أحمد", "احم"),
        ("احمد", "أ"),
        ("O’Neill", "o'n"),
        ("Zoé", "zoe\u0301"),
        ("İnci", "inc"),
        ("王小明", "王"),
    ],
)
def test_accents_and_forms_of_a_letter_are_left_aside_when_completing(post, ask, name, beginning):
    post(by=make_user(name))
    assert ask(beginning) == [name]


def test_completed_names_stand_as_people_sort_them(post, ask):
    for name in ("Ézéchiel", "Edgar", "Élodie", "emma"):
        post(by=make_user(name))
    assert ask("e") == ["Edgar", "Élodie", "emma", "Ézéchiel"]
