"""A check before writing is no lock: of those who take a name at one moment, one has it."""

import threading

import pytest
from django.db import connections

from consult.core.errors import Refused
from consult.people.models import User
from consult.people.names.services import taking_name


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_who_take_a_name_at_once_one_has_it(transactional_db):
    start, told = threading.Barrier(2), []

    def take(number, name):
        try:
            start.wait()
            with taking_name(name):
                User.objects.create_user(f"{number}@example.org", None, public_name=name)
            told.append("taken")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    people = [threading.Thread(target=take, args=one) for one in ((1, "Inès"), (2, "lnes"))]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(told) == ["name.taken", "taken"]
