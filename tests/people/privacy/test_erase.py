"""Leaving: nothing of somebody is left, and what others rest on stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, PageLogEntry, Revision
from wagtail.users.models import UserProfile

from consult.consultations.policy import LastPublisher
from consult.drafts.models import DraftPage, Version
from consult.live.access import Claim, why_close
from consult.live.events import CloseCode
from consult.live.models import Event
from consult.moderation.models import Decision
from consult.people.models import STAND_IN, Erasure, User, former_name
from consult.people.privacy import erasure
from consult.people.privacy.erasure import LastAdministrator
from consult.threads import services as threads
from consult.threads.models import Comment, Edit, Vote
from tests.factories.people import make_user
from tests.moderation.house import appeal, assert_registers_hold, decide, hold, post_elsewhere
from tests.people.privacy.house import (
    DATA,
    ERASE,
    come_in,
    copy_of,
    found_in_caches,
    found_in_files,
    found_in_tables,
    leave,
    let_time_pass,
)

pytestmark = pytest.mark.django_db

NAME = "Zénobie Quatresous"
ADDRESS = "zenobie.quatresous@example.org"
WORDS = "rhododendron bleu"


@pytest.fixture
def zenobie(stage, cast, post):
    """Somebody who has done all that a participant can do."""
    person = make_user(NAME, email=ADDRESS)
    mine = post(f"Je veux un {WORDS}.", by=person)
    threads.edit_comment(by=person, comment_id=mine.pk, body=f"Je veux deux {WORDS}.")
    hidden = post(f"Caché : {WORDS}.", by=person)
    decide(stage, cast.moderator_gov, hidden, "hide")
    appeal(Decision.objects.get(comment=hidden), words=f"Mon {WORDS} !")
    hold(stage, person, f"En attente : {WORDS}.")
    post_elsewhere(stage, person, f"Ailleurs, {WORDS}.")
    others = post(f"Bonjour @{NAME} !", by=cast.neighbour)
    threads.edit_comment(by=cast.neighbour, comment_id=others.pk, body=f"Oui, @{NAME}, merci.")
    Edit.objects.create(comment=mine, number=9, source=f"Un {WORDS}.")
    Edit.objects.create(comment=others, number=9, source=f"Bonjour @{NAME} !")
    threads.cast_vote(by=person, comment_id=others.pk, value="agree")
    threads.offer_translation(
        by=person, comment_id=others.pk, language="en", body=f"Hello, {WORDS}."
    )
    UserProfile.objects.create(user=person, avatar=SimpleUploadedFile("zenobie.png", b"x"))
    get_document_model().objects.create(
        title="Pièce", file=SimpleUploadedFile("piece.txt", b"x"), uploaded_by_user=person
    )
    PageLogEntry.objects.log_action(stage.page, "wagtail.edit", user=person)
    ModelLogEntry.objects.log_action(person, "wagtail.edit", user=cast.admin)
    stage.page.owner = person
    stage.page.save_revision(user=person)
    return person


def marks(person) -> tuple[str, ...]:
    return (NAME, ADDRESS, str(person.pk))


@pytest.mark.parametrize("choice", ["anonymous", "withdrawn"])
def test_nothing_is_left_in_any_table_file_or_cache(
    zenobie, cast, stage, choice, client, django_capture_on_commit_callbacks
):
    """Every table, every column, every file, every cache: also those that are not made yet."""
    come_in(client, zenobie)
    Client().get(stage.page.url, HTTP_HOST="127.0.0.1:8000")  # a copy at rest
    gone, secret = str(zenobie.pk), zenobie.pk.hex
    assert found_in_tables(NAME, ADDRESS)
    with django_capture_on_commit_callbacks(execute=True):
        copy_of(zenobie)
    with django_capture_on_commit_callbacks(execute=True):
        assert leave(zenobie, choice)

    looked_for = (NAME, ADDRESS, "zenobie")
    if choice == "withdrawn":
        looked_for = (*looked_for, WORDS, "rhododendron")
    assert found_in_tables(*looked_for) == set()
    # An event tells sockets whose they were: a key that leads nowhere.
    assert found_in_tables(gone, secret) <= {"live_event.object_id"}
    assert found_in_files(*looked_for) == set()
    assert found_in_caches(*looked_for) == set()
    assert not User.objects.filter(pk=gone).exists()


def test_votes_stay_counted_and_are_nobodys(zenobie, cast):
    voted = Vote.objects.get(participant=zenobie).comment
    leave(zenobie)
    voted.refresh_from_db()
    assert voted.agree_count == 1 == Vote.objects.filter(comment=voted, value="agree").count()
    assert Vote.objects.get(comment=voted).participant is None


def test_votes_of_two_who_left_stay_two(cast, post):
    comment = post()
    for number in range(2):
        voter = make_user(f"Votant {number}")
        threads.cast_vote(by=voter, comment_id=comment.pk, value="agree")
        leave(voter)
    assert Vote.objects.filter(comment=comment, participant=None).count() == 2


def test_comments_stay_under_a_number(zenobie, stage):
    leave(zenobie)
    names = set(
        Comment.objects.filter(draft=stage.draft, source__contains=WORDS).values_list(
            "author__public_name", flat=True
        )
    )
    assert names == {former_name(1)}
    with translation.override("en"):
        said = Comment.objects.filter(source__contains="deux").get()
        assert said.author.public_name == "former participant 1"


def test_a_number_says_who_answers_whom_and_only_there(cast, stage, post):
    """Two who left keep apart within a draft; nothing leads from one draft to another."""
    first, second = make_user("Un"), make_user("Deux")
    mine, other = post("A", by=first), post("B", by=second)
    again, elsewhere = post("C", by=first), post_elsewhere(stage, first, "D")
    leave(first)
    leave(second)
    for one in (mine, other, again, elsewhere):
        one.refresh_from_db()
    assert mine.author_id == again.author_id != other.author_id
    assert elsewhere.author_id != mine.author_id
    with translation.override("en"):
        names = [Comment.objects.get(pk=one.pk).author.public_name for one in (mine, other)]
    assert names == ["former participant 1", "former participant 2"]


def test_withdrawn_comments_are_as_if_deleted_and_replies_stay(zenobie, cast, post, stage):
    mine = Comment.objects.get(source__contains="deux")
    reply = post("Je réponds.", by=cast.neighbour, in_reply_to=mine.pk)
    leave(zenobie, "withdrawn")
    mine.refresh_from_db()
    reply.refresh_from_db()
    assert mine.is_deleted
    assert reply.is_visible
    assert reply.thread_id == mine.pk
    assert stage.text.comments_count == Comment.objects.visible().filter(section=stage.text).count()


def test_a_mention_names_nobody_any_more_and_makes_no_edit(zenobie, cast):
    comment = Comment.objects.get(author=cast.neighbour)
    edits = comment.edits_count
    leave(zenobie)
    comment.refresh_from_db()
    with translation.override("fr"):
        name = former_name(1)
    assert comment.source == f"Oui, @{name}, merci."
    assert f"<strong>@{name}</strong>" in comment.html
    assert comment.edits_count == edits
    assert comment.edits.get().source == f"Bonjour @{name} !"


def test_open_windows_are_told(zenobie, stage):
    mine = Comment.objects.get(source__contains="deux")
    before = Event.objects.filter(object_id=mine.pk).count()
    leave(zenobie)
    assert Event.objects.filter(object_id=mine.pk).count() == before + 1


def test_the_register_verifies_before_and_after(zenobie, stage, capsys):
    leave(zenobie, "withdrawn")
    assert_registers_hold()
    call_command("verify_register")


def test_a_moderators_decisions_keep_the_college_and_lose_the_name(zenobie, cast, stage):
    moderator = cast.moderator_gov
    leave(moderator)
    decision = Decision.objects.get(action="hide")
    assert decision.college == "government"
    assert decision.moderator.former.scope == stage.draft.pk
    assert moderator.public_name not in str(decision.moderator)
    assert_registers_hold()


def test_versions_keep_no_name(stage, cast):
    stage.page.save_revision(user=cast.neighbour).publish()
    Version.objects.update(published_by=cast.neighbour)
    leave(cast.neighbour)
    assert not Version.objects.filter(published_by=cast.neighbour.pk).exists()
    assert not Revision.objects.filter(user=cast.neighbour.pk).exists()


def test_all_of_it_or_nothing(zenobie, monkeypatch):
    """An erasure that fails half-way has done nothing, and is tried again."""
    from consult.people.privacy import accounts  # noqa: PLC0415

    asked = erasure.ask_erasure(participant=zenobie, choice="withdrawn")
    Erasure.objects.update(due_at=timezone.now())
    said = Comment.objects.filter(source__contains=WORDS).count()

    def fail(leaving):
        raise RuntimeError

    monkeypatch.setattr(accounts, "nothing_more", fail)
    assert erasure.carry_out([Erasure.objects.get(pk=asked.pk)]) == 0
    assert Comment.objects.filter(source__contains=WORDS).count() == said
    monkeypatch.undo()
    assert erasure.carry_out([Erasure.objects.get(pk=asked.pk)]) == 1


# Asking, and changing one's mind


def ask(client, choice="anonymous"):
    return client.post(ERASE, {"choice": choice, "certain": "on"})


def test_the_account_is_closed_at_once(zenobie, stage, client):
    phone = come_in(Client(), zenobie)
    come_in(client, zenobie)
    claim = Claim(stage.draft.pk, str(zenobie.pk), phone.session.session_key)
    assert why_close(claim) is None
    page = ask(client)
    assert "Your account is closed" in page.content.decode()
    assert why_close(claim) == CloseCode.SESSION_ENDED
    assert client.get(DATA).status_code == 302
    assert phone.get(DATA).status_code == 302


def test_a_session_that_nobody_listed_ends_too(zenobie, client):
    """A session that outlives what is known of it: the account's own mark has changed."""
    from allauth.usersessions.models import UserSession  # noqa: PLC0415

    come_in(client, zenobie)
    UserSession.objects.all().delete()
    erasure.ask_erasure(participant=zenobie, choice="anonymous")
    assert client.get(DATA).status_code == 302


