"""Who has no account hears of what concerns them, by mail alone: whether people hear back decides
whether they take part again.
"""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from consult.following import services
from consult.following.models import Follow, Notice
from consult.people.guests.addresses import forget_address
from tests.answers.answering import publish
from tests.following.telling import follow_draft, notices, send_all, tell
from tests.people.guests.without_account import ADDRESS, guest_in, of, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def from_now_on(stage):
    services.pass_over(stage.draft.pk)


@pytest.fixture
def comment(stage):
    return say(stage.draft, "Une mare dans chaque parc.", section=stage.text)


def link_in(letter, name):
    (found,) = re.findall(
        rf"{re.escape(settings.WAGTAILADMIN_BASE_URL)}(/\S*/{name}/\S+)", letter.body
    )
    return found


def test_the_answer_to_what_they_said(stage, cast, comment):
    publish(cast.drafter_gov, comment)
    tell()
    assert notices(comment.author) == [("answered", "answered")]
    assert not Notice.objects.get(participant=comment.author).on_site
    letter = send_all()[ADDRESS]
    assert "Votre contribution a reçu une réponse" in letter.body
    assert "sans compte" in letter.body
    assert "/notices/" not in letter.body


def test_a_reply_to_them_and_no_other(stage, cast, comment, post):
    post(by=cast.citizen, in_reply_to=comment.pk)
    post(by=cast.neighbour)
    tell()
    assert notices(comment.author) == [("reply", "posted")]
    assert not Follow.objects.filter(participant=comment.author).exists()
    assert ADDRESS in send_all()


def test_the_mail_leads_back_to_what_they_wrote(stage, cast, comment):
    publish(cast.drafter_gov, comment)
    tell()
    browser = Client()
    page = browser.get(link_in(send_all()[ADDRESS], "link"), follow=True)
    assert "Une mare dans chaque parc." in page.content.decode()


def test_one_click_stops_it(stage, cast, comment, post):
    """RFC 8058, for people without an account too."""
    post(by=cast.citizen, in_reply_to=comment.pk)
    tell()
    letter = send_all()[ADDRESS]
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    path = stop.removeprefix(settings.WAGTAILADMIN_BASE_URL)
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    post(by=cast.citizen, in_reply_to=comment.pk)
    tell()
    assert ADDRESS not in send_all()


def test_and_the_same_link_lets_them_have_the_mails_again(stage, cast, comment, post):
    """There is no page for them on which to choose: what was stopped by mistake stayed so."""
    post(by=cast.citizen, in_reply_to=comment.pk)
    tell()
    path = link_in(send_all()[ADDRESS], "stop")
    done = Client().post(path)
    page = BeautifulSoup(done.content, "html.parser").main
    assert not page.select('a[href*="/account/"]')
    (button,) = page.select("button")
    again = Client().post(path, {button["name"]: button["value"]})
    assert again.status_code == 200
    post(by=cast.citizen, in_reply_to=comment.pk)
    tell()
    assert ADDRESS in send_all()


def test_an_old_link_gives_nobody_with_an_account_mails_again(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post(by=cast.citizen)
    tell()
    path = link_in(send_all()[cast.neighbour.email], "stop")
    Client().post(path)
    Client().post(path, {"act": "resume"})
    post(by=cast.citizen)
    tell()
    assert cast.neighbour.email not in send_all()


def test_more_news_than_a_mail_holds_is_said_to_be_on_their_own_page(
    stage, cast, comment, post, monkeypatch
):
    monkeypatch.setattr("consult.following.letters.MOST", 1)
    for _turn in range(3):
        post(by=cast.citizen, in_reply_to=comment.pk)
    tell()
    body = send_all()[ADDRESS].body
    assert "2 autres nouveautés sont sur le site" in body
    assert "/notices/" not in body


def test_a_forgotten_address_gets_nothing(stage, cast, comment):
    publish(cast.drafter_gov, comment)
    tell()
    forget_address(of(comment.author))
    assert not [one for one in send_all() if one == ADDRESS or one.endswith(".invalid")]


def test_nothing_is_written_to_a_stand_in(stage, cast, comment, post):
    follow_draft(cast.neighbour, stage)
    guest_in(stage.draft, "other@example.org")
    post(by=cast.citizen, in_reply_to=comment.pk)
    publish(cast.drafter_gov, comment)
    tell()
    assert not [one for one in send_all() if one.endswith(".invalid")]
