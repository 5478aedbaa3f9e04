"""What people without an account may not do: be counted as for or against, vote, translate."""

import pytest

from consult.people.guests.services import guest_with
from consult.threads import refusals
from consult.threads import services as threads
from consult.threads.models import Comment, CommentTranslation, Vote
from tests.moderation.house import set_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(stage):
    set_rules(stage.consultation, allows_guests=True)
    return guest_with(scope=stage.consultation.pk, email="passante@example.org", language="fr")


@pytest.mark.parametrize("stance", ["for", "against", "neither"])
def test_they_take_no_stance(post, guest, stance):
    with pytest.raises(refusals.GuestsTakeNoStance):
        post(by=guest, stance=stance)
    assert not Comment.objects.exists()


def test_a_stance_that_is_none_is_refused_as_of_everybody(post, guest):
    with pytest.raises(refusals.UnknownStance):
        post(by=guest, stance="maybe")


def test_without_one_they_are_heard(post, guest):
    comment = post(by=guest)
    assert (comment.by_guest, comment.stance) == (True, "")


@pytest.mark.parametrize("value", ["agree", "disagree", ""])
def test_they_do_not_vote(post, guest, value):
    comment = post()
    with pytest.raises(refusals.GuestsDoNotVote):
        threads.cast_vote(by=guest, comment_id=comment.pk, value=value)
    assert not Vote.objects.exists()


def test_they_neither_translate_nor_confirm(post, cast, guest):
    own, other = post(by=guest), post()
    for comment in (own, other):
        with pytest.raises(refusals.GuestsDoNotTranslate):
            threads.offer_translation(
                by=guest, comment_id=comment.pk, language="en", body="Which month?"
            )
    assert not CommentTranslation.objects.exists()
    threads.offer_translation(
        by=cast.neighbour, comment_id=own.pk, language="en", body="Which month?"
    )
    with pytest.raises(refusals.GuestsDoNotTranslate):
        threads.confirm_translation(by=guest, translation_id=CommentTranslation.objects.get().pk)