def test_a_fresh_sign_in_is_asked_for(zenobie, client):
    come_in(client, zenobie)
    let_time_pass(client)
    assert "/reauthenticate/" in client.get(ERASE)["Location"]
    assert "/reauthenticate/" in ask(client)["Location"]
    assert not Erasure.objects.exists()


def test_what_happens_is_said_before(zenobie, client):
    come_in(client, zenobie)
    page = client.get(ERASE).content.decode()
    assert "For 14 days you can come back" in " ".join(page.split())
    answer = client.post(ERASE, {"choice": "anonymous"})
    assert answer.status_code == 422
    assert "Tick this box" in answer.content.decode()
    assert client.post(ERASE, {"choice": "burn", "certain": "on"}).status_code == 422
    assert not Erasure.objects.exists()


def test_who_signs_in_stays(zenobie, client, django_capture_on_commit_callbacks):
    come_in(client, zenobie)
    with django_capture_on_commit_callbacks(execute=True):
        ask(client)
    (letter,) = [one for one in mail.outbox if one.subject == "Votre compte sera effacé"] or [
        one for one in mail.outbox if "erased" in one.subject
    ]
    assert letter.to == [ADDRESS]
    come_in(client, zenobie)
    assert not Erasure.objects.exists()
    assert "Your account is kept" in client.get(DATA).content.decode()
    assert Comment.objects.filter(author=zenobie).exists()


