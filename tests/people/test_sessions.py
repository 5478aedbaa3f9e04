"""Where one is signed in, and signing out everywhere else."""

import pytest
from allauth.usersessions.models import UserSession

from consult.live.access import Claim, why_close
from consult.live.events import CloseCode
from consult.live.models import Event
from tests.people.coming_in import sign_in

pytestmark = pytest.mark.django_db

URL = "/en/account/sessions/"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
LAPTOP = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Safari/605"


@pytest.fixture
def browsers(cast, client):
    """A telephone and a laptop of the citizen's, and a telephone of the neighbour's."""
    found = []
    for person, agent in ((cast.citizen, PHONE), (cast.citizen, LAPTOP), (cast.neighbour, PHONE)):
        browser = client.__class__(headers={"user-agent": agent})
        sign_in(browser, person.email)
        found.append(browser)
    return found


def is_in(browser):
    return browser.get("/en/account/profile/").status_code == 200


def test_the_page_names_browsers_as_people_do(browsers):
    html = browsers[0].get(URL).content.decode()
    assert "Firefox on Android" in html
    assert "Safari on macOS" in html
    assert html.count("<li>") - html.split("<main")[0].count("<li>") >= 2
    assert "127.0.0.1" not in html


def test_no_address_is_kept_in_clear(browsers):
    """Addresses are kept as keyed fingerprints."""
    assert "127.0.0.1" not in set(UserSession.objects.values_list("ip", flat=True))


def test_signing_out_elsewhere_leaves_this_one_and_those_of_others(browsers):
    phone, laptop, other = browsers
    assert phone.post(URL)["Location"] == URL
    assert is_in(phone)
    assert not is_in(laptop)
    assert is_in(other)


def test_it_closes_the_sockets_that_rest_on_them(stage, cast, browsers):
    """A socket that outlives a session."""
    claims = [
        Claim(stage.draft.pk, str(cast.citizen.pk), one.session.session_key) for one in browsers[:2]
    ]
    assert [why_close(one) for one in claims] == [None, None]
    told = Event.objects.filter(type="access.changed", object_id=cast.citizen.pk)
    before = told.count()

    browsers[0].post(URL)

    assert [why_close(one) for one in claims] == [None, CloseCode.SESSION_ENDED]
    assert told.count() > before


def test_a_session_that_has_ended_is_listed_no_more(browsers):
    browsers[1].post("/en/account/logout/")
    assert "Safari" not in browsers[0].get(URL).content.decode()


def test_a_stranger_is_asked_to_sign_in(stage, client):
    assert client.get(URL)["Location"].startswith("/en/account/login/")
