"""In a language that is only a catalogue, whoever sends something is answered in no other."""

import pytest

from tests.languages.pseudo import house as houses
from tests.languages.pseudo.walk import Walk
from tests.moderation.addresses import FORM
from tests.moderation.test_nothing_hidden_leaks import answers_to

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def send_all(stage, cast, as_user, kinds):
    """Send a form to every address as somebody, and read what comes back."""

    def act(reader, form):
        walk = Walk()
        browser = as_user(getattr(cast, reader) if reader else None)
        for name, _way, answer in answers_to(stage, browser, form, kinds):
            if name != "api:openapi-json":
                walk.see(name, answer)
        walk.end(least=200)

    return act


@pytest.mark.parametrize("form", [FORM, None], ids=["filled", "empty"])
@pytest.mark.parametrize("reader", ["citizen", "drafter_gov", "moderator_civ"])
def test_every_form(send_all, reader, form):
    """Done, or sent back with what is wrong beside each field."""
    send_all(reader, form)


def test_every_form_of_those_who_may_not_write(send_all, stage, cast):
    houses.suspend(stage, cast)
    send_all("citizen", FORM)
