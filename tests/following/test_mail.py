"""News by mail: grouped, in the reader's language, of what is public when it is sent."""

import re
from datetime import timedelta
from email.header import decode_header, make_header
from html.parser import HTMLParser
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from consult.drafts.models import DraftPage
from consult.following import services
from consult.following.models import Mailing, MailingState, Notice
from consult.following.places import draft_at
from consult.people.models import User
from consult.threads.services import delete_comment
from tests.answers.answering import edit, publish
from tests.factories.people import make_user
from tests.following.telling import (
    all_at_once,
    choose,
    follow_draft,
    follow_section,
    follow_thread,
    send_all,
    speak,
    tell,
)
from tests.moderation.house import post_elsewhere

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def from_now_on(stage):
    services.pass_over(stage.draft.pk)


def html_of(message):
    (part,) = message.alternatives
    assert part.mimetype == "text/html"
    return part.content


class Reader(HTMLParser):
    """Reads a page: its elements with their attributes, and that each is closed."""

    VOID = {"meta", "br", "hr"}

    def __init__(self, text):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_mail_opens_in_each_language(stage, cast, post, hide, english_page, language):
    services.pass_over(stage.draft.pk)
    speak(cast.citizen, language)
    all_at_once(cast.citizen)
    follow_draft(cast.citizen, stage)
    follow_section(cast.citizen, stage.text)
    mine = post("Ma contribution", language="fr")
    post("Oui, mais", by=cast.neighbour, in_reply_to=mine.pk)
    post("Dear @Maïa L.", by=cast.publisher, language="en")
    answer = publish(cast.drafter_gov, mine)
    edit(cast.drafter_civ, answer, outcome="declined")
    english_page.title = "Draft plan, again"
    english_page.save_revision().publish()
    tell()
    told = send_all()
    message = told[cast.citizen.email]
    with translation.override(language):
        greeting, goodbye = translation.gettext("Hello,"), translation.gettext("Stop these mails")
    html = html_of(message)
    for text in (message.body, html):
        assert greeting in text
        assert goodbye in text
        assert "Oui, mais" in text
        assert f"/{language}/drafting/answers/{answer.pk}/" in text
        assert "\n\n\n\n" not in text
    assert "&" not in message.body
    page = Reader(html)
    assert page.all("html") == [{"lang": language, "dir": "rtl" if language == "ar" else "ltr"}]
    assert page.all("title")
    assert {"lang": "en", "dir": "auto"} in page.all("blockquote")
    assert not page.all("img")
    assert not page.all("link")
    assert not page.all("script")
    for link in page.all("a"):
        assert link["href"].startswith(settings.WAGTAILADMIN_BASE_URL)
    stop = message.extra_headers["List-Unsubscribe"]
    assert re.fullmatch(
        rf"<{settings.WAGTAILADMIN_BASE_URL}/{language}/account/told/stop/[^>]+/>", stop
    )
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.message().as_bytes()


def test_whoever_contributed_is_mailed_their_answer_without_the_words_of_anybody(stage, cast, post):
    speak(cast.neighbour, "en")
    group = [
        post("Les mots de Maïa"),
        post("D’autres mots"),
        post("Les mots de Ravi", by=cast.neighbour),
    ]
    answer = publish(cast.drafter_gov, *group, reasons="Nos raisons.")
    tell()
    told = send_all()
    assert set(told) == {cast.citizen.email, cast.neighbour.email}
    theirs = told[cast.neighbour.email]
    assert theirs.subject == "Your contribution has an answer: adopted"
    assert f"/en/drafting/answers/{answer.pk}/" in theirs.body
    assert f"/fr/drafting/answers/{answer.pk}/" in told[cast.citizen.email].body
    for one in told.values():
        for words in ("Maïa", "Les mots", "Nos raisons", "Bastien"):
            assert words not in one.body
            assert words not in html_of(one)


def test_an_edit_is_told_too_and_a_signature_is_not(stage, cast, post):
    speak(cast.citizen, "en")
    answer = publish(cast.drafter_gov, post())
    tell()
    send_all()
    edit(cast.drafter_civ, answer, outcome="declined")
    tell()
    told = send_all()
    subject = "The answer to your contribution has changed: declined"
    assert told[cast.citizen.email].subject == subject


def test_hidden_words_were_answered_all_the_same(stage, cast, post, hide):
    comment = post("Imbécile !")
    publish(cast.drafter_gov, comment)
    hide(comment)
    tell()
    told = send_all()
    assert "Imbécile" not in told[cast.citizen.email].body


