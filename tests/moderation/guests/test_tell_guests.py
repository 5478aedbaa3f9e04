"""Moderation reaches people without an account: by mail, with a link by which they see and contest."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from consult.answers.models import Completion
from consult.answers.personal import inactive
from consult.following.services import derive_all
from consult.moderation import refusals, services
from consult.moderation.models import Appeal, Decision, Scope
from consult.people.guests.services import LINK_DAYS, SALT, token_of
from consult.people.models import Erasure, Guest, User
from consult.people.policy import mailbox_of, may_be_written_to
from consult.people.privacy import erasure
from consult.people.privacy.leaving import make_former
from consult.threads import services as threads
from consult.threads.models import HeldText
from consult.threads.places import Said
from consult.threads.refusals import Suspended
from tests.moderation.house import appeal, decide, hold, set_rules
from tests.people.guests.without_account import ADDRESS, guest_in, of, say

pytestmark = pytest.mark.django_db

MINE = "/en/moderation/mine/"
LINK = re.compile(r"https?://\S*/guests/link/\S+")


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Do something, and return the mails that it sends."""

    def act(work):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            work()
        return list(mail.outbox)

    return act


@pytest.fixture
def guest(stage):
    return guest_in(stage.draft)


def page_of(decision):
    return f"/en/moderation/decisions/{decision.pk}/"


def entrance(account, place=""):
    address = f"/en/guests/link/{token_of(of(account))}/"
    return f"{address}?next={place}" if place else address


def known_as(account, client=None):
    """Return a browser in which somebody followed a link in a mail."""
    client = client or Client()
    assert client.get(entrance(account)).status_code == 302
    return client


def in_days(days):
    return timezone.now() + timedelta(days=days)


# Mails


def test_the_reasons_are_mailed_to_the_address_in_its_language(stage, cast, guest, told):
    User.objects.filter(pk=guest.pk).update(language="en")
    comment = say(stage.draft, "Un mot dur.", by=guest)
    (letter,) = told(lambda: decide(stage, cast.moderator_gov, comment, "hide"))
    assert letter.to == [ADDRESS]
    assert letter.subject == "A decision about your contribution: hidden"
    assert "> Un mot dur." in letter.body


def test_the_link_in_the_mail_leads_to_the_reasons_and_to_an_appeal(stage, cast, guest, told):
    comment = say(stage.draft, by=guest)
    (letter,) = told(lambda: decide(stage, cast.moderator_gov, comment, "hide"))
    (link,) = LINK.findall(letter.body)
    browser = Client()
    answer = browser.get(link.removeprefix(settings.WAGTAILADMIN_BASE_URL))
    place = answer["Location"]
    assert place == f"/fr/moderation/decisions/{Decision.objects.get().pk}/"
    page = BeautifulSoup(browser.get(place).content, "html.parser")
    form = page.select_one("#contest form")
    answer = browser.post(form["action"], {"words": "Je voulais dire autre chose."}, follow=True)
    assert "Vous avez contesté" in answer.content.decode()
    assert Appeal.objects.get().decision.author == guest


def test_what_became_of_an_appeal_is_mailed(stage, cast, guest, told):
    comment = say(stage.draft, by=guest)
    decide(stage, cast.moderator_gov, comment, "hide")
    contested = appeal(Decision.objects.get())
    (letter,) = told(
        lambda: services.settle_appeal(
            by=cast.moderator_civ, appeal_id=contested.pk, upholds=False, explanation="Trop dur."
        )
    )
    assert letter.to == [ADDRESS]
    assert LINK.search(letter.body)


@pytest.mark.parametrize("action", ["publish", "refuse"])
def test_what_became_of_held_words_is_mailed(stage, cast, guest, told, action):
    held = hold(stage, guest)
    (letter,) = told(lambda: decide(stage, cast.moderator_gov, held, action))
    assert letter.to == [ADDRESS]


def test_a_suspension_speaks_of_the_address_and_of_no_account(stage, cast, guest, told):
    User.objects.filter(pk=guest.pk).update(language="en")
    comment = say(stage.draft, by=guest)
    (letter,) = told(
        lambda: decide(stage, cast.moderator_gov, comment, "suspend", until=in_days(7))
    )
    assert "nothing can be written with this address in this consultation" in letter.body
    page = known_as(guest).get(page_of(Decision.objects.get())).content.decode()
    assert "Nothing can be written with this address in this consultation until" in page


def test_nobody_is_written_to_whose_address_is_forgotten(stage, cast, guest, told):
    comment = say(stage.draft, by=guest)
    Guest.objects.update(email="")
    assert told(lambda: decide(stage, cast.moderator_gov, comment, "hide")) == []
    assert not may_be_written_to(User.objects.get(pk=guest.pk))


