"""Claims at the same time, and while others write: done once, nothing lost, and nobody waits for ever."""

import pytest
from django.db import IntegrityError

from consult.core.errors import Refused
from consult.people.guests.models import Guest
from consult.people.models import User
from consult.threads import services
from consult.threads.confirming import with_place
from consult.threads.models import Comment, Vote
from consult.threads.places import Place, Said
from consult.threads.services import guests
from tests.cast import make_cast, make_stage
from tests.factories.people import make_user
from tests.moderation.house import decide
from tests.people.guests.without_account import ADDRESS, guest_in, say
from tests.threads.posting import at_once
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_claims_and_whatever_else_happens_meanwhile():
    stage = make_stage()
    cast, zoe = make_cast(stage), make_user("Zoé", email=ADDRESS)
    guest = guest_in(stage.draft)
    root = say(stage.draft, section=stage.text, by=guest)
    claims = []

    def claim():
        claims.append(services.claim_contributions(by=User.objects.get(pk=zoe.pk)))

    def vote():
        services.cast_vote(by=User.objects.get(pk=zoe.pk), comment_id=root.pk, value="agree")

    works = [  # each as a request of its own does it
        *[claim] * 3,
        *[vote] * 2,
        lambda: say(stage.draft, "Encore.", by=User.objects.get(pk=guest.pk), section=stage.text),
        lambda: say(stage.draft, "Réponse.", by=cast.citizen, section=stage.text),
        lambda: decide(stage, cast.moderator_gov, root, "hide"),
    ]
    failures = at_once(works)

    # Who is nobody any more, at this very moment, can say nothing more.
    expected = (Refused, User.DoesNotExist, IntegrityError)
    assert [one for one in failures if not isinstance(one, expected)] == []
    assert sum(claims) == 1
    assert not Guest.objects.exists()
    assert not Comment.objects.filter(by_guest=True).exists()
    assert not Vote.objects.filter(participant=zoe, comment__author=zoe).exists()
    assert_counters_are_true(stage.draft)


def test_whoever_confirms_while_the_address_is_claimed_is_heard():
    stage = make_stage()
    zoe = make_user("Zoé", email=ADDRESS)
    say(stage.draft, section=stage.text, by=guest_in(stage.draft))
    place = Place(stage.draft.pk, stage.text.key)
    asked = [
        guests.ask_to_confirm(place=place, said=Said(f"Mot {number}.", "fr"), email=ADDRESS)
        for number in range(4)
    ]

    def confirm(one):
        return lambda: guests.confirm(asked=with_place().get(pk=one.pk))

    def claim():
        services.claim_contributions(by=User.objects.get(pk=zoe.pk))

    assert at_once([confirm(asked[0]), claim, *map(confirm, asked[1:]), claim]) == []
    assert Comment.objects.count() == 1 + len(asked)
    assert Comment.objects.filter(by_guest=False, author=zoe).exists()
    assert_counters_are_true(stage.draft)