def test_no_mail_is_sent_meanwhile(zenobie, stage, cast, django_capture_on_commit_callbacks):
    mine = Comment.objects.get(source__contains="deux")
    erasure.ask_erasure(participant=zenobie, choice="anonymous")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide(stage, cast.moderator_gov, mine, "hide")
    assert not [one for one in mail.outbox if ADDRESS in one.to]


def test_nobody_writes_to_who_has_left(zenobie, stage, cast, django_capture_on_commit_callbacks):
    mine = Comment.objects.get(source__contains="deux")
    leave(zenobie)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide(stage, cast.moderator_gov, mine, "hide")
    assert not mail.outbox


def test_nobody_can_mention_who_is_leaving(zenobie, cast, stage, client):
    url = f"/fr/drafts/{stage.draft.pk}/names/?q=Z"
    client.force_login(cast.neighbour)
    assert client.get(url).json() == {"names": [NAME]}
    erasure.ask_erasure(participant=zenobie, choice="anonymous")
    assert client.get(url).json() == {"names": []}


def test_before_the_time_of_grace_is_over_nothing_goes(zenobie):
    asked = erasure.ask_erasure(participant=zenobie, choice="withdrawn")
    assert asked.due_at - asked.asked_at > timedelta(days=13, hours=23)
    assert not erasure.erase(asked)
    assert User.objects.filter(pk=zenobie.pk).exists()


