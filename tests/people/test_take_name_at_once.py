"""A check before writing is no lock: of those who take a name at one moment, one has it."""

import threading

import pytest
from django.db import connections
from django.test import Client

from consult.core.errors import Refused
from consult.people.models import User
from consult.people.names.services import taking_name
from tests.cast import make_stage
from tests.people.test_sign_up import form
from tests.threads.posting import at_once


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_sign_up_form_that_is_sent_twice_at_once_makes_one_account():
    """Somebody presses the button again while the page hangs: neither answer is a failure."""
    make_stage()
    answers = []

    def send():
        answers.append(Client().post("/en/account/signup/", form()).status_code)

    assert at_once([send] * 4) == []
    assert set(answers) <= {200, 302}
    assert User.objects.filter(email="zoe@example.org").count() == 1
