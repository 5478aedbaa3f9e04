"""Drafters at the same time, with real concurrency: one comes first, the other is told so; nothing is
counted twice, and nobody waits for ever.
"""

import pytest

from consult.answers.models import Answer
from consult.answers.policy import answering
from consult.answers.services import answers as services
from consult.core.errors import Refused
from consult.live.models import Event
from consult.moderation import services as moderation
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Said
from tests.answers.answering import anew, begin, edit, publish, text_of, words
from tests.cast import make_cast, make_stage
from tests.threads.posting import at_once
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 3


@pytest.fixture
def house():
    """A stage with real commits, and who takes part."""
    stage = make_stage()
    return stage, make_cast(stage)


def say(stage, by, body, section=None):
    return threads.post_comment(by=by, place=stage.place(section), said=Said(body, "fr")).comment


def race(*works):
    """Do all at once and return what was refused. Anything but a refusal fails, a deadlock first."""
    failures = at_once(works)
    for failure in failures:
        if not isinstance(failure, Refused):
            raise failure
    return failures


def test_two_publish_the_same_answer(house):
    """One publishes and signs; the other is refused. It is answered once."""
    stage, cast = house
    for turn in range(ROUNDS):
        answer = begin(cast.drafter_gov, say(stage, cast.citizen, f"Mot {turn}"))
        (refusal,) = race(
            *(
                lambda by=by, answer=answer: services.publish_answer(
                    by=anew(by), answer_id=answer.pk
                )
                for by in (cast.drafter_gov, cast.drafter_civ)
            )
        )
        assert isinstance(refusal, answering.AlreadyPublished)
        assert answer.signatures.count() == 1
        assert Event.objects.filter(object_id=answer.pk, type="answer.published").count() == 1
    assert_counters_are_true(stage.draft)


def test_two_answers_to_the_same_contributions(house):
    """In whatever order, and whatever they have in common: no deadlock, and the counters are true."""
    stage, cast = house
    for turn in range(ROUNDS):
        group = [
            say(stage, cast.citizen, f"Mot {turn} {number}", stage.sections[number % 3])
            for number in range(4)
        ]
        race(
            lambda group=group: publish(cast.drafter_gov, *group, outcome="adopted"),
            lambda group=group: publish(cast.drafter_civ, *reversed(group), outcome="declined"),
        )
        newest = Answer.objects.order_by("-published_at").first()
        assert {
            one.outcome for one in Comment.objects.filter(pk__in=[one.pk for one in group])
        } == {newest.outcome}
    assert_counters_are_true(stage.draft)


def test_published_while_a_contribution_is_hidden(house):
    stage, cast = house
    for turn in range(ROUNDS):
        comment = say(stage, cast.citizen, f"Mot {turn}")
        answer = begin(cast.drafter_gov, comment)
        race(
            lambda answer=answer: services.publish_answer(
                by=anew(cast.drafter_gov), answer_id=answer.pk
            ),
            lambda comment=comment: moderation.hide_comment(
                by=anew(cast.moderator_gov),
                comment_id=comment.pk,
                article_id=stage.articles[0].pk,
            ),
        )
        assert_counters_are_true(stage.draft)


def test_two_change_the_same_words(house):
    """The first is kept, whole; the second loses nothing of theirs without being told."""
    stage, cast = house
    for turn in range(ROUNDS):
        comment = say(stage, cast.citizen, f"Mot {turn}")
        answer = begin(cast.drafter_gov, comment)
        seen = services.token_of(answer)
        (refusal,) = race(
            *(
                lambda by=by, answer=answer, comment=comment, seen=seen: services.change_answer(
                    by=anew(by),
                    answer_id=answer.pk,
                    contributions=[comment.pk],
                    words=words(by.public_name),
                    seen=seen,
                )
                for by in (cast.drafter_gov, cast.drafter_civ)
            )
        )
        assert isinstance(refusal, answering.AnswerChanged)
        assert text_of(answer) in (cast.drafter_gov.public_name, cast.drafter_civ.public_name)


def test_signed_while_it_is_edited(house):
    """Nobody's signature stands under words that they have not seen."""
    stage, cast = house
    for turn in range(ROUNDS):
        answer = publish(cast.drafter_gov, say(stage, cast.citizen, f"Mot {turn}"))
        seen = services.token_of(answer)
        race(
            lambda answer=answer, seen=seen: services.sign_answer(
                by=anew(cast.drafter_civ), answer_id=answer.pk, seen=seen
            ),
            lambda answer=answer: edit(cast.drafter_gov, answer, "D’autres mots."),
        )
        assert list(answer.signatures.values_list("college", flat=True)) == ["government"]
