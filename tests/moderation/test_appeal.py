"""An author contests a decision, once and in time (Digital Services Act, article 20): the form."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.moderation import services
from consult.moderation.models import Appeal, Case, Decision
from tests.moderation.house import appeal, decide, hold, set_rules
from tests.threads.pages import fields_of, soup_of

pytestmark = pytest.mark.django_db

WORDS = "Je citais un vers.\n\nRelisez-le."


def address(decision, language="en"):
    return f"/{language}/moderation/decisions/{decision.pk}/appeal/"


def page_of(decision):
    return f"/en/moderation/decisions/{decision.pk}/"


@pytest.fixture
def hiding(stage, cast, english_page, post):
    return decide(stage, cast.moderator_gov, post("Imbécile !"), "hide")


def test_the_form_is_on_the_page_of_the_reasons(cast, hiding, as_user):
    browser = as_user(cast.citizen)
    form = soup_of(browser.get(page_of(hiding))).select_one("form.appeal-form")
    assert form["action"] == address(hiding)
    answer = browser.post(form["action"], {**fields_of(form), "words": WORDS})
    assert (answer.status_code, answer["Location"]) == (302, page_of(hiding))

    made = Appeal.objects.get()
    assert (made.decision, made.words, made.outcome) == (hiding, WORDS, None)
    case = Case.objects.get(cause="appealed")
    assert (case.decision, case.college) == (hiding, "civil_society")

    page = soup_of(browser.get(page_of(hiding)))
    assert "Your appeal has arrived." in page.get_text()
    assert "Relisez-le." in page.select_one(".since").get_text()
    assert page.select_one("form.appeal-form") is None
    assert "It is contested once." in page.select_one("#contest").get_text()


@pytest.mark.parametrize("upholds", [True, False])
def test_the_outcome_stands_there_with_its_reasons(cast, hiding, as_user, upholds):
    services.settle_appeal(
        by=cast.moderator_civ,
        appeal_id=appeal(hiding).pk,
        upholds=upholds,
        explanation="Le vers vise votre voisine.",
    )
    page = soup_of(as_user(cast.citizen).get(page_of(hiding)))
    since = page.select_one(".since").get_text()
    assert "Le vers vise votre voisine." in since
    assert ("Upheld on appeal" if upholds else "Overturned on appeal") in since
    assert "civil society" in since
    assert "have not decided on it yet" not in since
    assert page.select_one("form.appeal-form") is None


# Refused, and nothing lost


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Say why you think"),
        (" \n\u200b ", "Say why you think"),
        ("x" * 3001, "3,001 characters"),
        ("a\x07b", "control characters"),
    ],
    ids=["empty", "invisible", "too long", "control"],
)
def test_what_was_typed_comes_back(cast, hiding, as_user, words, sentence):
    answer = as_user(cast.citizen).post(address(hiding), {"words": words})
    assert answer.status_code == 422
    form = soup_of(answer).select_one("form.appeal-form")
    assert sentence in form.select_one("[role=alert]").get_text()
    assert form.select_one("textarea").get_text().removeprefix("\n") == words
    assert Appeal.objects.count() == 0


def test_a_form_without_the_field_is_an_empty_one(cast, hiding, as_user):
    assert as_user(cast.citizen).post(address(hiding)).status_code == 422


def test_appeals_are_text(cast, hiding, as_user):
    appeal(hiding, "<script>alert(1)</script>")
    html = as_user(cast.citizen).get(page_of(hiding)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def told_and_kept(answer, status, sentence):
    """The words are there to be copied, and no button that would do nothing."""
    page = soup_of(answer)
    assert answer.status_code == status
    assert sentence in page.select_one("[role=alert]").get_text()
    assert page.select_one("#kept").get_text().removeprefix("\n") == WORDS
    assert page.select_one("form.appeal-form") is None


def test_once(cast, hiding, as_user):
    appeal(hiding)
    answer = as_user(cast.citizen).post(address(hiding), {"words": WORDS})
    told_and_kept(answer, 409, "You have contested this decision already.")
    assert Appeal.objects.count() == 1


def test_in_time(stage, cast, hiding, as_user):
    late = timezone.now() - timedelta(days=31)
    Decision.objects.filter(pk=hiding.pk).update(decided_at=late)
    browser = as_user(cast.citizen)
    told_and_kept(browser.post(address(hiding), {"words": WORDS}), 409, "could be contested until")
    page = soup_of(browser.get(page_of(hiding)))
    assert "could be contested until" in page.select_one("#contest").get_text()
    assert page.select_one("form.appeal-form") is None

    set_rules(stage.consultation, appeal_days=60)
    assert browser.post(address(hiding), {"words": WORDS}).status_code == 302


def test_what_is_over_is_not_contested(cast, hiding, as_user):
    services.turn_key(by=cast.moderator_civ, decision_id=hiding.pk, confirms=False)
    browser = as_user(cast.citizen)
    told_and_kept(
        browser.post(address(hiding), {"words": WORDS}), 409, "There is nothing to contest"
    )
    page = soup_of(browser.get(page_of(hiding)))
    assert "There is nothing to contest" in page.select_one("#contest").get_text()


def test_by_its_author_alone(cast, hiding, as_user):
    """CVE-2026-40869: every verb asks policy for this actor on this object."""
    answer = as_user(cast.moderator_civ).post(address(hiding), {"words": WORDS})
    assert answer.status_code == 403
    answer = as_user(cast.neighbour).post(address(hiding), {"words": WORDS})
    assert answer.status_code == 404
    assert Appeal.objects.count() == 0


def test_who_was_signed_out_meanwhile_keeps_their_words(hiding, as_user):
    answer = as_user().post(address(hiding), {"words": WORDS})
    told_and_kept(answer, 401, "Sign in")
    assert Appeal.objects.count() == 0


def test_what_is_no_decision_is_not_found(cast, hiding, as_user):
    gone = "/en/moderation/decisions/00000000-0000-7000-8000-000000000000/"
    for browser in (as_user(cast.citizen), as_user(cast.moderator_gov)):
        assert browser.get(gone).status_code == 404
        assert browser.post(f"{gone}appeal/", {"words": WORDS}).status_code == 404


def test_nothing_is_contested_by_opening_the_page(cast, hiding, as_user):
    answer = as_user(cast.citizen).get(f"{address(hiding)}?words=x")
    assert answer["Location"] == page_of(hiding)
    assert Appeal.objects.count() == 0


def test_words_that_were_not_published_are_contested_too(stage, cast, english_page, as_user):
    decision = decide(stage, cast.moderator_gov, hold(stage, cast.citizen), "refuse")
    browser = as_user(cast.citizen)
    assert browser.post(address(decision), {"words": WORDS}).status_code == 302
    services.settle_appeal(
        by=cast.moderator_civ,
        appeal_id=Appeal.objects.get().pk,
        upholds=False,
        explanation="Elles respectent la charte.",
    )
    page = soup_of(browser.get(page_of(decision))).get_text()
    assert "Overturned on appeal" in page
    assert "restricts nothing any more" in page
