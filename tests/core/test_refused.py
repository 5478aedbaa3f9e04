"""A refusal: a code for machines, a sentence for people, a status."""

import pytest
from django.http import HttpResponse

from consult.core.errors import NotAllowed, NotFound, Refused, SignInFirst, with_headers

pytestmark = pytest.mark.pure


class Full(Refused):
    code = "room.full"
    sentence = "There are %(limit)s seats."


def test_a_refusal_says_its_sentence_with_its_facts():
    refusal = Full(limit=12)
    assert (str(refusal), refusal.code, refusal.status) == ("There are 12 seats.", "room.full", 422)
    assert refusal.data == {"limit": 12}


def test_a_sentence_without_facts_may_hold_a_percent_sign():
    class Half(Refused):
        sentence = "50 % is not enough."

    assert str(Half()) == "50 % is not enough."


@pytest.mark.parametrize(
    ("refusal", "status"), [(NotFound, 404), (NotAllowed, 403), (SignInFirst, 401), (Refused, 422)]
)
def test_each_refusal_has_its_status(refusal, status):
    assert refusal().status == status


def test_a_refusal_asks_for_no_header_of_its_own():
    assert Refused().headers == {}


def test_an_answer_bears_the_headers_of_its_refusal():
    class Later(Refused):
        headers = {"Retry-After": "60"}

    answer = with_headers(HttpResponse("Wait.", headers={"Vary": "Cookie"}), Later())
    assert (answer["Retry-After"], answer["Vary"]) == ("60", "Cookie")
