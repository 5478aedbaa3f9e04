import pytest
from django.core.cache import cache

from tests.threads.at_rest.stranger import Stranger


@pytest.fixture
def stranger(settings):
    """The cache is empty: what a test before has rolled back would come again with its numbers."""
    settings.ORIGINS = ["http://testserver"]
    cache.clear()
    yield Stranger()
    cache.clear()


@pytest.fixture
def talk(stage):
    """The address of the talk about the text."""
    return f"{stage.page.url}?section={stage.text.key}"
