"""The site in a language that nobody speaks."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from django_countries import countries
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from consult.people.models import User
from tests.cast import Cast, Scene, Stage
from tests.languages.pseudo import house as houses
from tests.languages.pseudo.letters import write_catalogues
from tests.moderation.test_nothing_hidden_leaks import values


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Catalogues that come before all others, as EXTRA_LOCALE_PATHS lets them: French is strange.

    The names of countries are kept per language for as long as a process lives, and asked anew here.
    """
    folder = tmp_path_factory.mktemp("words")
    write_catalogues(folder, "fr")
    with override_settings(LOCALE_PATHS=[folder, *settings.LOCALE_PATHS]):
        del countries.countries
        yield folder
    del countries.countries


@pytest.fixture(scope="module")
def outbox() -> list[EmailMessage]:
    """All mail that was sent while the scene was built."""
    return []


@pytest.fixture(scope="module")
def scene(
    pseudo: Path, scene: Scene, outbox: list[EmailMessage], django_db_blocker: DjangoDbBlocker
) -> Scene:
    """The site, built in the strange language, with a consultation in which everything happened."""
    del pseudo
    with (
        django_db_blocker.unblock(),
        translation.override("fr"),
        patch.object(mail, "outbox", outbox),
        patch.object(transaction, "on_commit", lambda act, **_options: act()),
    ):
        pages = {name: Page.objects.get(pk=pk).specific for name, pk in scene.pages.items()}
        people = User.objects.in_bulk(scene.people.values())
        houses.fill(Stage(**pages), Cast(**{name: people[pk] for name, pk in scene.people.items()}))
    return scene


@pytest.fixture
def kinds(stage: Stage) -> dict[str, list]:
    """What addresses are filled with: one thing of each kind."""
    return houses.one_of_each_kind(values(stage))
