"""Drafters of both colleges and an editor at the same time, with real concurrency: a college signs once,
and nothing is published but what both have signed.
"""

import pytest

from consult.answers.models import Signature
from consult.answers.policy import signing as policy
from consult.answers.services import signatures
from consult.consultations import services as consultations
from consult.core.errors import Refused
from consult.drafts.models import DraftPage, Version
from consult.people.models import User
from tests.answers.answering import publish as publish_answer
from tests.answers.signing import WORDS, mark, numbers, sign, signed_for, write
from tests.answers.taking import take, working
from tests.cast import make_cast, make_stage
from tests.factories.people import make_user
from tests.people.guests.without_account import say
from tests.threads.posting import at_once, post_many
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 3


@pytest.fixture
def house():
    """A stage with real commits, and who takes part."""
    stage = make_stage()
    return stage, make_cast(stage)


def signing(page, by):
    """What a drafter's request does who has seen the text as it is now."""
    seen, pk, who = mark(page), page.pk, by.pk

    def work():
        signatures.sign(by=User.objects.get(pk=who), page=DraftPage.objects.get(pk=pk), seen=seen)

    return work


def race(*works):
    """Do all at once and return what was refused. Anything but a refusal fails, a deadlock first."""
    failures = at_once(works)
    for failure in failures:
        if not isinstance(failure, Refused):
            raise failure
    return failures


def test_two_drafters_of_one_college_sign_once(house):
    stage, cast = house
    second = make_user("Berthe")
    consultations.add_member(
        consultation=stage.consultation, participant=second, role="drafter", college="government"
    )
    for turn in range(ROUNDS):
        page = write(stage.page, f"<p>Texte {turn}.</p>")
        failures = race(signing(page, cast.drafter_gov), signing(page, second))
        assert [type(one) for one in failures] == [policy.SignedAlready]
        standing = Signature.objects.standing(page, page.get_latest_revision())
        assert [one.college for one in standing] == ["government"]


def test_both_colleges_at_once_publish_once(house):
    stage, cast = house
    for turn in range(ROUNDS):
        page = write(stage.page, f"<p>Texte {turn}.</p>")
        assert race(signing(page, cast.drafter_gov), signing(page, cast.drafter_civ)) == []
        assert numbers(page) == list(range(1, turn + 3))
        assert signed_for(page) == ["civil_society", "government"]


def test_an_edit_at_the_moment_of_the_second_signature_is_never_published_unsigned(house):
    stage, cast = house
    for turn in range(ROUNDS):
        page = write(stage.page, f"<p>Texte {turn}.</p>", by=cast.drafter_civ)
        sign(page, cast.drafter_gov)
        over = page.get_latest_revision() if turn % 2 else None
        before = numbers(page)

        def edit(page=page, over=over):
            write(page, "<p>Personne n’a signé cela.</p>", by=cast.drafter_civ, over=over)

        race(signing(page, cast.drafter_civ), edit)
        assert not Version.objects.filter(
            draft=page.translation_key, sections__text__contains="Personne n’a signé"
        ).exists()
        if numbers(page) != before:
            assert signed_for(page) == ["civil_society", "government"]
        write(page, WORDS)


def test_a_drafter_who_is_removed_at_that_moment_has_signed_before_or_not_at_all(house):
    stage, cast = house
    page = write(stage.page)
    membership = cast.drafter_gov.memberships.get()
    failures = race(
        signing(page, cast.drafter_gov), lambda: consultations.remove_member(membership)
    )
    assert Signature.objects.count() == 1 - len(failures)
    assert all(isinstance(one, policy.NotDrafter) for one in failures)


def test_the_second_signature_publishes_while_others_write_and_answer(house):
    """Whoever writes holds a passage, and at the end refers to the draft; whoever publishes holds the
    draft, and comes to each passage.
    """
    stage, cast = house
    roots = [
        say(stage.draft, "Fil.", by=cast.citizen, section=section) for section in stage.sections
    ]
    for turn in range(ROUNDS):
        page = write(stage.page, f"<p>Texte {turn}.</p>")
        sign(page, cast.drafter_gov)

        def post(section, root, by):
            person = User.objects.get(pk=by.pk)
            return lambda: post_many(person, stage.draft.pk, section.key, 6, root.pk)

        writing = [
            post(section, root, by)
            for section, root, by in zip(
                stage.sections, roots, (cast.citizen, cast.neighbour), strict=False
            )
        ]
        answered = say(stage.draft, f"À répondre {turn}.", by=cast.neighbour)

        def answer(said=answered):
            publish_answer(cast.drafter_civ, said)

        assert race(signing(page, cast.drafter_civ), *writing, answer) == []
        assert signed_for(page) == ["civil_society", "government"]
    assert_counters_are_true(stage.draft)


def test_a_text_that_is_signed_while_something_is_taken_up(house):
    stage, cast = house
    said = say(stage.draft, "Plus court.", by=cast.citizen, section=stage.text)
    for turn in range(ROUNDS):
        page = write(stage.page, f"<p>Texte {turn}.</p>")
        sign(page, cast.drafter_gov)
        seen = working(stage).seen

        def take_up(turn=turn, seen=seen):
            who = User.objects.get(pk=cast.drafter_gov.pk)
            take(stage, who, said, wording=f"Autre {turn}.", seen=seen)

        race(signing(page, cast.drafter_civ), take_up)
