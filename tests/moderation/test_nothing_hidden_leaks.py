"""Hidden is hidden, everywhere: at every address and on every socket that the site has.

Decidim issues 12829 and 8660, CVE-2026-40870, Discourse CVE-2026-91156 and -27454: each surface, each
old version and each delivery asks whether this reader may see it now.
"""

import json
import re
from datetime import timedelta
from http import HTTPStatus
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from consult.answers.models import Answer
from consult.following.kinds import Kind
from consult.following.models import Notice
from consult.following.services import derive_all
from consult.following.stopping import token_for
from consult.live.models import Event, Stream
from consult.live.reading import tell
from consult.live.registries import anyone_lets_listen
from consult.moderation import services
from consult.moderation.desk import desk_of
from consult.moderation.models import Appeal, Case, Decision
from consult.people.models import Organisation, User
from consult.threads import services as threads
from consult.threads.models import Comment, CommentTranslation, HeldText
from tests.answers.answering import publish
from tests.following.telling import follow_draft, follow_section, send_all
from tests.moderation.addresses import (
    ASKED,
    FORM,
    SOCKETS,
    WORD,
    Address,
    addresses,
    as_template,
    operations,
    sockets,
)
from tests.moderation.house import appeal, decide, hold, hold_edit
from tests.people.organising import make_organisation, speak_for

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
JSON = "application/json"
SECRETS = {
    "hidden": "Xylophage",
    "hidden reply": "Tamanoir",
    "held": "Yttrium",
    "held edit": "Zymotique",
    "held reply": "Ocelot",
    "refused": "Quokka",
    "refused edit": "Wombat",
    "history": "Axolotl",
    "deleted": "Okapi",
    "report": "Pangolin",
    "appeal": "Numbat",
    "translated": "Kakapo",
}
"""What may be read nowhere: a word for each."""
OWN = set(SECRETS) - {"report", "deleted", "translated"}
"""What its author may still read of it: all but what others reported, what is erased, and what is
hidden in another language with the original.
"""
OWN_PAGES = {
    "moderation:mine",
    "moderation:held",
    "moderation:withdraw",
    "moderation:statement",
    "moderation:appeal",
    "api:held",
    "api:withdraw_held",
    "api:decision",
    "api:appeal_decision",
}
"""Where its author reads it: nowhere else."""
WHOLE_NUMBERS = (
    *("number", "before", "after", "restriction_id", "page_id", "pk"),
    "page_view_restriction_id",
)
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
READERS = {
    "anonymous": None,
    "author": "citizen",
    "reporter": "neighbour",
    "drafter": "drafter_gov",
    "moderator of another consultation": "outsider",
}
EACH = [
    pytest.param(one, marks=[] if one in ("anonymous", "drafter") else pytest.mark.once)
    for one in READERS
]
"""Each reader, some of them on one database alone: what they may see is no matter of it."""


def said(kind):
    return f"{SECRETS[kind]} {WORD}"


@pytest.fixture
def house(stage, cast, post, django_capture_on_commit_callbacks):
    """One of each: hidden, held, refused, deleted, reported, contested. The author is the citizen."""
    with django_capture_on_commit_callbacks(execute=True):
        make_house(stage, cast, post)
    return stage


def make_house(stage, cast, post):
    for reader in filter(None, READERS.values()):
        follow_draft(getattr(cast, reader), stage)
        follow_section(getattr(cast, reader), stage.text)
    speak_for(cast.citizen, make_organisation())
    hidden = post(said("history"))
    hour_ago = timezone.now() - timedelta(hours=1)
    Comment.objects.filter(pk=hidden.pk).update(posted_at=hour_ago)
    threads.edit_comment(by=cast.citizen, comment_id=hidden.pk, body=said("hidden"))
    threads.offer_translation(
        by=cast.citizen, comment_id=hidden.pk, language="en", body=said("translated")
    )
    publish(cast.drafter_gov, hidden, reasons=f"Nous répondons. {WORD}")
    stays = post(f"Poliment. {WORD}", by=cast.drafter_civ, in_reply_to=hidden.pk)
    reply = post(said("hidden reply"), in_reply_to=stays.pk)
    decision = decide(stage, cast.moderator_gov, hidden, "hide")
    decide(stage, cast.moderator_civ, reply, "hide")
    appeal(decision, SECRETS["appeal"])
    hold(stage, cast.citizen, said("held"))
    hold(stage, cast.citizen, said("held reply"), in_reply_to=stays.pk)
    public = post(f"Public. {WORD}")
    services.report_comment(
        by=cast.neighbour,
        comment_id=public.pk,
        notice=services.Notice(stage.articles[0].pk, words=SECRETS["report"]),
    )
    refused = hold_edit(stage, public, said("refused edit"))
    decide(stage, cast.moderator_gov, refused, "refuse")
    hold_edit(stage, public, said("held edit"))
    decide(stage, cast.moderator_gov, hold(stage, cast.citizen, said("refused")), "refuse")
    deleted = post(said("deleted"))
    threads.delete_comment(by=cast.citizen, comment_id=deleted.pk)
    derive_all()


