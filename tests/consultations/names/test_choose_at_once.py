"""A name is taken by one, and nothing that is written at that moment keeps the other name."""

import threading

import pytest
from django.db import connections, transaction

from consult.consultations.models import ConsultationName
from consult.consultations.names import services
from consult.core.errors import Refused
from consult.people.models import User
from consult.people.names.services import taking_name
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Said
from tests.cast import make_stage
from tests.consultations.names.naming import PSEUDONYM, choose
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

SOON = 1.0
"""Seconds for which one waits for another who waits."""


def together(*works):
    told = []

    def run(work):
        try:
            work()
            told.append("done")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    people = [threading.Thread(target=run, args=(one,)) for one in works]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return sorted(told)


def test_of_two_who_take_a_name_in_public_and_in_a_consultation_one_has_it():
    stage, person = make_stage(), make_user("Maïa L.")
    start = threading.Barrier(2)

    def in_public():
        start.wait()
        with taking_name("hirondelle"):
            User.objects.create_user("h@example.org", None, public_name="hirondelle")

    def in_consultation():
        start.wait()
        choose(person, stage.consultation)

    assert together(in_public, in_consultation) == ["done", "name.taken"]
    taken = User.objects.filter(public_name="hirondelle").count()
    assert taken + ConsultationName.objects.count() == 1


@pytest.mark.parametrize("is_first", ["posting", "choosing"])
def test_what_is_posted_at_that_moment_bears_the_name(is_first):
    stage, person = make_stage(), make_user("Maïa L.")
    begun, place, consultation = threading.Event(), stage.place(), stage.consultation

    def post():
        by = User.objects.get(pk=person.pk)
        threads.post_comment(by=by, place=place, said=Said("En ce moment.", "fr"))

    def take():
        by = User.objects.get(pk=person.pk)
        services.choose_name(by=by, consultation=consultation, name=PSEUDONYM)

    first, second = (post, take) if is_first == "posting" else (take, post)

    def hold_on():
        with transaction.atomic():
            first()
            begun.set()
            threading.Event().wait(SOON)  # the other one waits for our locks meanwhile

    def follow():
        begun.wait()
        second()

    assert together(hold_on, follow) == ["done", "done"]
    assert Comment.objects.get().author_name == PSEUDONYM
