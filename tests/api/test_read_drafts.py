"""Drafts, versions and sections through the API."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.live.services import last_number
from tests.api.client import problem
from tests.factories.pages import make_draft, publish

pytestmark = pytest.mark.django_db


def change_text(page, html):
    """Publish a draft with another second section, without the last one."""
    blocks = [
        {"type": child.block_type, "value": child.get_prep_value()["value"], "id": child.id}
        for child in page.sections
    ]
    blocks[1]["value"] = html
    page.sections = blocks[:2]
    return publish(page)


def test_the_list_names_every_public_one(stage, script):
    listed = script().read("drafts/")["items"]
    assert {one["key"] for one in listed} == {str(stage.draft.pk), str(stage.other_draft.pk)}


def test_the_drafts_of_one_consultation(stage, script):
    consultation = stage.consultation.pk
    (draft,) = script().read(f"drafts/?consultation={consultation}")["items"]
    assert (draft["key"], draft["consultation"]) == (str(stage.draft.pk), str(consultation))
    assert script().read(f"drafts/?consultation={uuid4()}")["items"] == []


def test_one_in_full(stage, post, script):
    post()
    told = script().read(f"drafts/{stage.draft.pk}/")
    assert told["title"] == "Projet de plan"
    assert (told["language"], told["languages"]) == ("fr", ["fr"])
    assert told["comments_count"] == 1
    assert told["url"] == "http://testserver/fr/consultations/plan/projet/"
    assert (told["version"]["number"], told["version"]["language"]) == (1, "fr")
    assert told["stream_number"] == last_number(stage.draft.pk)


def test_links_in_the_introduction_lead_to_addresses_and_not_to_rows(stage, script):
    """No row numbers leave the site."""
    page = stage.page
    page.introduction = f'<p><a linktype="page" id="{stage.other_page.pk}">là</a></p>'
    publish(page)
    told = script().read(f"drafts/{stage.draft.pk}/")["introduction"]
    assert 'href="/fr/consultations/autre/projet/"' in told
    assert "linktype" not in told


def test_sections_as_they_stand(stage, post, script):
    post(stance="for")
    told = script().read(f"drafts/{stage.draft.pk}/sections/")
    assert told["language"] == "fr"
    whole, heading, text, commitment = told["items"]
    assert (whole["key"], whole["kind"], whole["text"]) == (str(stage.draft.pk), "whole_draft", "")
    assert (heading["kind"], heading["level"]) == ("heading", 2)
    assert text["key"] == str(stage.text.key)
    assert text["text"] == "Les données existent, mais elles restent dispersées."
    assert text["html"].strip().startswith("<p>Les données")
    assert text["comments_count"] == 1
    assert text["stances"] == {"for": 1, "against": 0, "neither": 0}
    assert commitment["kind"] == "commitment"


def test_a_section_that_was_taken_out_stays_with_its_last_words(stage, post, script):
    gone = stage.sections[2]
    post(place=stage.place(gone))
    change_text(stage.page, "<p>Les données sont ouvertes.</p>")
    *_rest, last = script().read(f"drafts/{stage.draft.pk}/sections/")["items"]
    assert last["key"] == str(gone.key)
    assert last["retired_at"] is not None
    assert "Engagement 1" in last["title"]
    assert last["comments_count"] == 1


def test_versions_newest_first_and_page_by_page(stage, script):
    for number in range(4):
        change_text(stage.page, f"<p>Passage {number}.</p>")
    address = f"drafts/{stage.draft.pk}/versions/"
    assert [one["number"] for one in script().read(address)["items"]] == [5, 4, 3, 2, 1]
    walked = script().walk(f"{address}?limit=2&language=fr")
    assert [one["number"] for one in walked] == [5, 4, 3, 2, 1]
    assert script().read(f"{address}?language=en")["items"] == []


def test_a_version_never_changes(stage, script):
    address = f"drafts/{stage.draft.pk}/versions/fr/1/"
    before = script().read(address)
    change_text(stage.page, "<p>Tout autre chose.</p>")
    assert script().read(address) == before
    after = script().read(f"drafts/{stage.draft.pk}/versions/fr/2/")
    assert [one["text"] for one in after["sections"]][1] == "Tout autre chose."
    assert [one["key"] for one in after["sections"]] == [
        one["key"] for one in before["sections"][:2]
    ]


@pytest.mark.parametrize(
    "version", ["fr/2", "fr/0", "en/1", "xx/1", "fr/-1", f"fr/{10**30}", "fr/x"]
)
def test_a_version_that_is_not(stage, script, version):
    address = f"drafts/{stage.draft.pk}/versions/{version}/"
    problem(script().ask("GET", address), 404, "not_found")


READS = ["", "versions/", "versions/fr/1/", "sections/", "comments/"]


@pytest.mark.parametrize("part", READS)
def test_a_draft_that_one_may_not_read_is_none_everywhere(stage, cast, closed, script, part):
    """CVE-2026-40870: a draft that one may not see is a 404 everywhere."""
    cast.citizen.groups.add(closed)
    address = f"drafts/{stage.draft.pk}/{part}"
    for reader in (None, cast.neighbour, cast.outsider):
        told = problem(script(reader).ask("GET", address), 404, "not_found")
        never = script(reader).ask("GET", f"drafts/{uuid4()}/{part}")
        assert never.json() == told
    script(cast.citizen).read(address)


@pytest.mark.parametrize("part", READS)
def test_a_draft_that_is_not_published_is_none_even_for_the_admin(stage, cast, script, part):
    stage.page.unpublish()
    for reader in (None, cast.citizen, cast.admin):
        answer = script(reader).ask("GET", f"drafts/{stage.draft.pk}/{part}")
        problem(answer, 404, "not_found")


def test_the_list_leaves_out_what_one_may_not_read(stage, cast, closed, script):
    keys = [one["key"] for one in script(cast.citizen).read("drafts/")["items"]]
    assert keys == [str(stage.other_draft.pk)]


def test_the_list_takes_as_many_queries_whatever_its_length(stage, script):
    client = script()
    client.read("drafts/")
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.read("drafts/")
        counts.append(len(captured))
        for slug in range(3):
            make_draft(stage.consultation_page, slug=f"{number}-{slug}")
    assert counts[0] == counts[1] <= 7


def test_sections_and_versions_take_as_many_queries_whatever_their_number(stage, script):
    long = make_draft(
        stage.consultation_page, slug="long", sections=[("text", f"<p>{n}</p>") for n in range(60)]
    )
    for part in ("sections/", "versions/", "versions/fr/1/"):
        counts = []
        for draft in (stage.draft.pk, long.translation_key):
            with CaptureQueriesContext(connection) as captured:
                script().read(f"drafts/{draft}/{part}")
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 8, part


def test_nothing_tells_of_rows_or_accounts(stage, cast, script):
    """No row numbers, no account ids, no addresses of people."""
    stage.page.save_revision(user=cast.admin).publish(skip_permission_checks=True)
    for address in ("drafts/", *(f"drafts/{stage.draft.pk}/{part}" for part in READS)):
        text = script().ask("GET", address).content.decode()
        assert str(cast.admin.pk) not in text
        assert cast.admin.email not in text
        assert "published_by" not in text
