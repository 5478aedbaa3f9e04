"""A language needs only a catalogue: read in one that nobody speaks, the site says not a word else.

Every string of ours and of our packages is in strange letters there (tests/languages/pseudo/letters.py).
What stands in plain letters at any address must have been written by somebody. A new address is
walked to as soon as it stands in tests/moderation/addresses.py.
"""

import pytest

from tests.languages.pseudo import house as houses
from tests.languages.pseudo.walk import Walk
from tests.moderation.test_nothing_hidden_leaks import calls, ways_to_ask

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FOR_MACHINES = {"api:openapi-json"}
"""Written for those who program, in the language of the sources."""


@pytest.fixture
def read_all(stage, cast, as_user, kinds):
    """Read every address as somebody: public pages, accounts, desks, moderation, feeds, the API."""

    def act(reader, *, only_one=False):
        """Fill addresses with one thing of each kind, or with only one."""
        known = {name: some[:1] for name, some in kinds.items()} if only_one else kinds
        walk = Walk()
        browser = as_user(getattr(cast, reader) if reader else None)
        for name, address in calls(stage, known):
            if name not in FOR_MACHINES:
                for headers in ways_to_ask(name):
                    walk.see(name, browser.get(address, headers=headers))
        return walk

    return act


@pytest.mark.parametrize("reader", [None, "citizen", "drafter_gov", "moderator_civ"])
def test_every_address(read_all, reader):
    read_all(reader).end(least=2000)


@pytest.mark.parametrize(
    ("becomes", "reader"),
    [
        (houses.announce, None),
        (houses.end, "drafter_gov"),
        (houses.complete, None),
        (houses.complete, "drafter_gov"),
    ],
)
def test_every_address_before_and_after(read_all, stage, cast, becomes, reader):
    """Announced, over, and completed with a report."""
    becomes(stage, cast)
    read_all(reader, only_one=True).end(least=1000)
