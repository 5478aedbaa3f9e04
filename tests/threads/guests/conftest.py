"""A consultation that lets people take part without an account."""

import pytest
from django.core.cache import caches

from tests.moderation.house import set_rules


@pytest.fixture
def open_house(stage):
    """The stage, whose consultation allows guests."""
    caches["pace"].clear()
    set_rules(stage.consultation, allows_guests=True)
    yield stage
    caches["pace"].clear()
