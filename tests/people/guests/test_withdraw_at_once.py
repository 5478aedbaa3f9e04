"""Somebody withdraws all they said while others write: nobody waits for ever, and all counts are true."""

import pytest
from django.utils import timezone

from consult.people.guests.services import is_guest
from consult.people.models import Guest, User
from consult.people.privacy.erasure import ask_erasure, erase
from consult.threads.models import Comment, Status
from consult.threads.services.guest_words import forget_guest
from tests.cast import make_cast, make_stage
from tests.people.guests.without_account import guest_in, say
from tests.threads.posting import at_once, post_many
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

MANY = 12


def others_write(stage, people):
    """Return what others do meanwhile: each writes in a section of their own, again and again."""
    work = []
    for person, section in zip(people, stage.sections, strict=False):
        root = say(stage.draft, "Fil.", by=person, section=section)
        work.append(
            lambda by=person, key=section.key, root=root: post_many(
                User.objects.get(pk=by.pk), stage.draft.pk, key, MANY, root.pk
            )
        )
    return work


def write_everywhere(stage, author):
    """Say something in each section in turn."""
    for turn in range(MANY):
        section = stage.sections[turn % len(stage.sections)]
        say(stage.draft, f"Mot {turn}.", by=author, section=section)


def test_a_guest_withdraws_all(settings):
    settings.PACE = dict.fromkeys(settings.PACE, (10000, 60))
    stage = make_stage()
    cast, account = make_cast(stage), guest_in(stage.draft)
    write_everywhere(stage, account)

    def withdraw():
        guest = Guest.objects.select_related("account").get(pk=account.pk)
        forget_guest(guest=guest, withdraws=True)

    work = others_write(stage, [cast.citizen, cast.neighbour])
    assert at_once([withdraw, *work]) == []
    assert not is_guest(account.pk)
    assert {one.status for one in Comment.objects.filter(author=account)} == {Status.DELETED}
    assert_counters_are_true(stage.draft)


def test_an_account_is_erased_with_all_words(settings):
    settings.PACE = dict.fromkeys(settings.PACE, (10000, 60))
    stage = make_stage()
    cast = make_cast(stage)
    write_everywhere(stage, cast.outsider)
    erasure = ask_erasure(participant=cast.outsider, choice="withdrawn")
    erasure.due_at = timezone.now()
    erasure.save()

    work = others_write(stage, [cast.citizen, cast.neighbour])
    assert at_once([lambda: erase(erasure), *work]) == []
    assert not User.objects.filter(pk=cast.outsider.pk).exists()
    assert Comment.objects.filter(status=Status.DELETED).count() == MANY
    assert_counters_are_true(stage.draft)
