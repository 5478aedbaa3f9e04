"""Consultations through the API: what everybody may read of them, and what only some may."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.consultations.pages import ConsultationPartner
from tests.api.client import problem
from tests.factories.pages import make_consultation

pytestmark = pytest.mark.django_db


def test_the_list_names_every_public_one_the_latest_first(stage, script):
    listed = script().read("consultations/")
    assert listed["next"] is None
    assert {one["id"] for one in listed["items"]} == {
        str(stage.consultation.pk),
        str(stage.other_page.get_parent().translation_key),
    }
    opens = [one["opens_at"] for one in listed["items"]]
    assert opens == sorted(opens, reverse=True)


def test_one_in_full(stage, script):
    told = script().read(f"consultations/{stage.consultation.pk}/")
    assert told["title"] == "Plan d’action"
    assert told["summary"] == "Un plan, écrit ensemble."
    assert (told["language"], told["languages"]) == ("fr", ["fr"])
    assert told["phase"] == "open"
    assert told["opens_at"] == stage.consultation.opens_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert told["answers_until"] is None
    assert told["url"] == "http://testserver/fr/consultations/plan/"
    assert [(one["number"], one["title"]) for one in told["charter"]] == [
        (1, "Respect"),
        (2, "Sujet"),
    ]
    assert told["charter"][0]["key"] == str(stage.articles[0].key)


def test_how_the_house_rules_are_kept(stage, script):
    """What an author must know before writing: what is read first, what can be contested."""
    row = stage.consultation
    row.premoderation, row.review_hours, row.appeal_days = "newcomers", 6, 14
    row.has_two_keys, row.confirmation_hours = False, 12
    row.save()
    article = stage.articles[0]
    article.is_urgent = True
    article.titles, article.explanations = {"fr": "Respect", "en": "Respect"}, {"fr": "Des idées."}
    article.save()
    told = script().read(f"consultations/{row.pk}/", Accept_Language="en")
    assert told["rules"] == {
        "premoderation": "newcomers",
        "review_hours": 6,
        "has_two_keys": False,
        "confirmation_hours": 12,
        "appeal_days": 14,
    }
    first, second = told["charter"]
    assert (first["is_urgent"], first["explanation"]) == (True, "Des idées.")
    assert second["is_urgent"] is False


def test_partners_bear_their_college(stage, script):
    page = stage.consultation_page
    ConsultationPartner.objects.create(
        page=page,
        name="Collectif",
        college="civil_society",
        url="https://c.example.org/",
        locale=page.locale,
    )
    told = script().read(f"consultations/{page.translation_key}/")
    assert told["partners"] == [
        {"name": "Collectif", "college": "civil_society", "url": "https://c.example.org/"}
    ]


def test_what_rules_go_by_is_told_and_not_what_a_page_says(stage, script):
    """Rules read the row, and so does who asks the API whether it is open."""
    page = stage.consultation_page
    page.closes_at = page.opens_at
    type(page).objects.filter(pk=page.pk).update(closes_at=page.opens_at)
    assert script().read(f"consultations/{page.translation_key}/")["phase"] == "open"


def test_one_that_was_never_published_is_none(stage, script):
    stage.consultation_page.unpublish()
    problem(script().ask("GET", f"consultations/{stage.consultation.pk}/"), 404, "not_found")
    ids = [one["id"] for one in script().read("consultations/")["items"]]
    assert str(stage.consultation.pk) not in ids


def test_one_that_only_some_may_read(stage, cast, closed, script):
    """CVE-2026-40870: nothing is served through the API that its page would not show."""
    cast.citizen.groups.add(closed)
    address = f"consultations/{stage.consultation.pk}/"
    for reader in (None, cast.neighbour, cast.outsider):
        problem(script(reader).ask("GET", address), 404, "not_found")
        ids = [one["id"] for one in script(reader).read("consultations/")["items"]]
        assert str(stage.consultation.pk) not in ids
    assert script(cast.citizen).read(address)["id"] == str(stage.consultation.pk)


@pytest.mark.parametrize("key", [uuid4(), "nonsense", "1", "%00", "-" * 300])
def test_an_address_that_names_nothing(stage, script, key):
    problem(script().ask("GET", f"consultations/{key}/"), 404, "not_found")


@pytest.mark.parametrize("reader", [None, "citizen"])
def test_the_list_takes_as_many_queries_whatever_its_length(stage, cast, script, reader):
    client = script(getattr(cast, reader) if reader else None)
    client.read("consultations/")
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.read("consultations/")
        counts.append(len(captured))
        for slug in range(3):
            make_consultation(
                stage.consultation_page.get_parent().specific, slug=f"{number}-{slug}"
            )
    assert counts[0] == counts[1] <= 6
