"""The link in the mail: followed by who wrote, by others, and by machines that read mails."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.consultations.models import Consultation
from consult.drafts.models import Section
from consult.people.models import Guest, User
from consult.threads.models import Comment, HeldText, Unconfirmed
from consult.threads.services import claim_contributions
from tests.moderation.house import set_rules
from tests.threads.guests.writing import ADDRESS, ask, link, publish, send, send_get, waiting
from tests.threads.pages import article_in, soup_of

pytestmark = pytest.mark.django_db


# One click


def test_the_browser_that_wrote_publishes_with_one_click(open_house):
    writer = Client()
    ask(open_house, "Quel *mois* ?", client=writer, kind="question")
    answer = writer.get(link("confirm"))

    comment = Comment.objects.get()
    assert answer["Location"].endswith(f"&comment={comment.pk}#c-{comment.pk}")
    page = writer.get(answer["Location"])
    assert article_in(page, comment)
    assert soup_of(page).select_one(".messages .notice-success")
    assert (comment.kind, comment.by_guest, comment.stance) == ("question", True, "")
    assert comment.html == "<p>Quel <em>mois</em> ?</p>"
    guest = Guest.objects.get()
    assert (comment.author, guest.scope) == (guest.account, open_house.consultation.pk)
    assert guest.email == ADDRESS
    assert Section.objects.get(pk=open_house.text.pk).comments_count == 1


def test_any_other_browser_changes_nothing_by_following_the_link(open_house):
    """Who filters mails follows their links."""
    ask(open_house, "Quel mois ?")
    for method in ("get", "head"):
        answer = getattr(Client(), method)(link("confirm"))
        assert answer.status_code == 200
    page = soup_of(Client().get(link("confirm")))

    assert "Quel mois ?" in page.get_text()
    assert page.select_one("meta[name=robots][content=noindex]")
    assert not Comment.objects.exists()
    assert not User.objects.filter(guest__isnull=False).exists()
    assert Unconfirmed.objects.exclude(email="").exists()


def test_a_button_publishes_in_another_browser(open_house):
    ask(open_house)
    answer = send(Client(), link("confirm"))

    assert answer.status_code == 302
    assert Comment.objects.get().by_guest


def test_head_publishes_nothing_even_where_it_was_written(open_house):
    writer = Client()
    ask(open_house, client=writer)
    writer.head(link("confirm"))

    assert not Comment.objects.exists()


def test_another_site_cannot_press_the_button(open_house):
    ask(open_house)
    guarded = Client(enforce_csrf_checks=True)

    assert guarded.post(link("confirm")).status_code == 403
    assert guarded.post(link("disown")).status_code == 403
    assert not Comment.objects.exists()


def test_a_link_used_twice_leads_to_the_comment(open_house):
    publish(open_house)
    comment = Comment.objects.get()
    for answer in (Client().get(link("confirm")), send(Client(), link("confirm"))):
        assert answer["Location"].endswith(f"#c-{comment.pk}")
    assert Comment.objects.count() == 1


def test_after_confirming_nothing_of_it_waits_any_more(open_house):
    publish(open_house)

    left = Unconfirmed.objects.get()
    assert (left.email, left.said, left.comment) == ("", {}, Comment.objects.get())


def test_the_same_address_is_one_guest_in_a_consultation(open_house):
    publish(open_house, "Mois ?")
    publish(open_house, "Jour ?", email=ADDRESS.upper())

    assert Guest.objects.count() == 1
    assert Comment.objects.values("author").distinct().count() == 1


def test_a_reply_finds_its_thread(open_house, post):
    root = post()
    publish(open_house, "En juin.", in_reply_to=str(root.pk))

    reply = Comment.objects.get(thread=root)
    assert (reply.number, reply.in_reply_to) == (1, root)


def test_a_suggestion_and_a_quote_arrive_whole(open_house):
    text = open_house.text.versions.first().text
    publish(open_house, "Pourquoi ?", quote=text[:12])
    publish(open_house, "", kind="suggestion", wording=text + " Bientôt.")

    suggestion, quoting = Comment.objects.order_by("-pk")
    assert quoting.quote_exact == text[:12].strip()
    assert suggestion.wording.endswith("Bientôt.")


# Screening, and the house rules


def test_what_is_held_is_told_so_on_the_page_of_its_author(open_house):
    set_rules(open_house.consultation, premoderation="all")
    writer = Client()
    ask(open_house, client=writer)
    answer = writer.get(link("confirm"), follow=True)

    held = HeldText.objects.get()
    assert (held.by_guest, held.status) == (True, "waiting")
    assert answer.redirect_chain[-1][0] == f"/fr/guests/{open_house.consultation.pk}/"
    assert "Quel mois ?" in soup_of(answer).find(id=f"held-{held.pk}").get_text()
    assert not Comment.objects.exists()
    again = Client().get(link("confirm"), follow=True)
    assert soup_of(again).find(id=f"held-{held.pk}")


def test_a_suspended_guest_is_refused_and_gets_the_words_back(open_house):
    publish(open_house, "Mois ?")
    until = timezone.now() + timedelta(days=3)
    User.objects.filter(guest__email=ADDRESS).update(suspended_until=until)
    ask(open_house, "Jour ?")
    answer = send(Client(), link("confirm"))

    assert answer.status_code == 403
    assert "Jour ?" in soup_of(answer).select_one("#kept").get_text()
    assert Comment.objects.count() == 1


def test_too_many_at_once_may_be_published_later(open_house, settings):
    settings.PACE = settings.PACE | {"post": (2, 600)}
    publish(open_house, "Mois ?")
    ask(open_house, "Jour ?")
    refused = send(Client(), link("confirm"))

    assert refused.status_code == 429
    assert refused["Retry-After"]
    settings.PACE = settings.PACE | {"post": (20, 600)}
    assert send(Client(), link("confirm")).status_code == 302
    assert Comment.objects.count() == 2


# In time


def close(stage):
    now = timezone.now()
    Unconfirmed.objects.update(asked_at=now - timedelta(hours=2))
    Consultation.objects.filter(pk=stage.consultation.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1)
    )


def test_what_was_asked_in_time_counts_though_the_consultation_has_closed(open_house):
    ask(open_house)
    close(open_house)

    assert send(Client(), link("confirm")).status_code == 302
    assert Comment.objects.exists()


def test_what_was_asked_too_late_does_not(open_house):
    """The row is as if its clock had been wrong."""
    ask(open_house)
    close(open_house)
    Unconfirmed.objects.update(asked_at=timezone.now())
    answer = send(Client(), link("confirm"))

    assert answer.status_code == 409
    assert not Comment.objects.exists()
    assert not Guest.objects.exists()


def test_what_has_gone_meanwhile_is_told_and_the_words_come_back(open_house):
    ask(open_house, "Quel mois ?")
    Section.objects.filter(pk=open_house.text.pk).update(retired_at=timezone.now())
    answer = send(Client(), link("confirm"))

    assert answer.status_code == 409
    assert "Quel mois ?" in soup_of(answer).select_one("#kept").get_text()
    assert Unconfirmed.objects.exclude(email="").exists()
    Section.objects.filter(pk=open_house.text.pk).update(retired_at=None)
    assert send(Client(), link("confirm")).status_code == 302


def test_a_thread_that_has_gone_is_told(open_house, post):
    root = post()
    ask(open_house, "En juin.", in_reply_to=str(root.pk))
    Section.objects.filter(pk=open_house.text.pk).update(comments_count=0)
    Comment.objects.filter(pk=root.pk).delete()

    assert send(Client(), link("confirm")).status_code == 409


def test_a_draft_that_was_closed_to_the_public_opens_to_no_guest(open_house):
    """A guest's account counts as nobody who is signed in."""
    ask(open_house)
    PageViewRestriction.objects.create(page=open_house.page.page_ptr, restriction_type="login")

    assert send(Client(), link("confirm")).status_code == 404
    assert not Comment.objects.exists()