def values(stage):
    """Return what addresses are filled with: everything that there is of each kind."""

    def keys(model):
        return list(model.objects.values_list("pk", flat=True))

    return {
        "answer_id": keys(Answer),
        "comment_id": keys(Comment),
        "held_id": keys(HeldText),
        "translation_id": keys(CommentTranslation),
        "kind": ["comment", "answer", "decision"],
        "object_id": [*keys(Comment), *keys(HeldText), *keys(Answer), *keys(Decision)],
        "notice_id": keys(Notice),
        "token": [token_for(keys(User)[0], [Kind.DRAFT])],
        "decision_id": keys(Decision),
        "case_id": keys(Case),
        "appeal_id": keys(Appeal),
        "consultation_id": [stage.consultation.pk],
        "organisation_id": keys(Organisation),
        "draft_key": [stage.draft.pk],
        "section_key": [stage.text.key],
        "language": ["fr"],
        "code": ["not_found"],
        "form": ["md", "html"],
        **{name: [1] for name in WHOLE_NUMBERS},
        **{name: ["x"] for name in ("path", "key", "uidb36", "provider_id")},
    }


def calls(stage, known=None):
    """Yield every address of the site with its name, as it is asked for, once; the admin's apart.

    Addresses are filled with what is `known`, or with all that there is.
    """
    known = known or values(stage)
    parts = {
        "section": stage.text.key,
        "draft_key": stage.draft.pk,
        "comment": known["comment_id"][0],
        "case": known["case_id"][0],
    }
    asked = {stage.consultation_page.url: "wagtail_serve", "/fr/": "wagtail_serve"}
    for one in addresses():
        if one.is_admin:
            continue
        for path in [stage.page.url] if one.name == "wagtail_serve" else one.filled(known):
            for query in ASKED[one.name] or ("",):
                asked.setdefault(path + query.format(**parts), one.name)
    for address, name in asked.items():
        yield name, address


def sent(stage, form=FORM, known=None):
    """Yield the name of every address with what can be sent to it, once; the admin's apart.

    Without a form, what is sent is empty everywhere.
    """
    known, told, asked = known or values(stage), operations(), set()
    article = stage.articles[0]
    is_empty = not form
    form = form and form | {"section": stage.text.key, "article": article.pk}
    ours = {"section": str(stage.text.key), "article": str(article.key), "quote": None, "seen": ""}
    for one in addresses():
        if one.is_admin:
            continue
        ways = told.get(as_template(one.route), [("POST", form)])
        is_page = one.name == "wagtail_serve"
        for address, (method, body) in product(
            [stage.page.url] if is_page else one.filled(known), ways
        ):
            if (method, address) in asked:
                continue
            asked.add((method, address))
            if one.name.startswith("api:"):
                body = None if is_empty else body
                body = body and {key: ours.get(key, value) for key, value in body.items()}
                body = {"data": json.dumps(body or {}, default=str), "content_type": JSON}
            else:
                body = {
                    "data": encode_multipart(BOUNDARY, body or {}),
                    "content_type": MULTIPART_CONTENT,
                }
            yield one.name, method, address, body


