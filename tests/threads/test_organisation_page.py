"""An organisation's public page: its record, and what everybody may read of what was said for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories.people import make_user
from tests.people.organising import make_organisation, speak_for
from tests.threads.pages import soup_of

pytestmark = pytest.mark.django_db


def url(organisation):
    return f"/en/organisations/{organisation.pk}/"


def test_it_shows_record_and_contributions(stage, cast, as_user, post):
    organisation = make_organisation(
        kind="civil_society",
        country="FR",
        website="https://climat.example.org/",
        register_name="HATVP",
        register_number="R-7",
    )
    speak_for(cast.citizen, organisation)
    post("Déclarée.")
    speak_for(cast.neighbour, organisation, confirmed=True)
    post("Confirmée.", by=cast.neighbour)
    soup = soup_of(as_user().get(url(organisation)))
    text = " ".join(soup.get_text(" ").split())
    for words in ("civil-society organisation", "France", "HATVP", "R-7", "2 contributions"):
        assert words in text
    assert "confirmed then: 1" in text
    link = soup.select_one('a[href="https://climat.example.org/"]')
    assert set(link["rel"]) == {"nofollow", "ugc", "noopener"}
    said = [one.get_text(" ") for one in soup.select("li .words")]
    assert [one.strip() for one in said] == ["Confirmée.", "Déclarée."]


def test_one_for_which_nobody_spoke_has_no_page_but_for_its_members(cast, as_user):
    organisation = make_organisation()
    assert as_user().get(url(organisation)).status_code == 404
    speak_for(cast.citizen, organisation)
    assert as_user().get(url(organisation)).status_code == 404
    assert as_user(cast.citizen).get(url(organisation)).status_code == 200
    assert as_user(cast.neighbour).get(url(organisation)).status_code == 404


def test_what_was_said_where_not_everybody_reads_is_not_there(stage, cast, as_user, post):
    """CVE-2026-40870: what one may not see is nowhere."""
    organisation = make_organisation()
    speak_for(cast.citizen, organisation)
    post("Entre nous.")
    assert "Entre nous." in as_user().get(url(organisation)).content.decode()
    PageViewRestriction.objects.create(
        page=stage.consultation_page, restriction_type=PageViewRestriction.LOGIN
    )
    assert as_user().get(url(organisation)).status_code == 404
    page = as_user(cast.citizen).get(url(organisation))
    assert "Entre nous." not in page.content.decode()


def test_pages_follow_by_key_and_take_the_same_queries(stage, cast, as_user, post):
    organisation = make_organisation()
    people = [make_user() for _ in range(5)]
    for person in people:
        speak_for(person, organisation, confirmed=True)

    def count():
        browser = as_user()
        browser.get(url(organisation))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url(organisation)).status_code == 200
        return len(captured)

    post("Mot 0", by=people[0])
    few = count()
    for number in range(1, 28):
        post(f"Mot {number}", by=people[number % 5])
    assert count() == few
    soup = soup_of(as_user().get(url(organisation)))
    first = [one.get_text().strip() for one in soup.select("li .words")]
    more = soup.select_one('a[href^="?after="]')["href"]
    soup = soup_of(as_user().get(url(organisation) + more))
    second = [one.get_text().strip() for one in soup.select("li .words")]
    assert first + second == [f"Mot {number}" for number in reversed(range(28))]
    assert as_user().get(url(organisation) + "?after=x").status_code == 200