# Links that lead nowhere


def test_a_link_that_we_did_not_sign_leads_nowhere(open_house):
    ask(open_house)
    true = link("confirm")
    for wrong in ("x", "x:y", true.split("/")[-2][:-1] + "!"):
        for name in ("confirm", "disown", "link"):
            answer = Client().get(f"/fr/guests/{name}/{wrong}/")
            assert answer.status_code == (
                HTTPStatus.GONE if name == "link" else HTTPStatus.NOT_FOUND
            )
            assert soup_of(answer).select_one('a[href="/fr/guests/"]')


def test_a_link_of_one_kind_is_none_of_another(open_house):
    """What lets somebody publish a text does not let them act for its author."""
    ask(open_house)
    token = link("confirm").split("/")[-2]

    assert Client().get(f"/fr/guests/link/{token}/").status_code == 410


@pytest.mark.parametrize("name", ["confirm", "disown"])
def test_a_link_whose_time_is_over_is_gone(open_house, settings, name):
    ask(open_house)
    path = link(name)
    Unconfirmed.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))

    for answer in (Client().get(path), send(Client(), path)):
        assert answer.status_code == 410
    assert not Comment.objects.exists()


# I did not write this


def test_whoever_did_not_write_it_erases_it(open_house):
    ask(open_house, "En leur nom.")
    page = soup_of(Client().get(link("disown")))
    assert "En leur nom." in page.get_text()
    assert Unconfirmed.objects.exists()

    answer = send(Client(), link("disown"))

    assert answer.status_code == 200
    assert not Unconfirmed.objects.exists()
    assert Client().get(link("confirm")).status_code == 410
    assert not Guest.objects.exists()


