"""Who has no account hears of what concerns them, by mail alone: whether people hear back decides
whether they take part again.
"""

import re

import pytest
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