def test_news_of_a_day_come_in_one_mail_by_draft_and_thread(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    choose(cast.neighbour, draft=(True, "daily"))
    for number in range(3):
        post(f"Idée {number}")
        tell()
    assert Mailing.objects.count() == 1
    told = send_all()
    message = told[cast.neighbour.email]
    assert "3" in message.subject
    assert "Projet de plan" in message.subject
    assert message.body.count("Idée") == 3
    assert message.body.count("Projet de plan\n") == 1
    assert send_all() == {}  # once, and nothing when there is nothing


def test_mails_wait_for_their_day_and_hour(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post()
    tell()
    (mailing,) = Mailing.objects.all()
    due = timezone.localtime(mailing.due_at)
    assert (due.weekday(), due.hour, due.minute) == (0, 8, 0)
    assert services.send_due() == 0
    assert services.send_due(now=mailing.due_at) == 1


# ATTACKS.md: hidden words stayed in notifications (Decidim 12829, 8660)


def test_what_was_hidden_since_is_left_out(stage, cast, post, hide):
    follow_draft(cast.neighbour, stage)
    bad, _good = post("Imbécile !"), post("Une idée")
    tell()
    hide(bad)
    message = send_all()[cast.neighbour.email]
    for text in (message.body, html_of(message), message.subject):
        assert "Imbécile" not in text
    assert "Une idée" in message.body


def test_what_was_deleted_since_is_left_out_and_an_empty_mail_is_none(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    comment = post("Je retire")
    tell()
    delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert send_all() == {}
    assert Mailing.objects.get().state == MailingState.EMPTY


def test_a_draft_that_one_may_no_longer_read_is_left_out(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post("Entre nous")
    tell()
    for page in DraftPage.objects.filter(translation_key=stage.draft.pk):
        PageViewRestriction.objects.create(page=page, restriction_type="groups")
    assert send_all() == {}


def test_much_that_may_no_longer_be_read_hides_nothing_that_may(stage, cast, post, monkeypatch):
    """A hundred news of a text that was closed stand before one of another that is not."""
    monkeypatch.setattr("consult.following.letters.AT_ONCE", 2)
    follow_draft(cast.neighbour, stage)
    services.follow(by=cast.neighbour, what=draft_at(stage.other_draft.pk, cast.neighbour, "fr"))
    services.pass_over(stage.other_draft.pk)
    for _turn in range(5):
        post("Entre nous")
    post_elsewhere(stage, cast.citizen, "Pour tous")
    services.derive_all()
    for page in DraftPage.objects.filter(translation_key=stage.draft.pk):
        PageViewRestriction.objects.create(page=page, restriction_type="groups")
    (letter,) = send_all().values()
    assert "Pour tous" in letter.body
    assert "Entre nous" not in letter.body


def test_a_draft_that_was_taken_from_the_site_is_left_out(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post("Entre nous")
    tell()
    for page in DraftPage.objects.filter(translation_key=stage.draft.pk):
        page.unpublish()
    assert send_all() == {}


def test_who_follows_no_more_is_not_mailed(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    root = post()
    follow_thread(cast.publisher, root)
    post("Oui", by=cast.drafter_gov, in_reply_to=root.pk)
    tell()
    cast.neighbour.follows.all().delete()
    cast.publisher.follows.all().delete()
    told = send_all()
    assert set(told) == {cast.citizen.email}  # a reply to oneself is told whatever one follows


def test_who_has_left_is_not_mailed_and_who_is_suspended_is(stage, cast, post):
    for person in (cast.neighbour, cast.publisher):
        follow_draft(person, stage)
    post()
    tell()
    User.objects.filter(pk=cast.neighbour.pk).update(is_active=False)
    User.objects.filter(pk=cast.publisher.pk).update(suspended_until="2100-01-01T00:00Z")
    assert set(send_all()) == {cast.publisher.email}


def test_the_language_is_the_one_of_the_moment(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post()
    tell()
    speak(cast.neighbour, "en")
    assert "Hello," in send_all()[cast.neighbour.email].body


def test_what_was_read_on_the_site_is_not_mailed(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post("Déjà lue"), post("À lire")
    tell()
    first = Notice.objects.filter(participant=cast.neighbour).order_by("number")[0]
    services.mark_read(by=cast.neighbour, notice_ids=[first.pk])
    message = send_all()[cast.neighbour.email]
    assert "Déjà lue" not in message.body
    assert "À lire" in message.body


def test_news_that_comes_while_a_mail_is_written_is_not_lost(stage, cast, post, monkeypatch):
    follow_draft(cast.neighbour, stage)
    post("La première")
    tell()
    from consult.following.services import sending  # noqa: PLC0415

    write, late = sending.letters_for, ["La seconde"]

    def slowly(keys):
        letters = write(keys)
        if late:
            post(late.pop())
            Mailing.objects.update(due_at=due)
            tell()
        return letters

    due = timezone.localtime() + timedelta(days=7 - timezone.localtime().weekday())
    due = Mailing.objects.get().due_at
    monkeypatch.setattr(sending, "letters_for", slowly)
    mail.outbox.clear()
    assert services.send_due(now=due) == 1  # not as it was written first
    (message,) = mail.outbox
    assert "La première" in message.body
    assert "La seconde" in message.body


def test_changed_wishes_hold_for_what_waits(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post()
    tell()
    choose(cast.neighbour, draft=(True, "at_once"))
    (mailing,) = Mailing.objects.all()
    assert mailing.pace == "at_once"
    assert Notice.objects.get(participant=cast.neighbour).mailing == mailing
    choose(cast.neighbour, draft=(True, "never"))
    assert not Mailing.objects.exists()
    assert send_all() == {}


# ATTACKS.md: names and titles are hostile text on every surface


def test_names_titles_and_words_are_only_text(stage, cast, post):
    User.objects.filter(pk=cast.citizen.pk).update(public_name="<b>Eve</b>\u202e \nBcc: x")
    stage.page.title = "Plan\nBcc: x@example.org <script>"
    stage.page.save()
    follow_draft(cast.neighbour, stage)
    all_at_once(cast.neighbour)
    post("<img src=x> {{ settings }} %(name)s {name}")
    tell()
    message = send_all()[cast.neighbour.email]
    sent = message.message()
    assert sent["Bcc"] is None
    assert "\n" not in str(make_header(decode_header(sent["Subject"]))).replace("\n ", " ")
    html = html_of(message)
    for element in ("<script>", "<img", "<b>"):
        assert element not in html
    assert "<bdi>&lt;b&gt;Eve" in html
    assert "\u2068<b>Eve</b>" in message.body  # isolated: it turns no other words around


# What a mail costs, and mail servers


def test_a_mail_costs_three_queries_at_most(stage, cast, post):
    crowd = [make_user(f"Foule {number}") for number in range(20)]
    for person in crowd:
        follow_draft(person, stage)
    for number in range(3):
        post(f"Idée {number}")
    tell()
    with CaptureQueriesContext(connection) as captured:
        assert len(send_all()) == len(crowd)
    assert len(captured) <= 3 * len(crowd)


class Server(EmailBackend):
    """A mail server that says no."""

    error = None

    def send_messages(self, messages):
        if Server.error:
            raise Server.error
        return super().send_messages(messages)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPDataError(451, b"later"), MailingState.WAITING),
        (SMTPDataError(550, b"no such box"), MailingState.REFUSED),
        (SMTPServerDisconnected("gone"), MailingState.UNCERTAIN),
    ],
)
def test_what_a_server_refused_is_tried_again_and_what_is_in_doubt_is_not(
    stage, cast, post, settings, error, state
):
    settings.EMAIL_BACKEND = "tests.following.test_mail.Server"
    follow_draft(cast.neighbour, stage)
    post()
    tell()
    Server.error = error
    try:
        assert send_all() == {}
    finally:
        Server.error = None
    assert Mailing.objects.get().state == state
    assert services.send_due(now=timezone.now() + timedelta(seconds=1)) == 0  # it rests
    again = services.send_due(now=timezone.now() + timedelta(hours=1))
    assert again == (state == MailingState.WAITING)


def test_one_mail_that_cannot_be_written_holds_up_no_other(stage, cast, post, monkeypatch):
    for person in (cast.neighbour, cast.publisher):
        follow_draft(person, stage)
    post()
    tell()
    from consult.following import letters  # noqa: PLC0415

    write = letters.message_for

    def fail(person, notices, shelf):
        if person == cast.neighbour:
            raise ZeroDivisionError
        return write(person, notices, shelf)

    monkeypatch.setattr(letters, "message_for", fail)
    assert set(send_all()) == {cast.publisher.email}
    monkeypatch.setattr(letters, "message_for", write)
    assert set(send_all()) == {cast.neighbour.email}


def test_a_server_that_is_away_costs_no_mail(stage, cast, post, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    follow_draft(cast.neighbour, stage)
    post()
    tell()
    send_all()
    (mailing,) = Mailing.objects.all()
    assert (mailing.state, mailing.tries) == (MailingState.WAITING, 0)