def test_the_browser_that_wrote_does_not_publish_by_that_link(open_house):
    writer = Client()
    ask(open_house, client=writer)
    writer.get(link("disown"))

    assert not Comment.objects.exists()


def test_what_is_public_is_withdrawn_on_the_page_of_its_author(open_house):
    publish(open_house)
    answer = send(Client(), link("disown"))

    assert answer["Location"] == f"/fr/guests/{open_house.consultation.pk}/"
    assert Comment.objects.get().is_visible


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_words_run_nowhere(open_house, body):
    ask(open_house, body)
    for page in (Client().get(link("confirm")), Client().get(link("disown"))):
        assert not soup_of(page).select("main script, main img")
    send(Client(), link("confirm"))
    assert not soup_of(Client().get(open_house.page.url)).select("main img[onerror]")


def test_the_mail_about_later_words_leads_to_the_earlier_ones(open_house):
    publish(open_house, "Mois ?")
    ask(open_house, "Jour ?")

    assert "/guests/link/" in mail.outbox[-1].body
    page = soup_of(send_get_all(link("link")))
    assert "Mois ?" in page.get_text()


def send_get_all(address):
    return Client().get(address, follow=True)


def test_following_the_link_of_the_mail_keeps_no_token_in_the_address(open_house):
    publish(open_house, "Mois ?")
    ask(open_house, "Jour ?")
    answer = send_get(Client(), link("link"))

    assert answer["Location"] == f"/fr/guests/{open_house.consultation.pk}/"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_a_link_that_was_passed_on_lets_nobody_act_for_the_author(open_house):
    """It leads to public words by then: people send it to their friends."""
    writer = publish(open_house)
    page = f"/fr/guests/{open_house.consultation.pk}/"
    friend = Client()
    assert f"c-{Comment.objects.get().pk}" in send_get(friend, link("confirm"))["Location"]

    assert friend.get(page)["Location"] == "/fr/guests/"
    assert writer.get(page).status_code == 200
    send_get(writer, link("confirm"))
    assert writer.get(page).status_code == 200


@pytest.mark.parametrize("name", ["confirm", "disown", "link"])
def test_no_session_that_was_known_before_acts_for_a_guest(open_house, name):
    """Whoever planted a session in somebody's browser is not let in by their link."""
    publish(open_house, "Avant.")
    ask(open_house, "Encore.")
    if name == "disown":
        send(Client(), link("confirm"))
    browser = Client()
    browser.get(open_house.page.url)
    session = browser.session
    session["planted"] = True
    session.save()
    browser.cookies["sessionid"] = session.session_key
    (send if name == "confirm" else send_get)(browser, link(name))

    assert browser.get(f"/fr/guests/{open_house.consultation.pk}/").status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = session.session_key
    assert thief.get(f"/fr/guests/{open_house.consultation.pk}/")["Location"] == "/fr/guests/"


def test_what_is_published_at_the_very_moment_is_not_said_to_be_erased(open_house, monkeypatch):
    ask(open_house)
    before = waiting()
    path = link("disown")
    send(Client(), link("confirm"))
    monkeypatch.setattr("consult.threads.views.confirming.asked_by", lambda _token: before)
    answer = send(Client(), path)

    assert answer["Location"] == path
    monkeypatch.undo()
    assert send(Client(), path)["Location"].startswith("/fr/guests/")
    assert Comment.objects.get().is_visible


def test_held_words_that_were_claimed_lead_to_the_account(open_house, cast):
    set_rules(open_house.consultation, premoderation="all")
    publish(open_house, email=cast.citizen.email)
    claim_contributions(by=cast.citizen)
    answer = send_get(Client(), link("confirm"))

    assert answer["Location"] == reverse("moderation:mine")
