"""Contributions are counted by affiliation and by kind of organisation, as people spoke then."""

import pytest

from consult.answers.queries.coverage import Coverage, coverage_of
from consult.answers.queries.speakers import Spoken
from consult.people.organisations import services
from tests.answers.answering import publish
from tests.people.organising import make_organisation, speak_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoken(stage, cast, post, hide):
    """Three contributions for two organisations, one of them hidden, and one of a citizen."""
    civil, unknown = make_organisation(kind="civil_society"), make_organisation("Sans fiche")
    first = speak_for(cast.citizen, civil, confirmed=True)
    cast.citizen.affiliation = "civil_society"
    cast.citizen.save()
    answered = post("Confirmée.")
    services.refuse(by=cast.admin, member_id=first.pk)
    speak_for(cast.neighbour, civil)
    post("Déclarée.", by=cast.neighbour)
    post("Une réponse.", by=cast.neighbour, in_reply_to=answered.pk)
    speak_for(cast.drafter_civ, unknown)
    hide(post("Cachée.", by=cast.drafter_civ))
    post("Encore.", by=cast.drafter_civ)
    publish(cast.drafter_gov, answered)


EXPECTED = {
    "civil_society": Spoken(2, 1, 2, 1, 1),
    "unknown": Spoken(1, 0, 1, 1, 0),
}


def test_what_is_public_and_begins_a_thread_counts(stage, spoken):
    coverage = coverage_of([stage.draft.pk])
    assert coverage.affiliations == {
        "civil_society": Spoken(1, 1, 1, 1, 1),
        "citizen": Spoken(2, 0, 2, 2, 0),
    }
    assert coverage.kinds == EXPECTED


def test_figures_that_were_kept_come_back_and_older_ones_hold_none(stage, spoken):
    figures = coverage_of([stage.draft.pk]).as_figures()
    assert Coverage.of_figures(figures).kinds == EXPECTED
    del figures["kinds"], figures["affiliations"]
    assert Coverage.of_figures(figures).kinds == {}


def test_everybody_reads_them_on_the_page_and_in_files(stage, spoken, as_user):
    base = f"/en/drafting/{stage.consultation.pk}/coverage"
    html = as_user().get(f"{base}/").content.decode()
    assert "For which organisations" in html
    assert "civil-society organisation" in html
    table = as_user().get(f"{base}.json").json()["tables"]["organisation-kinds"]
    assert {name: table["civil_society"][name] for name in ("contributions", "confirmed")} == {
        "contributions": 2,
        "confirmed": 1,
    }
    lines = b"".join(as_user().get(f"{base}.csv")).decode()
    assert "civil-society organisation" in lines


def test_the_api_tells_them_in_codes(stage, spoken, as_user):
    told = as_user().get(f"/api/v1/consultations/{stage.consultation.pk}/coverage/").json()
    assert told["organisation_kinds"] == [
        {
            "kind": "civil_society",
            "contributions": 2,
            "answered": 1,
            "confirmed": 1,
            "organisations": 1,
        },
        {"kind": None, "contributions": 1, "answered": 0, "confirmed": 0, "organisations": 1},
    ]
    assert {one["affiliation"]: one["contributions"] for one in told["affiliations"]} == {
        "citizen": 2,
        "civil_society": 1,
    }
