"""Many vote at once: the counters are what the votes are, always (Decidim: a vote race)."""

import random

import pytest

from consult.threads import services
from consult.threads.models import Comment, Vote
from consult.threads.places import Said
from tests.cast import make_stage
from tests.factories.people import make_user
from tests.threads.posting import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

VOTERS, TURNS = 6, 12


@pytest.fixture
def comment():
    stage = make_stage()
    author = make_user("Première")
    said = Said("Le premier.", "fr")
    return services.post_comment(by=author, place=stage.place(), said=said).comment


def assert_counters_are_the_votes(comment):
    comment = Comment.objects.get(pk=comment.pk)
    values = list(Vote.objects.filter(comment=comment).values_list("value", flat=True))
    assert comment.agree_count == values.count("agree")
    assert comment.disagree_count == values.count("disagree")


def test_voters_who_change_their_minds(comment):
    def vote(voter, seed):
        chance = random.Random(seed)  # noqa: S311 - a story told the same way each time
        for _turn in range(TURNS):
            value = chance.choice(["agree", "disagree", ""])
            services.cast_vote(by=voter, comment_id=comment.pk, value=value)

    voters = [make_user(f"Voix {number}") for number in range(VOTERS)]
    works = [lambda voter=voter, seed=seed: vote(voter, seed) for seed, voter in enumerate(voters)]
    assert at_once(works) == []
    assert_counters_are_the_votes(comment)


def test_one_voter_in_several_windows(comment):
    """One person's clicks race each other: one vote stands, and it is counted once."""
    voter = make_user("Voix")

    def vote(value):
        for _turn in range(TURNS):
            services.cast_vote(by=voter, comment_id=comment.pk, value=value)

    assert at_once([lambda value=value: vote(value) for value in ("agree", "disagree", "")]) == []
    assert Vote.objects.filter(comment=comment).count() <= 1
    assert_counters_are_the_votes(comment)
