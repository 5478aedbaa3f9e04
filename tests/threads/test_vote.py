"""Voting through HTTP: with and without JavaScript, counted once, right for whoever looks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.threads.models import Comment, Vote
from tests.threads.pages import HTMX, article_in, soup_of

pytestmark = pytest.mark.django_db


def address(comment):
    return f"/fr/comments/{comment.pk}/vote/"


def counts(comment):
    return Comment.objects.values_list("agree_count", "disagree_count").get(pk=comment.pk)


def shown(soup):
    """Label of each button or number, with its count and whether it is pressed."""
    return {
        one.find(attrs={"data-count": True})["data-count"]: (
            int(one.find(attrs={"data-count": True}).get_text()),
            one.get("aria-pressed"),
        )
        for one in soup.select(".vote")
    }


def test_without_javascript_a_vote_leads_back_to_its_comment(cast, stage, post, as_user):
    comment, browser = post(), as_user(cast.neighbour)
    page = browser.get(f"{stage.page.url}?section={stage.text.key}")
    form = article_in(page, comment).select_one("form.votes")
    assert (form["method"], form["action"]) == ("post", address(comment))

    answer = browser.post(form["action"], {"vote": form.select_one("button")["value"]})

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"comment={comment.pk}#c-{comment.pk}")
    article = article_in(browser.get(answer["Location"]), comment)
    assert shown(article) == {"agree": (1, "true"), "disagree": (0, "false")}
    assert counts(comment) == (1, 0)


def test_with_htmx_the_answer_is_the_votes_as_they_stand(cast, post, as_user):
    comment = post()
    answer = as_user(cast.neighbour).post(address(comment), {"vote": "disagree"}, headers=HTMX)

    assert answer.status_code == 200
    form = soup_of(answer).select_one("form.votes")
    assert form["data-votes"] == str(comment.pk)
    assert shown(form) == {"agree": (0, "false"), "disagree": (1, "true")}


def test_a_vote_is_changed_and_a_pressed_button_withdraws_it(cast, post, as_user):
    comment, browser = post(), as_user(cast.neighbour)
    seen = []
    for button in ("agree", "disagree", "disagree"):
        page = browser.get(f"/fr/comments/{comment.pk}/")
        value = soup_of(page).find(id=f"{button}-{comment.pk}")["value"]
        browser.post(address(comment), {"vote": value}, headers=HTMX)
        seen.append(counts(comment))
    assert seen == [(1, 0), (0, 1), (0, 0)]
    assert not Vote.objects.exists()


def test_each_sees_their_own_vote_and_everybodys_counts(cast, stage, post, as_user):
    comment = post()
    as_user(cast.neighbour).post(address(comment), {"vote": "agree"})
    as_user(cast.drafter_gov).post(address(comment), {"vote": "disagree"})
    seen = {
        reader: shown(
            article_in(
                as_user(reader and getattr(cast, reader)).get(
                    f"{stage.page.url}?section={stage.text.key}"
                ),
                comment,
            )
        )
        for reader in ("neighbour", "drafter_gov", "publisher", "citizen", None)
    }
    assert seen == {
        "neighbour": {"agree": (1, "true"), "disagree": (1, "false")},
        "drafter_gov": {"agree": (1, "false"), "disagree": (1, "true")},
        "publisher": {"agree": (1, "false"), "disagree": (1, "false")},
        "citizen": {"agree": (1, None), "disagree": (1, None)},
        None: {"agree": (1, None), "disagree": (1, None)},
    }


def test_nobody_is_offered_a_vote_that_would_be_refused(cast, stage, post, as_user):
    comment, page = post(), f"{stage.page.url}?section={stage.text.key}"
    own = article_in(as_user(cast.citizen).get(page), comment)
    assert not own.select("form.votes, .votes a")
    stranger = article_in(as_user().get(page), comment)
    assert not stranger.select("form.votes")
    assert {link["href"] for link in stranger.select(".votes a")} == {
        f"/fr/account/login/?next=/c/{comment.pk}"
    }
    Consultation.objects.filter(pk=stage.consultation.pk).update(closes_at=timezone.now())
    for reader in (None, cast.neighbour):
        closed = article_in(as_user(reader).get(page), comment)
        assert closed.select_one("p.votes")
        assert not closed.select("form.votes, .votes a")


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("voter", "sent", "status", "sentence"),
    [
        ("citizen", {"vote": "agree"}, 403, "Nobody votes on their own"),
        (None, {"vote": "agree"}, 401, "Sign in"),
        ("neighbour", {"vote": "maybe"}, 422, "agree or disagree"),
        ("neighbour", {"vote": "\x00"}, 422, "agree or disagree"),
        ("neighbour", {}, 422, "agree or disagree"),
        ("neighbour", {"value": "agree", "participant": "x"}, 422, "agree or disagree"),
    ],
)
def test_a_refused_vote_says_why_and_counts_nothing(
    cast, post, as_user, voter, sent, status, sentence, htmx
):
    comment = post()
    Vote.objects.create(comment=comment, participant=cast.publisher, value="agree")
    browser = as_user(voter and getattr(cast, voter))
    answer = browser.post(f"/en/comments/{comment.pk}/vote/", sent, headers=HTMX if htmx else {})
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_hidden_or_deleted_comment_takes_no_votes(cast, post, hide, as_user, htmx):
    hidden, deleted = hide(post("Zanzibar")), post("Zanzibar")
    as_user(cast.citizen).post(f"/fr/comments/{deleted.pk}/delete/")
    for comment in (hidden, deleted):
        answer = as_user(cast.neighbour).post(
            f"/en/comments/{comment.pk}/vote/", {"vote": "agree"}, headers=HTMX if htmx else {}
        )
        assert answer.status_code == 409
        assert "hidden or deleted" in answer.content.decode()
        assert "Zanzibar" not in answer.content.decode()
    assert not Vote.objects.exists()


def test_a_forged_voter_changes_nothing(cast, post, as_user):
    """CVE-2026-40869: a verb acts for whoever is signed in, whatever the form says."""
    comment = post()
    forged = {"vote": "agree", "participant": str(cast.publisher.pk), "by": str(cast.publisher.pk)}
    as_user(cast.neighbour).post(address(comment), forged)
    assert Vote.objects.get().participant == cast.neighbour


def test_votes_too_fast_are_told_when_to_come_back(cast, post, as_user, settings):
    settings.PACE = {**settings.PACE, "vote": (2, 600)}  # and half of it for a new account
    first, second = post("Un."), post("Deux.")
    browser = as_user(cast.neighbour)
    for headers in ({}, HTMX):
        browser.post(address(first), {"vote": "agree"})
        answer = browser.post(address(second), {"vote": "agree"}, headers=headers)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
    assert Vote.objects.count() == 1


def test_a_vote_takes_at_most_six_queries_session_and_account_included(cast, post, as_user):
    comment, browser = post(), as_user(cast.neighbour)
    browser.get("/fr/")
    for value in ("agree", "disagree", ""):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(address(comment), {"vote": value}, headers=HTMX)
        assert answer.status_code == 200
        asked = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
        assert len(asked) <= 6, asked


def test_only_posts_vote(cast, post, as_user):
    comment = post()
    assert as_user(cast.neighbour).get(address(comment), {"vote": "agree"}).status_code == 405
    assert not Vote.objects.exists()