def test_nothing_is_ever_sent_to_an_address_that_ends_in_invalid(stage, cast, post, guest, told):
    """Not to a guest's stand-in, nor to one of somebody who has left: whatever is done with them."""
    former = make_former(stage.draft.pk)
    User.objects.filter(pk=former.pk).update(is_active=True)
    for account in (guest, former):
        assert not mailbox_of(User.objects.get(pk=account.pk)).endswith(".invalid")
        hidden = say(stage.draft, "Caché.", by=User.objects.get(pk=account.pk))
        warned = say(stage.draft, "Averti.", by=User.objects.get(pk=account.pk), section=stage.text)
        refused = hold(stage, User.objects.get(pk=account.pk))

        def everything(account=account, hidden=hidden, warned=warned, refused=refused):
            decide(stage, cast.moderator_gov, hidden, "hide")
            decide(stage, cast.moderator_gov, warned, "warn")
            decide(stage, cast.moderator_gov, refused, "refuse")
            post("Réponse.", by=cast.citizen, in_reply_to=warned.pk)
            derive_all()
            asked = erasure.ask_erasure(participant=account, choice="anonymous")
            Erasure.objects.filter(pk=asked.pk).update(due_at=timezone.now())
            erasure.erase(Erasure.objects.get(pk=asked.pk))

        letters = told(everything)
        assert not [one for one in letters if any(to.endswith(".invalid") for to in one.to)]


def test_time_lets_no_name_go_that_is_none(stage, guest, settings):
    """Guests have a number and no name: nobody is told that it goes."""
    say(stage.draft, by=guest)
    long_ago = timezone.now() - timedelta(days=5000)
    Completion.objects.create(
        consultation=stage.consultation,
        completed_at=long_ago,
        contributions_count=1,
        unanswered_count=0,
        language="fr",
    )
    User.objects.filter(pk=guest.pk).update(joined_at=long_ago)
    assert guest not in inactive(timezone.now())


# The way in


def test_the_way_in_keeps_no_secret_in_the_address_and_tells_no_other_site(stage, guest):
    answer = Client().get(entrance(guest, MINE))
    assert (answer.status_code, answer["Location"]) == (302, MINE)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", ""],
)
def test_the_way_in_leads_to_this_site_only(stage, guest, place):
    assert Client().get(entrance(guest, place))["Location"] == "/"


@pytest.mark.parametrize("token", ["x", "forged:1uabcd:sig", ""])
def test_a_link_that_is_none_lets_nobody_in(stage, guest, token):
    client = Client()
    answer = client.get(f"/en/guests/link/{token}/")
    assert answer.status_code in (404, 410)
    assert "/account/login/" in client.get(MINE)["Location"]


def test_a_link_has_an_end(stage, guest, monkeypatch):
    signer = signing.TimestampSigner(salt=SALT)
    old = int(timezone.now().timestamp()) - (LINK_DAYS * 86400 + 60)
    monkeypatch.setattr(signing.time, "time", lambda: old)
    token = signer.sign(guest.pk.hex)
    monkeypatch.undo()
    client = Client()
    answer = client.get(f"/en/guests/link/{token}/?next={MINE}")
    assert answer.status_code == 410
    assert "This link leads nowhere any more" in answer.content.decode()
    assert "/account/login/" in client.get(MINE)["Location"]


def test_a_session_from_before_is_not_the_one_after(stage, cast, guest):
    client = Client()
    client.get("/en/account/login/")
    session = client.session
    session["mark"] = "planted"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    known_as(guest, client)
    assert client.session.session_key != session.session_key


# Who may


@pytest.fixture
def hiding(stage, cast, guest):
    return decide(stage, cast.moderator_gov, say(stage.draft, by=guest), "hide")


def test_strangers_and_other_guests_get_what_strangers_get(stage, cast, guest, hiding):
    other = guest_in(stage.draft, "other@example.org")
    elsewhere = guest_in(stage.other_draft)  # the same address, in another consultation
    for browser in (Client(), known_as(other), known_as(elsewhere)):
        assert "/account/login/" in browser.get(page_of(hiding))["Location"]
        answer = browser.post(f"{page_of(hiding)}appeal/", {"words": "Non."})
        assert answer.status_code == 401
        assert "Non." in answer.content.decode()  # nothing typed is lost
    assert not Appeal.objects.exists()


def test_who_is_signed_in_as_another_finds_nothing(cast, hiding, as_user):
    assert as_user(cast.citizen).get(page_of(hiding)).status_code == 404


