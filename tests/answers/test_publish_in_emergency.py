"""A publisher publishes without both signatures, for a reason that everybody reads."""

import pytest
from django.core.exceptions import PermissionDenied

from consult.answers.models import EmergencyPublication
from consult.answers.policy import signing as policy
from consult.answers.services.emergencies import publish_in_emergency
from consult.drafts.models import DraftPage
from consult.threads.places import Place
from consult.threads.quotes import Quote
from tests.answers.signing import (
    HOSTILE,
    last_revision,
    mark,
    numbers,
    sign,
    signed_for,
    soup_of,
    write,
)

pytestmark = pytest.mark.django_db

REASON = "Le tribunal l’exige avant demain."


@pytest.fixture
def page(stage):
    """The draft, with a text that nobody has signed."""
    return write(stage.page)


def url(page):
    return f"/admin/drafts/{page.pk}/emergency/"


def publish(page, by, **details):
    details = {"reason": REASON, "language": "fr", "seen": mark(page), **details}
    return publish_in_emergency(by=by, page=page, **details)


def form_of(browser, page):
    soup = soup_of(browser.get(url(page)))
    return {one["name"]: one["value"] for one in soup.select("form input[type=hidden][name]")}


@pytest.mark.parametrize("who", ["publisher", "admin"])
def test_publishers_publish_for_a_reason_that_is_public(page, cast, as_user, who):
    sign(page, cast.drafter_gov)
    browser = as_user(getattr(cast, who))
    shown = soup_of(browser.get(url(page))).get_text()
    assert "Bastien" in shown
    answer = browser.post(url(page), {**form_of(browser, page), "reason": REASON})
    assert answer.status_code == 302
    emergency = EmergencyPublication.objects.get()
    assert (emergency.version.number, emergency.by) == (2, getattr(cast, who))
    assert signed_for(page) == ["government"]
    assert not DraftPage.objects.get(pk=page.pk).workflow_in_progress
    for address in (f"/fr/drafts/{page.translation_key}/versions/2/", page.url):
        assert REASON in as_user().get(address).content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "Urgent.", "Très urgent"])
def test_a_reason_is_needed_and_what_was_typed_comes_back(page, cast, as_user, reason):
    browser = as_user(cast.publisher)
    answer = browser.post(url(page), {**form_of(browser, page), "reason": reason})
    assert answer.status_code == 422
    assert reason.strip() in soup_of(answer).select_one("textarea").get_text()
    assert numbers(page) == [1]


@pytest.mark.parametrize(
    "who", ["drafter_gov", "drafter_civ", "moderator_gov", "citizen", "outsider"]
)
def test_nobody_else_publishes_in_an_emergency(page, cast, as_user, who):
    somebody = getattr(cast, who)
    assert as_user(somebody).get(url(page)).status_code in (302, 403)
    assert as_user(somebody).post(url(page), {"reason": REASON}).status_code in (302, 403)
    with pytest.raises(policy.NotPublisher):
        publish(page, somebody)
    assert numbers(page) == [1]


def test_another_text_that_was_saved_since_is_not_published(page, cast, as_user):
    browser = as_user(cast.publisher)
    sent = {**form_of(browser, page), "reason": REASON}
    write(page, "<p>Autre chose.</p>")
    answer = browser.post(url(page), sent)
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert numbers(page) == [1]


def test_a_quote_that_was_posted_since_is_seen_before_it_is_lost(page, stage, cast, post, as_user):
    browser = as_user(cast.publisher)
    sent = {**form_of(browser, page), "reason": REASON}
    place = Place(stage.draft.pk, stage.text.key, Quote("elles restent dispersées"))
    post(place=place)
    assert browser.post(url(page), sent).status_code == 409
    assert numbers(page) == [1]
    sent = {**form_of(browser, page), "reason": REASON}
    assert browser.post(url(page), sent).status_code == 302
    assert numbers(page) == [1, 2]


def test_what_both_have_signed_or_what_is_public_is_no_emergency(page, cast):
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    with pytest.raises(policy.NothingToSign):
        publish(page, cast.publisher)
    assert numbers(page) == [1, 2]


def test_a_reason_is_text_and_never_markup(page, cast, as_user):
    publish(page, cast.publisher, reason=f"{HOSTILE} et encore cela.")
    for address in (
        f"/fr/drafts/{page.translation_key}/versions/2/",
        f"/fr/drafts/{page.translation_key}/versions/",
        page.url,
    ):
        html = as_user().get(address).content.decode()
        assert HOSTILE not in html
        assert "&lt;script&gt;alert(1)" in html


def test_a_publisher_who_was_removed_publishes_no_more(page, cast):
    cast.publisher.memberships.all().delete()
    cast.publisher.groups.clear()
    with pytest.raises(policy.NotPublisher):
        publish(page, cast.publisher)


def test_the_emergency_is_for_the_text_of_the_page_and_not_for_translations(english_page, cast):
    write(english_page)
    with pytest.raises(policy.FollowsOther):
        publish(english_page, cast.publisher)


def test_wagtail_itself_still_refuses_the_publisher(page, cast):
    with pytest.raises(PermissionDenied):
        last_revision(page).publish(user=cast.publisher)
    assert numbers(page) == [1]
