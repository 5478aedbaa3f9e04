"""Who follows is told of what happens, from the event log."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.following import services
from consult.following.models import Follow, Notice, Position
from consult.people.models import User
from consult.threads.services import delete_comment
from tests.answers.answering import edit, publish
from tests.factories.people import make_user
from tests.following.telling import (
    choose,
    follow_draft,
    follow_section,
    follow_thread,
    notices,
    speak,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def from_now_on(stage):
    """What made the stage is told already."""
    services.pass_over(stage.draft.pk)


def test_who_follows_a_draft_hears_of_contributions_and_not_of_replies(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    root = post()
    post("Et moi donc", by=cast.publisher, in_reply_to=root.pk)
    tell()
    assert notices(cast.neighbour) == [("draft", "posted")]


def test_who_follows_a_section_hears_of_all_that_is_said_there(stage, cast, post):
    follow_section(cast.neighbour, stage.text)
    root = post()
    post(place=stage.place(stage.sections[2]))
    post("Et moi donc", by=cast.publisher, in_reply_to=root.pk)
    tell()
    assert notices(cast.neighbour) == [("section", "posted")] * 2


def test_who_follows_a_thread_hears_of_its_replies(stage, cast, post):
    root, other = post(), post("Autre chose")
    follow_thread(cast.neighbour, root)
    first = post("Et moi donc", by=cast.publisher, in_reply_to=root.pk)
    post("Non", by=cast.drafter_gov, in_reply_to=first.pk)
    post("Ailleurs", by=cast.publisher, in_reply_to=other.pk)
    tell()
    assert notices(cast.neighbour) == [("thread", "posted")] * 2


def test_replies_and_names_are_told_whatever_one_follows(stage, cast, post):
    root = post()
    post("Oui", by=cast.neighbour, in_reply_to=root.pk)
    post("Demandez à @Ravi", by=cast.publisher)
    tell()
    assert notices(cast.citizen) == [("reply", "posted")]
    assert notices(cast.neighbour) == [("reply", "posted")]


def test_nobody_is_told_of_their_own_acts(stage, cast, post):
    follow_draft(cast.citizen, stage)
    follow_section(cast.citizen, stage.text)
    root = post()
    post("J’ajoute, dit @Maïa L.", in_reply_to=root.pk)
    follow_draft(cast.drafter_gov, stage)
    publish(cast.drafter_gov, root, post(by=cast.drafter_gov))
    tell()
    assert notices(cast.citizen) == [("section", "posted"), ("answered", "answered")]
    assert notices(cast.drafter_gov) == []


def test_whoever_takes_part_follows_the_thread_from_then_on(stage, cast, post):
    root = post(by=cast.publisher)
    post("Avant", by=cast.drafter_gov, in_reply_to=root.pk)
    post("Moi aussi", in_reply_to=root.pk)
    post("Après", by=cast.neighbour, in_reply_to=root.pk)
    tell()
    assert notices(cast.citizen) == [("thread", "posted")]
    assert Follow.objects.filter(participant=cast.citizen, thread=root).exists()


def test_unless_they_do_not_want_to(stage, cast, post):
    services.choose(by=cast.citizen, choice=services.Choice({}, follows_own=False))
    root = post()
    tell()
    assert not Follow.objects.filter(participant=cast.citizen).exists()
    assert root


def test_contributors_are_told_of_answers_and_their_changes(stage, cast, post):
    mine, theirs, also_mine = post(), post(by=cast.neighbour), post("Et encore")
    answer = publish(cast.drafter_gov, mine, theirs, also_mine)
    edit(cast.drafter_civ, answer, outcome="declined")
    tell()
    for person in (cast.citizen, cast.neighbour):
        assert notices(person) == [("answered", "answered"), ("answered", "answer_edited")]


def test_whoever_deleted_their_words_is_not_told_of_their_answer(stage, cast, post):
    comment = post()
    kept = post(by=cast.neighbour)
    delete_comment(by=cast.citizen, comment_id=comment.pk)
    publish(cast.drafter_gov, kept)
    tell()
    assert notices(cast.citizen) == []


def test_authors_are_told_what_moderators_decide(stage, cast, post, hide):
    comment = post("Imbécile !")
    follow_section(cast.neighbour, stage.text)
    hide(comment)
    tell()
    assert notices(cast.citizen) == [("decided", "hidden")]
    assert notices(cast.neighbour) == []  # it was said before they followed


def test_versions_are_told_in_the_language_of_each(stage, cast, english_page):
    services.pass_over(stage.draft.pk)
    speak(cast.neighbour, "en")
    for person in (cast.citizen, cast.neighbour):
        follow_draft(person, stage)
    stage.page.title = "Projet, revu"
    stage.page.save_revision().publish()
    tell()
    assert notices(cast.citizen) == [("draft", "version")]
    assert notices(cast.neighbour) == []
    english_page.title = "Draft, again"
    english_page.save_revision().publish()
    tell()
    assert notices(cast.citizen) == [("draft", "version")]
    assert notices(cast.neighbour) == [("draft", "version")]


def test_whose_language_has_no_page_hears_of_the_source(stage, cast):
    speak(cast.neighbour, "ar")
    follow_draft(cast.neighbour, stage)
    stage.page.save_revision().publish()
    tell()
    assert notices(cast.neighbour) == [("draft", "version")]


def test_who_follows_a_section_hears_when_it_reads_otherwise(stage, cast):
    follow_section(cast.citizen, stage.text)
    follow_section(cast.neighbour, stage.sections[2])
    stage.page.sections[1].value.source = "<p>Les données existent, éparpillées.</p>"
    stage.page.save_revision().publish()
    tell()
    assert notices(cast.citizen) == [("section", "version")]
    assert notices(cast.neighbour) == []


def test_several_reasons_make_one_notice_and_the_first_that_is_wanted_counts(stage, cast, post):
    root = post()
    follow_thread(cast.citizen, root)
    follow_section(cast.citizen, stage.text)
    choose(cast.citizen, reply=(False, "never"))
    post("Oui", by=cast.neighbour, in_reply_to=root.pk)
    tell()
    assert notices(cast.citizen) == [("thread", "posted")]
    choose(cast.citizen, thread=(False, "never"), section=(False, "never"))
    post("Encore", by=cast.neighbour, in_reply_to=root.pk)
    tell()
    assert notices(cast.citizen) == [("thread", "posted")]


def test_what_happened_before_one_followed_is_not_told(stage, cast, post):
    post()
    follow_draft(cast.neighbour, stage)
    tell()
    assert notices(cast.neighbour) == []


def test_an_account_that_was_closed_is_told_nothing_and_a_suspended_one_is(stage, cast, post):
    for person in (cast.neighbour, cast.publisher):
        follow_draft(person, stage)
    User.objects.filter(pk=cast.neighbour.pk).update(is_active=False)
    User.objects.filter(pk=cast.publisher.pk).update(suspended_until="2100-01-01T00:00Z")
    post()
    tell()
    assert notices(cast.neighbour) == []
    assert notices(cast.publisher) == [("draft", "posted")]


def test_twice_writes_nothing_more(stage, cast, post):
    follow_draft(cast.neighbour, stage)
    post()
    assert tell() == 1
    assert tell() == 0
    Position.objects.update(number=0)  # as if all had to be told again
    tell()
    assert notices(cast.neighbour) == [("draft", "posted")]


def test_work_grows_with_news_and_not_with_followers(stage, cast, post):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            tell()
        return len(captured)

    tell()
    follow_draft(cast.neighbour, stage)
    assert queries() == 1  # nothing happened
    post()
    few = queries()
    crowd = [make_user(f"Foule {number}") for number in range(30)]
    for person in crowd:
        follow_draft(person, stage)
    post()
    assert queries() == few
    assert Notice.objects.filter(participant__in=crowd).count() == len(crowd)


def test_many_followers_are_told_in_several_transactions(stage, cast, post, monkeypatch):
    monkeypatch.setattr("consult.following.services.deriving.ROOM", 4)
    crowd = [make_user(f"Foule {number}") for number in range(11)]
    for person in crowd:
        follow_draft(person, stage)
        follow_section(person, stage.text)
    post(), post("Encore")
    steps = []
    while (step := services.derive(stage.draft.pk)).written:
        steps.append(step.written)
    assert max(steps) <= 4
    assert sum(steps) == 22
    for person in crowd:
        assert len(notices(person)) == 2