def answers_to(stage, browser, form=FORM, known=None):
    """Yield what a browser is answered that sends something to every address: nothing is kept of it."""
    session, only_read = browser.cookies.output(header="", sep=";"), set()
    for name, method, address, body in sent(stage, form, known):
        for headers in ways_to_ask(name):
            if name in only_read:
                continue
            browser.cookies.load(session)  # one of them signs out
            caches["pace"].clear()
            with transaction.atomic():
                answer = browser.generic(method, address, headers=headers, **body)
                transaction.set_rollback(True)
            if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                only_read.add(name)
            yield name, (method, address, headers), answer


def ways_to_ask(name):
    """Return the headers with which an address is asked: for the page, and for its fragment."""
    return ({}, HTMX) if name.startswith(("threads:", "moderation:")) else ({},)


def read(answer):
    """Return all that an answer tells: its body and its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + str(dict(answer.items())) + answer.cookies.output()


def leaks(text, reader, name):
    """Return the secrets that a text tells somebody who may not know them."""
    told = {kind for kind, word in SECRETS.items() if word.lower() in text.lower()}
    if reader == "author" and name in OWN_PAGES:
        told -= OWN
    return told


def browser_of(cast, as_user, reader):
    return as_user(getattr(cast, READERS[reader]) if READERS[reader] else None)


# The table is complete


def test_every_address_is_in_the_table():
    """A new one fails here until somebody has said how it is asked for."""
    names = {one.name for one in addresses() if not one.is_admin}
    assert names - set(ASKED) == set()
    assert set(ASKED) - names - {"media/<path:path>"} == set()


def test_every_socket_is_in_the_table():
    assert sockets() == SOCKETS


def test_a_kind_of_value_that_nobody_named_is_noticed(house):
    with pytest.raises(KeyError):
        list(Address("fr/<uuid:secret_id>/", "new").filled(values(house)))


def test_the_walk_would_see_a_leak(house, cast, as_user):
    """Moderators read all of it, at the same addresses: so the words are there to be leaked."""
    browser, seen = as_user(cast.moderator_civ), set()
    for _name, address in calls(house):
        seen |= leaks(read(browser.get(address)), "moderator", "")
    assert seen >= set(SECRETS) - {"deleted"}
    sending = answers_to(house, browser)
    told = set().union(*(leaks(read(answer), "moderator", "") for _name, _way, answer in sending))
    assert told >= {"hidden", "hidden reply", "held", "report", "appeal"}


# Pages, fragments, API, feeds, exports, search


@pytest.mark.parametrize("reader", EACH)
def test_nothing_is_at_any_address(house, cast, as_user, reader):
    browser = browser_of(cast, as_user, reader)
    for name, address in calls(house):
        for headers in ways_to_ask(name):
            answer = browser.get(address, headers=headers)
            assert answer.status_code < 500, address
            assert leaks(read(answer), reader, name) == set(), (address, headers)


@pytest.mark.parametrize("reader", EACH)
def test_nothing_is_told_to_those_who_send(house, cast, as_user, reader):
    """Done or refused: what comes back names no words either."""
    for name, way, answer in answers_to(house, browser_of(cast, as_user, reader)):
        assert answer.status_code < 500, way
        assert leaks(read(answer), reader, name) == set(), way


def test_the_author_reads_what_waits_and_why(house, cast, as_user):
    """Nothing is shadow-banned: each held text is there for its author."""
    page = read(as_user(cast.citizen).get("/fr/moderation/mine/"))
    for kind in ("held", "held edit", "held reply"):
        assert SECRETS[kind] in page


@pytest.mark.filterwarnings("ignore:Pagination may yield")
def test_nothing_is_in_the_admin(house, cast, as_user):
    """CVE-2026-45086: who administers the site does not moderate this consultation."""
    browser = as_user(cast.admin)
    pages = {"pk": house.page.pk, "page_id": house.page.pk, "page_to_copy_id": house.page.pk}
    shown = 0
    for one in addresses():
        if not one.is_admin or any(
            word in one.route for word in ("logout", "password", "failwhale")
        ):
            continue
        address = admin_address(one, pages)
        with transaction.atomic():
            answer = browser.get(address)
            transaction.set_rollback(True)
        shown += answer.status_code == 200
        assert leaks(read(answer), "admin", "") == set(), address
    assert shown > 50


def admin_address(one, pages):
    known = dict.fromkeys(PLACE.findall(one.route))
    for name in known:
        known[name] = [pages.get(name, pages["pk"] if name.endswith("id") else 1)]
    return next(one.filled(known))


@pytest.mark.parametrize("reader", EACH)
def test_the_admin_is_closed_to_those_without_a_role(house, cast, as_user, reader):
    browser = browser_of(cast, as_user, reader)
    browser.raise_request_exception = (
        False  # drafters get into the editor, where an empty form fails
    )
    for one in addresses():
        if one.is_admin and not any(word in one.route for word in ("failwhale", "logout")):
            address = admin_address(one, {"pk": house.page.pk})
            with transaction.atomic():
                answers = (browser.get(address), browser.post(address))
                transaction.set_rollback(True)
            for answer in answers:
                assert leaks(read(answer), reader, "") == set(), one.route


# What was true before


def test_what_a_browser_keeps_is_asked_for_again(stage, cast, post, as_user):
    """Copies of the page, and 304: whoever had the words before is told that they have gone."""
    comment = post(said("hidden"))
    here = [
        stage.page.url,
        f"{stage.page.url}?section={stage.text.key}",
        f"/fr/drafts/{stage.draft.pk}/threads/?section={stage.text.key}",
        f"/fr/drafts/{stage.draft.pk}/discussion/",
        f"/fr/comments/{comment.pk}/",
        f"/api/v1/drafts/{stage.draft.pk}/comments/",
        f"/api/v1/comments/{comment.pk}/",
    ]
    kept = {}
    for address in here:
        for _again in range(2):  # the second time from the copy
            kept[address] = Client().get(address)
    assert sum(SECRETS["hidden"] in read(one) for one in kept.values()) >= 5
    decide(stage, cast.moderator_gov, comment, "hide")
    for address, before in kept.items():
        known = before.headers.get("ETag", "")
        answer = Client().get(address, headers={"If-None-Match": known} if known else {})
        assert leaks(read(answer), "anonymous", "") == set(), address
        if SECRETS["hidden"] in read(before):
            assert answer.status_code != 304, address


def test_nothing_is_found_by_its_words(house, cast, as_user):
    """Neither words nor their number: a search for what is hidden finds as much as one for nothing."""
    api = f"/api/v1/drafts/{house.draft.pk}/comments/"
    for reader in READERS:
        browser = browser_of(cast, as_user, reader)
        for word in SECRETS.values():
            assert browser.get(api, {"q": word}).json()["items"] == []
        assert len(browser.get(api, {"q": WORD}).json()["items"]) == 2


def test_nothing_is_in_any_mail_with_news(house, cast):
    """Decidim issues 12829 and 8660: hidden words stayed in notifications."""
    told = send_all()
    assert {getattr(cast, role).email for role in filter(None, READERS.values())} <= set(told)
    for message in told.values():
        for text in (message.subject, message.body, message.alternatives[0].content):
            assert leaks(text, "anonymous", "") == set()


# Sockets


def people(cast):
    return {
        reader: User.objects.get(pk=getattr(cast, role).pk) if role else AnonymousUser()
        for reader, role in READERS.items()
    }


def test_nothing_is_in_any_replay(house):
    """Discourse CVE-2026-91156: the live bus told restricted talk."""
    streams = Stream.objects.all()
    assert {house.draft.pk, desk_of(house.consultation.pk)} <= {one.pk for one in streams}
    for stream in streams:
        events = list(Event.objects.filter(stream=stream).order_by("number"))
        frames = [text for _n, told in tell(events, ["fr", "en"]) for text in told.values()]
        for frame in frames:
            assert leaks(frame, "anonymous", "") == set()


def test_only_moderators_here_hear_the_desk(house, cast):
    desk = desk_of(house.consultation.pk)
    for reader, user in people(cast).items():
        assert not anyone_lets_listen(desk, user), reader
        assert anyone_lets_listen(house.draft.pk, user), reader
    for user in (cast.moderator_gov, cast.moderator_civ):
        assert anyone_lets_listen(desk, User.objects.get(pk=user.pk))


# Mails


def test_nothing_is_in_the_mails_of_others(house, cast):
    assert mail.outbox
    for message in mail.outbox:
        if message.to == [cast.citizen.email]:
            continue
        told = f"{message.subject}\n{message.body}"
        assert leaks(told, "reporter", "") == set(), message.to
