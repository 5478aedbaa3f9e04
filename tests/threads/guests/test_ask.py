"""Somebody without an account writes, and is sent a link."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.consultations.models import Consultation
from consult.live.models import Event
from consult.people.models import Guest, User
from consult.threads.models import Comment, HeldText, Unconfirmed
from tests.moderation.house import set_rules
from tests.threads.guests.writing import ADDRESS, ask, form, link, send, waiting
from tests.threads.pages import HTMX, fields_of, soup_of

pytestmark = pytest.mark.django_db


def composer_in(answer):
    return soup_of(answer).select_one("form.composer")


def talk_of(stage):
    return f"{stage.page.url}?section={stage.text.key}"


# The box


def test_the_box_asks_for_an_address_in_place_of_signing_in(open_house):
    box = composer_in(Client().get(talk_of(open_house)))

    assert box.select_one("input[type=email][name=email][required]")
    assert box.select_one("a[href*=login]")
    assert not box.select("[name=stance]")
    assert box.select_one("button[type=submit]")


def test_where_guests_are_not_allowed_all_stays_as_it_was(stage):
    page = soup_of(Client().get(talk_of(stage)))

    assert not page.select("form.composer")
    assert page.select_one(".composer-closed a[href*=login]")
    assert page.select_one("[data-may-post=no]")


def test_who_is_signed_in_is_asked_for_no_address(open_house, cast, as_user):
    box = composer_in(as_user(cast.citizen).get(talk_of(open_house)))

    assert not box.select("[name=email]")
    assert box.select("[name=stance]")


def test_a_reply_can_be_written_so_too(open_house, post):
    comment = post()
    page = soup_of(Client().get(f"{talk_of(open_house)}&reply={comment.pk}"))
    fragment = Client().get(f"/fr/comments/{comment.pk}/reply/", headers=HTMX)

    assert page.select_one("form.composer-reply [name=email]")
    assert composer_in(fragment).select_one("[name=email]")


def test_once_it_is_closed_nobody_is_asked_for_an_address(open_house):
    close(open_house)

    assert not composer_in(Client().get(talk_of(open_house)))


def close(stage):
    now = timezone.now()
    Consultation.objects.filter(pk=stage.consultation.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1)
    )


# Sending


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_one_mail_is_sent_and_nothing_is_public(open_house, htmx):
    answer = ask(open_house, "Quel *mois* ?", htmx=htmx)

    assert answer.status_code == 202
    assert ADDRESS in answer.content.decode()
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert "> Quel *mois* ?" in message.body
    assert waiting().words.body == "Quel *mois* ?"
    assert not Comment.objects.exists()
    assert not HeldText.objects.exists()
    assert not Guest.objects.exists()
    assert not User.objects.filter(email=ADDRESS).exists()
    assert not Event.objects.filter(type="comment.posted").exists()


def test_with_htmx_the_message_has_the_keyboard_and_a_fresh_box_follows(open_house):
    page = soup_of(ask(open_house, htmx=True))

    assert page.select_one(".held[tabindex='-1'][autofocus]")
    fresh = page.select_one("form.composer")
    assert fields_of(fresh)["body"] == ""
    assert fresh.select_one("[name=email]")


def test_a_reply_is_followed_by_no_other_box(open_house, post):
    comment = post()
    answer = ask(open_house, "En juin.", in_reply_to=str(comment.pk), htmx=True)

    assert answer.status_code == 202
    assert not soup_of(answer).select("form")
    assert waiting().in_reply_to == comment.pk


def test_the_same_form_sent_twice_sends_one_mail(open_house):
    fields = form(open_house)
    answers = [send(Client(), open_house.url(), fields) for _twice in range(2)]

    assert [one.status_code for one in answers] == [202, 202]
    assert len(mail.outbox) == Unconfirmed.objects.count() == 1


def test_other_words_or_another_address_in_the_same_form_send_another_mail(open_house):
    fields = form(open_house)
    for more in ({}, {"body": "Quel jour ?"}, {"email": "zoé@example.org"}, {"email": "z@b.org"}):
        send(Client(), open_house.url(), {**fields, **more})

    assert [one.to[0] for one in mail.outbox] == [ADDRESS, ADDRESS, "z@b.org"]


def test_the_answer_is_the_same_whether_or_not_the_address_has_an_account(open_house, cast):
    pages = []
    for address in ("nobody@example.org", cast.citizen.email):
        answer = ask(open_house, email=address)
        text = answer.content.decode().replace(address, "").replace(str(waiting().pk), "")
        pages.append((answer.status_code, text))
        Unconfirmed.objects.all().delete()

    assert pages[0] == pages[1]


def test_who_has_an_account_is_told_so_by_mail_alone(open_house, cast):
    ask(open_house, email=cast.citizen.email)
    with_account = mail.outbox[-1].body
    ask(open_house, email="nobody@example.org")

    assert "/fr/account/login/" in with_account
    assert "/fr/account/login/" not in mail.outbox[-1].body
    assert link("confirm", mail.outbox[0])


def test_a_signed_in_reader_posts_under_their_name_whatever_the_box_was(open_house, cast, as_user):
    """The box was opened before they signed in in another tab."""
    answer = send(as_user(cast.citizen), open_house.url(), form(open_house))

    assert answer.status_code == 302
    assert Comment.objects.get().author == cast.citizen
    assert not mail.outbox


def test_and_what_is_refused_comes_back_in_the_box_of_an_account(open_house, cast, as_user):
    answer = send(as_user(cast.citizen), open_house.url(), form(open_house, "é" * 6000))

    assert answer.status_code == 422
    box = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert "email" not in fields_of(box)
    assert box.select("[name=stance]")


# Refusals


@pytest.mark.parametrize(
    "address", ["", "zoe", "zoe@", "a b@example.org", "z\r\nBcc: x@example.org", "z@guest.invalid"]
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_is_no_address_is_refused_and_all_that_was_typed_comes_back(open_house, address, htmx):
    answer = ask(
        open_house,
        "Quel mois ?",
        email=address,
        quote="",
        language="fr",
        kind="question",
        htmx=htmx,
    )

    assert answer.status_code == 422
    back = fields_of(soup_of(answer).select_one("form.composer:has(.refusal)"))
    assert (back["body"], back["kind"]) == ("Quel mois ?", "question")
    assert back["email"].split() == address.split()
    assert not mail.outbox
    assert not Unconfirmed.objects.exists()


def test_a_refused_reply_comes_back_with_its_address(open_house, post):
    comment = post()
    answer = ask(open_house, " ", in_reply_to=str(comment.pk))

    assert answer.status_code == 422
    assert fields_of(soup_of(answer).select_one("form.composer-reply"))["email"] == ADDRESS


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"body": " "}, 422),
        ({"body": "a" * 5001}, 422),
        ({"body": "a\x00b"}, 422),
        ({"kind": "speech"}, 422),
        ({"kind": "suggestion", "wording": ""}, 422),
        ({"stance": "for"}, 403),
        ({"quote": "Ces mots n’y sont pas."}, 422),
        ({"language": "tlh"}, 422),
        ({"in_reply_to": str(uuid4())}, 409),
        ({"in_reply_to": "x"}, 409),
        ({"section": str(uuid4())}, 409),
        ({"section": "x"}, 409),
        ({"body": "@a @b @c @d @e @f @g @h @i @j @k"}, 422),
    ],
)
def test_it_is_refused_as_posting_is_and_no_mail_is_sent(open_house, fields, status):
    assert ask(open_house, **fields).status_code == status
    assert not mail.outbox
    assert not Unconfirmed.objects.exists()


@pytest.mark.parametrize("name", ["quote_prefix", "quote_suffix"])
def test_hostile_surroundings_of_a_quote_are_not_kept(open_house, name):
    quote = open_house.text.versions.first().text[:10]
    answer = ask(open_house, quote=quote, **{name: "\x00"})

    assert answer.status_code == 202
    assert "\x00" not in str(waiting().said)


def test_without_guests_one_is_asked_to_sign_in(stage):
    answer = ask(stage, htmx=True)

    assert answer.status_code == 401
    assert not mail.outbox
    assert "Quel mois" in answer.content.decode()


def test_a_session_that_ended_is_told_to_sign_in_as_before(open_house):
    fields = form(open_house)
    del fields["email"]

    assert send(Client(), open_house.url(), fields).status_code == 401


def test_after_the_end_it_is_refused(open_house):
    close(open_house)

    assert ask(open_house).status_code == 409
    assert not mail.outbox


def test_a_draft_that_not_everybody_reads_takes_no_guests(open_house):
    PageViewRestriction.objects.create(page=open_house.page.page_ptr, restriction_type="login")

    assert ask(open_house).status_code == 404
    assert not mail.outbox


# Floods


def test_one_address_is_not_bombed_with_mails(open_house, settings):
    settings.PACE = settings.PACE | {"guest": (4, 3600)}
    settings.PACE_ADDRESS_FACTOR = 100
    answers = [ask(open_house, f"Mois {number} ?") for number in range(3)]

    assert [one.status_code for one in answers] == [202, 202, 429]  # half of what accounts may
    assert answers[-1]["Retry-After"]
    assert len(mail.outbox) == 2
    assert ask(open_house, email="other@example.org").status_code == 202


def test_nor_in_a_day_by_all_kinds_of_mails_together(open_house, settings):
    settings.PACE = settings.PACE | {"guest_mail": (2, 86400)}
    ask(open_house, "Mois ?")
    send(Client(), "/fr/guests/", {"email": ADDRESS.upper()})

    assert ask(open_house, "Jour ?").status_code == 429
    assert len(mail.outbox) == 2


def test_one_connection_does_not_write_to_everybody(open_house, settings):
    settings.PACE = settings.PACE | {"guest": (2, 3600)}
    settings.PACE_ADDRESS_FACTOR = 2
    answers = [ask(open_house, email=f"z{number}@example.org") for number in range(5)]

    assert [one.status_code for one in answers] == [202] * 4 + [429]


def test_a_form_sent_again_does_not_count(open_house, settings):
    settings.PACE = settings.PACE | {"guest": (2, 3600)}
    fields = form(open_house)

    assert {send(Client(), open_house.url(), fields).status_code for _ in range(4)} == {202}


# Mails


@pytest.mark.parametrize(
    "body",
    [
        "Voyez https://evil.example/login?x=1 !",
        "Voyez www.evil.example !",
        "Voyez evil.example/login !",
        "[ici](http://evil.example)",
    ],
)
def test_nobody_sends_strangers_to_a_place_of_their_choice(open_house, body):
    ask(open_house, body)

    assert "evil.example" not in mail.outbox[0].body


def test_words_cannot_pass_for_the_mail_itself(open_house):
    ask(open_house, "Bonjour,\n\nCordialement,\nParvis")

    body = mail.outbox[0].body
    assert "> Bonjour,\n>\n> Cordialement,\n> Parvis" in body


def test_a_long_text_is_quoted_in_part(open_house):
    ask(open_house, "mot " * 1200)

    assert len(mail.outbox[0].body) < 4000


def test_the_rule_can_be_switched_off_again(open_house):
    set_rules(open_house.consultation, allows_guests=False)

    assert ask(open_house).status_code == 401


def test_a_reply_to_a_reply_asks_for_an_address_too(open_house, post):
    """Without a script: the box opens where the link beside the reply leads."""
    root = post()
    reply = post("Oui.", in_reply_to=root.pk)
    address = f"{open_house.page.url}?section={open_house.text.key}&reply={reply.pk}"
    page = soup_of(Client().get(address))

    assert page.select_one(f"#reply-{reply.pk} [name=email]")
