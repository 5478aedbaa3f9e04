"""Nobody can tell who somebody is under a name for one consultation: at every address, in every frame
and every mail.

Maïa L. is “Hirondelle” in one consultation, and herself in another. What is about the first names her
nowhere, nor the key of her account; what is about the second holds no swallow.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from consult.answers.models import Answer
from consult.following.kinds import Kind
from consult.following.models import Notice
from consult.following.services import derive_all
from consult.following.stopping import token_for
from consult.live.models import Event
from consult.live.reading import tell
from consult.moderation import services as moderation
from consult.moderation.desk import desk_of
from consult.moderation.models import Appeal, Case, Decision
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, CommentTranslation, HeldText
from consult.threads.places import Said
from tests.answers.answering import publish
from tests.answers.closing import close
from tests.answers.taking import take
from tests.consultations.names.naming import PSEUDONYM, choose, other_stage
from tests.following.telling import all_at_once, follow_draft, follow_section, send_all
from tests.moderation.addresses import WORD, addresses
from tests.moderation.house import appeal, decide, hold, hold_edit, set_rules
from tests.moderation.test_nothing_hidden_leaks import (
    WHOLE_NUMBERS,
    admin_address,
    answers_to,
    calls,
    read,
    ways_to_ask,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAME = "Maïa"
SCHEMA = "api:openapi-json"
READERS = [None, "neighbour", "drafter_gov", "moderator_gov"]
SEEN_AT = {
    "wagtail_serve",
    "threads:threads",
    "threads:discussion",
    "threads:comment",
    "threads:history",
    "threads:names",
    "threads:translations",
    "moderation:report",
    "moderation:queue",
    "following:draft_feed",
    "following:consultation_feed",
    "api:list_comments",
    "api:comment",
    "api:list_translations",
    "answers:answer",
}
"""Where the pseudonym stands: it is there to be taken for a leak, were it the other name."""


def marks(person) -> tuple[str, ...]:
    """Return what nobody may read: the beginning of a name, and the key of an account."""
    return NAME.lower(), "ma\\u00efa", "ma%c3%afa", str(person.pk), person.pk.hex


def names_maia(text: str, person) -> list[str]:
    return [one for one in marks(person) if one in text.lower()]


def asked_of(stage):
    """Yield every address of a consultation; the schema of the API has a Maïa in its examples."""
    return ((name, address) for name, address in calls(stage, known(stage)) if name != SCHEMA)


@pytest.fixture
def talk(stage, english_page, cast, post, django_capture_on_commit_callbacks):
    """All that somebody can do in a consultation, half of it before she had another name there."""
    for reader in (cast.neighbour, cast.drafter_gov, cast.moderator_gov):
        follow_draft(reader, stage)
        follow_section(reader, stage.text)
        all_at_once(reader)
    maia = cast.citizen
    first = post(f"D’abord. {WORD}")
    hour_ago = timezone.now() - timedelta(hours=1)
    Comment.objects.filter(pk=first.pk).update(posted_at=hour_ago)
    threads.edit_comment(by=maia, comment_id=first.pk, body=f"Ensuite. {WORD}")
    theirs = post(f"Bonjour. {WORD}", by=cast.neighbour)
    reply = post(f"Je réponds. {WORD}", in_reply_to=theirs.pk)
    threads.offer_translation(by=maia, comment_id=theirs.pk, language="en", body=f"Hello. {WORD}")
    offered = threads.offer_translation(
        by=cast.neighbour, comment_id=first.pk, language="en", body=f"Then. {WORD}"
    )
    threads.confirm_translation(by=maia, translation_id=offered.translation.pk)
    hold(stage, maia, f"J’attends. {WORD}")

    maia = User.objects.get(pk=maia.pk)
    choose(maia, stage.consultation)
    with django_capture_on_commit_callbacks(execute=True):
        after_it(stage, cast, post, maia, first, reply)
    return stage


def after_it(stage, cast, post, maia, first, reply):
    later = post(f"Plus tard. {WORD}", by=maia)
    post(f"Merci @{PSEUDONYM} ! {WORD}", by=cast.neighbour, in_reply_to=reply.pk)
    hidden = post(f"Caché. {WORD}", by=maia)
    decision = decide(stage, cast.moderator_gov, hidden, "hide")
    appeal(Decision.objects.get(pk=decision.pk), "Je conteste.")
    hold(stage, maia, f"J’attends encore. {WORD}")
    hold_edit(stage, later, f"Autrement. {WORD}")
    decide(stage, cast.moderator_gov, hold(stage, maia, f"Refusé. {WORD}"), "refuse")
    moderation.report_comment(
        by=cast.neighbour,
        comment_id=first.pk,
        notice=moderation.Notice(stage.articles[0].pk, words="Voyez."),
    )
    take(stage, cast.drafter_gov, first, later)
    publish(cast.drafter_gov, first, later, reasons=f"Nous répondons. {WORD}")
    threads.post_comment(
        by=User.objects.get(pk=maia.pk),
        place=other_stage(stage).place(other_stage(stage).text),
        said=Said(f"Ailleurs. {WORD}", "fr"),
    )
    derive_all()


def telling(draft) -> list:
    """Return the comments about a draft of which each shows a name in a way of its own: edited and
    answered, a reply, in answer to her, hidden.
    """
    comments = Comment.objects.filter(draft=draft).order_by("pk")
    begun = ("Ensuite", "Je réponds", "Merci", "Caché", "Ailleurs")
    return [one.pk for one in comments if one.source.startswith(begun)]


def known(stage) -> dict[str, list]:
    """Return what the addresses of one consultation are filled with."""

    def keys(model, **where):
        return list(model.objects.filter(**where).values_list("pk", flat=True))

    draft, consultation = stage.draft, stage.consultation
    comments, held = telling(draft), keys(HeldText, draft=draft)
    decisions, answers = keys(Decision, consultation=consultation), keys(Answer, draft=draft)
    return {
        "answer_id": answers,
        "comment_id": comments,
        "held_id": held,
        "translation_id": keys(CommentTranslation, comment__draft=draft),
        "kind": ["comment", "answer", "decision"],
        "object_id": [*comments, *held, *answers, *decisions],
        "notice_id": keys(Notice, draft=draft),
        "token": [token_for(uuid4(), [Kind.DRAFT])],
        "decision_id": decisions,
        "case_id": keys(Case, consultation=consultation) or [uuid4()],
        "appeal_id": keys(Appeal, decision__consultation=consultation),
        "consultation_id": [consultation.pk],
        "organisation_id": [],
        "draft_key": [draft.pk],
        "section_key": [stage.text.key],
        "language": ["en"],
        "code": ["not_found"],
        "form": ["md", "html"],
        **{name: [1] for name in WHOLE_NUMBERS},
        **{name: ["x"] for name in ("path", "key", "uidb36", "provider_id")},
    }


def browser_of(cast, reader):
    browser = Client()
    if reader:
        browser.force_login(getattr(cast, reader))
    return browser


@pytest.mark.parametrize(
    ("reader", "language"), [*((one, "fr") for one in READERS), ("moderator_gov", "en")]
)
def test_no_address_of_the_consultation_names_her(talk, cast, reader, language):
    browser, seen = browser_of(cast, reader), set()
    for name, address in asked_of(talk):
        address = address.replace("/fr/", f"/{language}/", 1)
        for headers in ways_to_ask(name):
            answer = browser.get(address, headers=headers)
            assert answer.status_code < 500, address
            text = read(answer)
            assert names_maia(text, cast.citizen) == [], (address, headers)
            seen |= {name} if PSEUDONYM in text else set()
    if reader == "moderator_gov" and language == "fr":
        assert seen >= SEEN_AT, SEEN_AT - seen


@pytest.mark.parametrize("reader", [None, "outsider"])
def test_no_address_of_the_other_consultation_holds_the_pseudonym(talk, cast, reader):
    elsewhere, browser, seen = other_stage(talk), browser_of(cast, reader), set()
    for name, address in asked_of(elsewhere):
        text = read(browser.get(address))
        assert PSEUDONYM not in text, address
        seen |= {name} if NAME in text else set()
    assert seen >= {"wagtail_serve", "threads:discussion", "api:list_comments", "api:comment"}


@pytest.mark.parametrize("reader", ["neighbour", "moderator_gov"])
def test_nothing_that_is_sent_is_answered_with_her_name(talk, cast, reader):
    for name, way, answer in answers_to(talk, browser_of(cast, reader), known=known(talk)):
        assert answer.status_code < 500, way
        assert name == SCHEMA or names_maia(read(answer), cast.citizen) == [], way


def test_no_export_of_a_consultation_that_is_over_names_her(talk, cast):
    close(talk)
    shown = 0
    for name, address in asked_of(talk):
        if name.startswith(("answers:", "wagtail_serve", "moderation:register", "api:")):
            text = read(Client().get(address))
            assert names_maia(text, cast.citizen) == [], address
            shown += PSEUDONYM in text
    assert shown > 3


@pytest.mark.filterwarnings("ignore:Pagination may yield")
def test_no_page_of_the_admin_names_her_to_a_publisher(talk, cast):
    browser = browser_of(cast, "publisher")
    browser.raise_request_exception = False
    shown = 0
    for one in addresses():
        if not one.is_admin or any(word in one.route for word in ("failwhale", "logout")):
            continue
        address = admin_address(one, {"pk": talk.page.pk, "page_id": talk.page.pk})
        with transaction.atomic():
            answer = browser.get(address)
            transaction.set_rollback(True)
        assert names_maia(read(answer), cast.citizen) == [], address
        shown += answer.status_code == 200
    assert shown > 20


def test_no_frame_names_her(talk, cast):
    for stream in (talk.draft.pk, desk_of(talk.consultation.pk)):
        events = list(Event.objects.filter(stream=stream).order_by("number"))
        frames = [text for _n, told in tell(events, ["fr", "en"]) for text in told.values()]
        assert frames
        for frame in frames:
            assert names_maia(frame, cast.citizen) == [], frame
    frames = tell(list(Event.objects.filter(stream=talk.other_draft.pk)), ["fr"])
    assert all(PSEUDONYM not in text for _n, told in frames for text in told.values())


def test_no_mail_to_others_names_her(talk, cast):
    before = [one for one in mail.outbox if one.to != [cast.citizen.email]]
    told = {address: one for address, one in send_all().items() if address != cast.citizen.email}
    assert {cast.neighbour.email, cast.drafter_gov.email} <= set(told)
    assert any(PSEUDONYM in one.body for one in told.values())
    for message in (*before, *told.values()):
        parts = [message.subject, message.body, *(one.content for one in message.alternatives)]
        assert names_maia("\n".join(parts), cast.citizen) == [], message.to


def test_nobody_is_offered_or_mentioned_who_has_another_name_here(talk, cast, post):
    browser = browser_of(cast, "neighbour")
    asked = f"/fr/drafts/{talk.draft.pk}/names/"
    assert browser.get(asked, {"q": "maï"}).json()["names"] == []
    assert browser.get(asked, {"q": "hir"}).json()["names"] == [PSEUDONYM]
    missed = post("Bonjour @Maïa L. !", by=cast.neighbour)
    assert not missed.mentions.exists()
    assert "<strong>" not in missed.html
    met = post(f"Bonjour @{PSEUDONYM.upper()} !", by=cast.neighbour)
    assert list(met.mentions.all()) == [cast.citizen]
    elsewhere = f"/fr/drafts/{talk.other_draft.pk}/names/"
    assert browser.get(elsewhere, {"q": "hir"}).json()["names"] == []
    assert browser.get(elsewhere, {"q": "maï"}).json()["names"] == ["Maïa L."]


def test_held_words_are_published_under_the_name(talk, cast):
    set_rules(talk.consultation, premoderation="none")
    held = HeldText.objects.filter(status="waiting", edits=None).first()
    decide(talk, cast.moderator_gov, held, "publish")
    held.refresh_from_db()
    assert held.published_as.author_name == PSEUDONYM
