"""Who signed, when, in the name of whom, with which note, is public with the version."""

from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.answers.models import Signature
from consult.answers.services import signatures
from consult.answers.signing_events import hydrate_signatures
from consult.live.models import Event
from consult.people.models import User
from consult.people.organisations.services import declare_by_name
from tests.answers.signing import HOSTILE, address, mark, numbers, sign, soup_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(stage):
    return write(stage.page)


def shown_on(browser, page, where):
    url = {
        "draft": page.url,
        "version": f"/fr/drafts/{page.translation_key}/versions/{numbers(page)[-1]}/",
        "versions": f"/fr/drafts/{page.translation_key}/versions/",
    }[where]
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer


WHERE = ["draft", "version", "versions"]


@pytest.mark.parametrize("where", WHERE)
def test_both_signatures_are_shown_with_their_dissent(page, cast, as_user, where):
    declare_by_name(by=cast.drafter_gov, name="Ministère de la Mer")
    cast.drafter_gov.refresh_from_db()
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ, dissent="Nous voulions 2026.")
    soup = soup_of(shown_on(as_user(), page, where))
    seats = soup.select(".signatures")[0].select(".seat")
    assert [bool(one.select(".college.gov")) for one in seats] == [True, False]
    assert "Bastien" in seats[0].get_text()
    assert "Ministère de la Mer" in seats[0].get_text()
    assert "Nahila" in seats[1].get_text()
    assert "Nous voulions 2026." in seats[1].select_one("blockquote").get_text()


@pytest.mark.parametrize("where", WHERE)
def test_what_people_write_is_text_and_never_markup(page, cast, as_user, where):
    """CVE-2026-23891: script in a user name ran for everybody."""
    User.objects.filter(pk=cast.drafter_gov.pk).update(public_name=HOSTILE)
    declare_by_name(by=cast.drafter_gov, name=f"{HOSTILE}2")
    cast.drafter_gov.refresh_from_db()
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ, dissent=f"{HOSTILE} [x](javascript:alert(1))")
    html = shown_on(as_user(), page, where).content.decode()
    assert HOSTILE not in html
    assert html.count("&lt;script&gt;alert(1)") >= 3
    assert 'href="javascript' not in html


@pytest.mark.parametrize("where", WHERE)
def test_a_version_without_signatures_says_so(stage, as_user, where):
    text = soup_of(shown_on(as_user(), stage.page, where)).get_text()
    assert "Published without signatures." in text or "sans signature" in text


def test_a_text_in_the_making_says_whose_signature_it_waits_for(page, cast, as_user):
    sign(page, cast.drafter_civ)
    soup = soup_of(as_user().get(page.url))
    gov, civ = soup.select(".signing-next .seat")
    assert "Nahila" in civ.get_text()
    assert not gov.select("bdi")
    write(page, "<p>Autre chose.</p>")
    assert not soup_of(as_user().get(page.url)).select(".signing-next")


def test_a_text_saved_over_shows_no_signature(page, cast, as_user):
    page = write(page, "<p>Presque.</p>", by=cast.drafter_gov)
    sign(page, cast.drafter_civ)
    revision = page.get_latest_revision()
    write(page, "<p>Rien.</p>", by=cast.drafter_gov, over=revision)
    assert not soup_of(as_user().get(page.url)).select(".signing-next")


def test_a_translation_says_that_it_is_one(english_page, stage, as_user):
    text = soup_of(as_user().get(f"/en/drafts/{stage.draft.pk}/versions/1/")).get_text()
    assert "A translation." in text
    assert "Published without signatures" not in text


def test_the_digest_can_be_checked_by_everybody(page, cast, as_user):
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    soup = soup_of(shown_on(as_user(), page, "version"))
    told = soup.select_one(".digest").get_text()
    answer = as_user().get(soup.select_one(".signatures-check a")["href"])
    assert sha256(answer.content).hexdigest() == told
    assert {one.digest for one in Signature.objects.all()} == {told}
    assert answer.json()["title"] == "Projet de plan"
    assert "Tout sera publié." in answer.content.decode()