def test_the_last_publisher_finds_another_first(cast, client):
    with pytest.raises(LastPublisher):
        erasure.ask_erasure(participant=cast.publisher, choice="anonymous")
    come_in(client, cast.publisher)
    page = client.get(ERASE).content.decode()
    assert "Make somebody else a publisher first" in page
    assert ask(client).status_code == LastPublisher.status


def test_the_last_administrator_finds_another_first(cast):
    with pytest.raises(LastAdministrator):
        erasure.ask_erasure(participant=cast.admin, choice="anonymous")
    make_user("Autre", is_superuser=True, is_staff=True)
    assert erasure.ask_erasure(participant=cast.admin, choice="anonymous")


def test_who_became_the_last_publisher_meanwhile_waits(cast, stage):
    from consult.consultations import services as consultations  # noqa: PLC0415

    other = make_user("Autre")
    consultations.add_member(consultation=stage.consultation, participant=other, role="publisher")
    asked = erasure.ask_erasure(participant=cast.publisher, choice="anonymous")
    Erasure.objects.update(due_at=timezone.now())
    consultations.remove_member(stage.consultation.memberships.get(participant=other))
    assert not erasure.erase(Erasure.objects.get(pk=asked.pk))
    assert User.objects.filter(pk=cast.publisher.pk).exists()


def test_nobody_can_sign_in_as_who_has_left(zenobie, stage):
    leave(zenobie)
    former = User.objects.get(former__scope=stage.draft.pk)
    assert not former.is_active
    assert not former.has_usable_password()
    assert former.email.endswith("@former.invalid")


def test_no_name_that_people_type_looks_like_one_who_has_left():
    from consult.people.forms import PublicNameField  # noqa: PLC0415

    mark = f"\x1f1\x1f{uuid4().hex}"
    assert STAND_IN.fullmatch(mark)
    assert not STAND_IN.fullmatch(PublicNameField(max_length=60).clean(mark))


def test_a_page_whose_title_begins_with_a_name_keeps_its_title(stage, cast):
    """Somebody may have taken a word for a name with which titles begin."""
    page = DraftPage.objects.get(pk=stage.page.pk)
    page.title = "Maïa L.: plan pour le climat"
    revision = page.save_revision(log_action=True)
    assert leave(cast.citizen)
    revision.refresh_from_db()
    assert revision.object_str == page.title
    assert PageLogEntry.objects.filter(page=page.pk, label=page.title).exists()
