"""Deleting one's own words: a tombstone stays, and the replies under it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.consultations.models import Consultation
from consult.threads import services
from consult.threads.models import Comment, Edit
from tests.threads.pages import HTMX, article_in, soup_of

pytestmark = pytest.mark.django_db


def address(comment, language="fr"):
    return f"/{language}/comments/{comment.pk}/delete/"


def status(comment):
    return Comment.objects.get(pk=comment.pk).status


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_one_is_asked_first_and_then_a_tombstone_stays(cast, post, as_user, htmx):
    comment, browser, headers = post("Zanzibar"), as_user(cast.citizen), HTMX if htmx else {}
    link = article_in(browser.get(f"/en/comments/{comment.pk}/"), comment).select_one(".act-delete")
    form = soup_of(browser.get(link["href"], headers=headers)).select_one("form.composer-delete")
    assert status(comment) == "visible"
    assert form["action"] == address(comment, "en")

    answer = browser.post(form["action"], headers=headers)

    if not htmx:
        assert answer.status_code == 302
        answer = browser.get(answer["Location"])
    article = article_in(answer, comment)
    assert status(comment) == "deleted"
    if htmx:
        assert "Deleted by its author on" in article.select_one(".tomb").get_text()
    assert not article.select(".words, .author, .votes, .acts")
    assert "Zanzibar" not in answer.content.decode()


@pytest.mark.parametrize("closed_by", ["unpublishing", "a restriction"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_words_stay_their_author_s_where_they_may_read_no_more(
    stage, cast, post, as_user, htmx, closed_by
):
    comment, headers = post("Zanzibar"), HTMX if htmx else {}
    if closed_by == "unpublishing":
        stage.page.unpublish()
    else:
        PageViewRestriction.objects.create(page=stage.consultation_page, restriction_type="groups")
    assert as_user(cast.neighbour).post(address(comment)).status_code == 404
    browser = as_user(cast.citizen)
    assert soup_of(browser.get(address(comment), headers=headers)).select_one("form")

    answer = browser.post(address(comment), headers=headers, follow=True)

    assert answer.status_code == 200
    assert "Zanzibar" not in answer.content.decode()
    assert (status(comment), Comment.objects.get(pk=comment.pk).source) == ("deleted", "")


@pytest.mark.parametrize("reader", [None, "citizen", "neighbour", "moderator_gov"])
def test_replies_stay_under_the_tombstone_and_name_nobody(cast, stage, post, as_user, reader):
    """Decidim 8660: replies vanished with their parent."""
    root = post("Zanzibar", by=cast.neighbour)
    reply = post("Zanzibar aussi.", in_reply_to=root.pk)
    again = post("Je réponds poliment.", by=cast.drafter_gov, in_reply_to=reply.pk)
    for comment in (root, reply):
        services.delete_comment(by=comment.author, comment_id=comment.pk)
    browser = as_user(reader and getattr(cast, reader))
    answer = browser.get(f"{stage.page.url}?section={stage.text.key}")
    assert len(soup_of(answer).select(".comment .tomb")) == 2
    last = article_in(answer, again)
    assert "Je réponds poliment." in last.get_text()
    assert not last.select(".answering")
    assert "Zanzibar" not in answer.content.decode()


def test_its_history_is_erased_with_it(cast, post):
    comment = post("Zanzibar")
    posted_at = timezone.now() - timedelta(hours=1)
    Comment.objects.filter(pk=comment.pk).update(posted_at=posted_at)
    services.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    assert Edit.objects.count() == 1
    services.delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert not Edit.objects.exists()


def test_one_may_delete_after_the_consultation_is_over(cast, stage, post, as_user):
    comment, browser = post(), as_user(cast.citizen)
    Consultation.objects.filter(pk=stage.consultation.pk).update(closes_at=timezone.now())
    article = article_in(browser.get(f"/fr/comments/{comment.pk}/"), comment)
    assert article.select(".act-delete")
    assert not article.select(".act-edit")
    assert browser.post(address(comment)).status_code == 302
    assert status(comment) == "deleted"


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_twice_is_once(cast, post, as_user, htmx):
    comment, browser, headers = post(), as_user(cast.citizen), HTMX if htmx else {}
    browser.post(address(comment), headers=headers)
    for ask in (browser.get, browser.post):
        answer = ask(address(comment, "en"), headers=headers)
        assert answer.status_code == 409
        assert "deleted already" in answer.content.decode()


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_moderators_hid_stays_for_its_appeal(cast, post, hide, as_user, htmx):
    comment, headers = hide(post()), HTMX if htmx else {}
    for ask in (as_user(cast.citizen).get, as_user(cast.citizen).post):
        answer = ask(address(comment, "en"), headers=headers)
        assert answer.status_code == 409
        assert "cannot be deleted" in answer.content.decode()
    assert status(comment) == "hidden"


def test_a_reply_to_a_tombstone_is_still_possible(cast, stage, post, as_user):
    root = post()
    services.delete_comment(by=cast.citizen, comment_id=root.pk)
    box = as_user(cast.neighbour).get(f"/fr/comments/{root.pk}/reply/", headers=HTMX)
    assert cast.citizen.public_name not in box.content.decode()