def test_who_has_an_account_too_acts_as_whom_it_is_about(cast, guest, hiding, as_user):
    browser = known_as(guest, as_user(cast.citizen))
    browser.post(f"{page_of(hiding)}appeal/", {"words": "Non."})
    assert Appeal.objects.get().decision == hiding


def test_forms_are_guarded_against_other_sites(guest, hiding):
    browser = known_as(guest, Client(enforce_csrf_checks=True))
    assert browser.post(f"{page_of(hiding)}appeal/", {"words": "Non."}).status_code == 403


def test_a_browser_acts_no_more_once_the_address_is_forgotten(guest, hiding):
    browser = known_as(guest)
    Guest.objects.update(email="")
    assert "/account/login/" in browser.get(page_of(hiding))["Location"]


def test_who_asks_why_is_led_to_the_reasons(guest, hiding):
    why = f"/en/moderation/comments/{hiding.comment_id}/why/"
    assert known_as(guest).get(why)["Location"] == page_of(hiding)
    assert "/register/" in Client().get(why)["Location"]


def test_what_is_under_review_and_decided_stands_on_one_page(stage, cast, guest, hiding):
    held = hold(stage, guest, "J’attends.")
    browser = known_as(guest)
    page = browser.get(MINE).content.decode()
    assert "J’attends." in page
    assert page_of(hiding) in page
    assert "account-pages" not in page
    assert browser.get(f"/en/moderation/held/{held.pk}/").status_code == 200
    browser.post(f"/en/moderation/held/{held.pk}/withdraw/")
    assert HeldText.objects.get(pk=held.pk).status == "withdrawn"
    other = known_as(guest_in(stage.draft, "other@example.org"))
    assert other.get(f"/en/moderation/held/{held.pk}/").status_code == 404
    assert "J’attends." not in other.get(MINE).content.decode()


def test_who_has_an_account_too_sees_both(stage, cast, guest, hiding, as_user):
    mine = hold(stage, cast.citizen, "Avec compte.")
    page = known_as(guest, as_user(cast.citizen)).get(MINE).content.decode()
    assert page_of(hiding) in page
    assert f'id="held-{mine.pk}"' in page


# Moderators


def test_the_queue_says_who_has_no_account(stage, cast, guest, as_user):
    held = hold(stage, guest)
    hold(stage, cast.citizen, "Avec compte.")
    desk = as_user(cast.moderator_gov)
    page = desk.get(f"/en/moderation/{stage.consultation.pk}/queue/")
    rows = BeautifulSoup(page.content, "html.parser").select("[data-row]")
    marked = {row["data-row"] for row in rows if "without an account" in row.get_text()}
    assert marked == {str(held.cases.get().pk)}


def test_a_suspension_holds_for_the_address_in_this_consultation(stage, cast, guest):
    comment, elsewhere = say(stage.draft, by=guest), guest_in(stage.other_draft)
    decide(stage, cast.moderator_gov, comment, "suspend", until=in_days(7))
    again = guest_in(stage.draft)  # the same address, confirmed anew
    with pytest.raises(Suspended):
        say(stage.draft, "Encore.", by=again)
    say(stage.other_draft, "Là-bas.", by=elsewhere)
    say(stage.draft, "Une autre.", by=guest_in(stage.draft, "other@example.org"))


def test_nobody_without_an_account_is_suspended_on_the_whole_site(stage, cast, guest, as_user):
    comment = say(stage.draft, by=guest)
    services.report_comment(
        by=cast.citizen, comment_id=comment.pk, notice=services.Notice(stage.articles[0].pk)
    )
    cast.moderator_gov.is_superuser = True
    cast.moderator_gov.save()
    with pytest.raises(refusals.NoAccountOnSite):
        decide(stage, cast.moderator_gov, comment, "suspend", until=in_days(7), scope=Scope.SITE)
    guest.refresh_from_db()
    assert guest.suspended_until is None
    case = comment.cases.get()
    desk = f"/en/moderation/{stage.consultation.pk}/queue/?case={case.pk}"
    page = as_user(cast.moderator_gov).get(desk).content.decode()
    assert "Suspend the author" in page
    assert 'name="scope"' not in page


def test_a_guest_is_a_newcomer_until_something_of_theirs_is_public(stage, cast, guest):
    set_rules(stage.consultation, premoderation="newcomers")

    def send(body):
        return threads.post_comment(
            by=User.objects.get(pk=guest.pk), place=stage.place(), said=Said(body, "fr")
        )

    first, second = send("Un."), send("Deux.")
    assert first.held
    assert second.held
    decide(stage, cast.moderator_gov, first.held, "publish")
    assert send("Trois.").comment
    other = guest_in(stage.draft, "other@example.org")
    assert threads.post_comment(by=other, place=stage.place(), said=Said("Moi.", "fr")).held