def test_only_what_was_signed_and_published_is_handed_over(page, stage, cast, as_user):
    """CVE-2026-40870: a draft that one may not see is a 404 everywhere."""
    sign(page, cast.drafter_gov)
    file = f"/fr/drafting/{page.translation_key}/versions/{{}}/signed.json"
    assert as_user().get(file.format(1)).status_code == 404
    assert as_user().get(file.format(2)).status_code == 404
    sign(page, cast.drafter_civ)
    assert as_user().get(file.format(2)).status_code == 200
    page.refresh_from_db()
    page.unpublish()
    assert as_user().get(file.format(2)).status_code == 404


def test_the_list_asks_no_more_for_more_versions(page, cast, as_user):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            shown_on(as_user(), page, "versions")
        return len(asked)

    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    before = queries()
    for number in range(3):
        write(page, f"<p>Texte {number}.</p>")
        sign(page, cast.drafter_gov)
        sign(page, cast.drafter_civ)
    assert queries() <= before + 1


# The page on which drafters sign


def test_drafters_are_led_there_and_others_learn_nothing(page, cast, as_user):
    for who in ("drafter_gov", "drafter_civ"):
        browser = as_user(getattr(cast, who))
        assert soup_of(browser.get(page.url)).select(f'a[href="{address(page)}"]')
        soup = soup_of(browser.get(address(page)))
        assert "Tout sera publié" in soup.select_one(".passage ins").parent.get_text()
        assert {one["value"] for one in soup.select("[name=act]")} == {"submit", "sign", "dissent"}
    for who in ("citizen", "moderator_gov", "outsider"):
        browser = as_user(getattr(cast, who))
        assert browser.get(address(page)).status_code == 404
        assert address(page) not in browser.get(page.url).content.decode()
    soup = soup_of(as_user(cast.publisher).get(address(page)))
    assert not soup.select("[name=act]")
    assert soup.select(f'a[href="/admin/drafts/{page.pk}/emergency/"]')
    assert as_user().get(address(page)).status_code == 302


def test_the_arc_without_knowing_wagtail(page, cast, as_user):
    for who, act in (
        ("drafter_civ", "submit"),
        ("drafter_civ", "sign"),
        ("drafter_gov", "dissent"),
    ):
        browser = as_user(getattr(cast, who))
        sent = {"act": act, "seen": mark(page), "note": "Sous réserve."}
        answer = browser.post(address(page), sent, follow=True)
        assert answer.status_code == 200
    assert numbers(page) == [1, 2]
    assert Signature.objects.get(college="government").dissent == "Sous réserve."


def test_a_note_that_was_refused_comes_back(page, cast, as_user):
    seen = mark(page)
    write(page, "<p>Autre chose.</p>")
    sent = {"act": "dissent", "seen": seen, "note": "Sous réserve."}
    answer = as_user(cast.drafter_gov).post(address(page), sent)
    assert answer.status_code == 409
    soup = soup_of(answer)
    assert soup.select_one("#dissent_note").get_text().strip() == "Sous réserve."
    assert soup.select_one("[role=alert]")


# Live


def test_open_windows_hear_of_signatures(page, stage, cast):
    sign(page, cast.drafter_gov)
    write(page, "<p>Autre chose.</p>")
    signatures.void_outdated(page)
    events = list(
        Event.objects.filter(stream=stage.draft.pk, type__startswith="signature.").order_by(
            "number"
        )
    )
    assert [one.type for one in events] == ["signature.made", "signature.voided"]
    told = hydrate_signatures(events, "fr")
    assert set(told) == {one.number for one in events}
    for frame in told.values():
        assert frame["signature"]["is_void"] is True
        assert frame["signature"]["name"] == "Bastien"
        assert "signing-next" not in frame["html"]


def test_what_is_heard_is_what_the_page_shows(page, stage, cast, as_user):
    """The law of a live page: first state and events are the page as it is rendered afresh."""
    for who in ("drafter_gov", "drafter_civ"):
        sign(page, getattr(cast, who))
        event = Event.objects.filter(stream=stage.draft.pk, type="signature.made").latest("number")
        html = hydrate_signatures([event], "fr")[event.number]["html"]
        shown = soup_of(as_user().get(page.url)).select_one("[data-signing]")
        assert " ".join(shown.decode_contents().split()) == " ".join(
            soup_of_text(html).decode_contents().split()
        )


def soup_of_text(html):
    return BeautifulSoup(html, "html.parser")
