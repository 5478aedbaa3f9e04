"""How somebody is told: chosen on a page, or stopped by a link in a mail (RFC 8058)."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from consult.core.ids import new_id
from consult.following import services
from consult.following.kinds import MAILED, Kind, Pace
from consult.following.models import Mailing, MailingState, Notice, Way
from consult.following.services.choosing import choice_of
from consult.following.stopping import token_for
from tests.following.telling import follow_draft, send_all, tell

pytestmark = pytest.mark.django_db

SETTINGS = "/fr/account/told/"
CHOSEN = {
    **{f"{kind}_site": "on" for kind in Kind},
    **{f"{kind}_mail": "daily" for kind in MAILED},
    "hour": "18",
    "weekday": "4",
    "follows_own": "on",
}


@pytest.fixture(autouse=True)
def from_now_on(stage):
    services.pass_over(stage.draft.pk)


def test_usual_ways_are_shown_until_one_chooses(stage, cast, as_user):
    text = as_user(cast.neighbour).get(SETTINGS).content.decode()
    assert text.count("<fieldset") == len(Kind) + 1
    assert not Way.objects.exists()


def test_a_choice_is_kept_and_shown(stage, cast, as_user):
    browser = as_user(cast.neighbour)
    answer = browser.post(SETTINGS, {**CHOSEN, "draft_mail": "never"})
    assert answer["Location"] == SETTINGS
    choice = choice_of(cast.neighbour.pk)
    assert (choice.hour, choice.weekday, choice.follows_own) == (18, 4, True)
    assert choice.ways[Kind.DRAFT].mail == Pace.NEVER
    assert choice.ways[Kind.THREAD].mail == Pace.DAILY
    assert choice.ways[Kind.DECIDED].mail == Pace.NEVER
    text = browser.get(SETTINGS).content.decode()
    assert '<option value="18" selected>18:00</option>' in text


@pytest.mark.parametrize(
    "wrong", [{"hour": "24"}, {"weekday": "x"}, {"draft_mail": "often"}, {"reply_mail": ""}]
)
def test_what_is_no_choice_comes_back(stage, cast, as_user, wrong):
    answer = as_user(cast.neighbour).post(SETTINGS, {**CHOSEN, **wrong})
    assert answer.status_code == 422
    assert not Way.objects.exists()


def stop_link(message):
    return re.fullmatch(r"<https?://[^/]+(/.+)>", message.extra_headers["List-Unsubscribe"])[1]


@pytest.fixture
def message(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post()
    tell()
    return send_all()[cast.neighbour.email]


def test_one_click_of_a_mail_program_stops_such_mails_and_no_others(stage, cast, post, message):
    program = Client(enforce_csrf_checks=True)  # no session, no cookie, no token of a form
    answer = program.post(stop_link(message), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    ways = choice_of(cast.neighbour.pk).ways
    assert ways[Kind.DRAFT].mail == Pace.NEVER
    assert ways[Kind.DRAFT].on_site
    assert ways[Kind.REPLY].mail == Pace.AT_ONCE
    assert "sessionid" not in program.cookies
    post("Encore")
    tell()
    assert send_all() == {}
    assert Notice.objects.filter(participant=cast.neighbour).count() == 2


def test_what_waits_is_not_sent_after_it(stage, cast, post, message):
    post("Encore")
    tell()
    assert Mailing.objects.filter(state="waiting").count() == 1
    Client().post(stop_link(message))
    assert send_all() == {}


def test_a_look_stops_nothing_and_signs_nobody_in(stage, cast, message):
    browser = Client()
    text = browser.get(stop_link(message)).content.decode()
    assert '<form method="post">' in text
    assert cast.neighbour.public_name not in text
    assert cast.neighbour.email not in text
    assert not Way.objects.exists()
    assert browser.get(SETTINGS).status_code == 302
    assert browser.get(stop_link(message)).context["user"].is_anonymous


def test_a_link_that_we_did_not_make_does_nothing(stage, cast, message):
    link = stop_link(message)
    for wrong in (link[:-3] + "x/", "/fr/account/told/stop/x/", link.replace("stop/", "stop/x")):
        assert Client().post(wrong).status_code == 404
    assert not Way.objects.exists()


def test_a_link_of_an_account_that_is_gone_does_nothing(stage):
    token = token_for(new_id(), [Kind.DRAFT])
    assert Client().post(f"/fr/account/told/stop/{token}/").status_code == 200


# Commands


def command(name, **options):
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_the_command_writes_notices_and_sends_what_is_due(stage, cast, post, mailoutbox):
    follow_draft(cast.neighbour, stage)
    post()
    assert command("tell_people", no_mail=True) == (
        "1 notices written, 0 mails sent, 0 given up.\n"
    )
    Mailing.objects.update(due_at="2020-01-01T00:00Z")
    assert command("tell_people") == "0 notices written, 1 mails sent, 0 given up.\n"
    assert [one.to for one in mailoutbox] == [[cast.neighbour.email]]
    with pytest.raises(CommandError):
        command("tell_people", every=0)


def test_the_running_site_does_it_by_itself(stage, cast, post, mailoutbox):
    from consult.live.registries import chores  # noqa: PLC0415

    follow_draft(cast.neighbour, stage)
    post()
    chores["following"]()
    Mailing.objects.update(due_at="2020-01-01T00:00Z")
    chores["following"]()
    assert [one.to for one in mailoutbox] == [[cast.neighbour.email]]


def test_old_notices_are_forgotten(stage, cast, post, message):
    post("Nouvelle")
    tell()
    old = Notice.objects.filter(participant=cast.neighbour).order_by("number")[0]
    Notice.objects.filter(pk=old.pk).update(happened_at="2020-01-01T00:00Z")
    Mailing.objects.filter(pk=old.mailing_id).update(due_at="2020-01-02T00:00Z")
    waiting = Mailing.objects.filter(pk=old.mailing_id)
    waiting.update(state=MailingState.WAITING)
    command("apply_retention")
    assert Notice.objects.filter(participant=cast.neighbour).count() == 2, "a mail still waits"
    waiting.update(state=MailingState.SENT)
    command("apply_retention")
    assert Notice.objects.filter(participant=cast.neighbour).count() == 1
    assert not waiting.exists()
