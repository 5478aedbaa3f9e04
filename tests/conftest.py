"""What every test stands on: services that are here, and a database that is never stale.

The people and the site on which they meet are in tests/cast.py. Marks:

- `postgresql`, `sqlite`: the test means something on that database only, and is left out elsewhere.
- `pure`: the test touches no database and no service; `.ci/run` runs it once, not on each database.
- `once`: the test is the same on each database; `.ci/run` runs it on the embedded default only.
- `redis`, `browser`: the test needs that service. It is skipped where the service is missing, or
  fails there with PARVIS_REQUIRE_ALL=1.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections

from tests import services
from tests.cast import as_user, cast, english, english_page, hide, post, scene, stage
from tests.languages.machine import Stub, serving
from tests.workers import (
    pytest_xdist_auto_num_workers,
    pytest_xdist_make_scheduler,
    pytest_xdist_setupnodes,
    take_turn,
)

__all__ = ["as_user", "cast", "english", "english_page", "hide", "post", "scene", "stage"]
__all__ += [
    "pytest_xdist_auto_num_workers",
    "pytest_xdist_make_scheduler",
    "pytest_xdist_setupnodes",
]

# A busy machine makes no test wrong.
hypothesis.settings.register_profile("parvis", deadline=None)
hypothesis.settings.load_profile("parvis")

STAMP = pytest.StashKey[Path]()
EMPTIED = pytest.StashKey[bool]()


# Services


@pytest.fixture
def machine(settings) -> Iterator[Stub]:
    """A machine that translates, on this host: what it says is the test's to choose."""
    with serving() as stub:
        settings.INSIDE_ORIGINS = [stub.url]
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
            "CLASS": "consult.languages.libretranslate.LibreTranslate",
            "OPTIONS": {
                "URL": stub.url,
                "API_KEY": "key-that-no-log-holds",
                "TIMEOUT": 1,
            },
        }
        cache.clear()
        yield stub
        cache.clear()


def pytest_report_header(config: pytest.Config) -> str:
    here = [name for name, service in services.SERVICES.items() if service.is_here()]
    return f"parvis: {connection.vendor} database, with {', '.join(here) or 'no services'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that mean nothing on this database: they miss nothing, so are no skips."""
    for item in items:
        if item.get_closest_marker("pure") and "django_db_setup" in item.fixturenames:
            raise pytest.UsageError(f"{item.nodeid} is marked pure, and uses the database.")
    foreign = [name for name in services.DATABASES if name != connection.vendor]
    elsewhere = [item for item in items if any(map(item.get_closest_marker, foreign))]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose service is missing. From one line, so that the summary has one line each."""
    item.config.stash[EMPTIED] = item.config.stash.get(EMPTIED, False) or empties_database(item)
    for name, service in services.SERVICES.items():
        if item.get_closest_marker(name) and not service.is_here():
            if services.require_all():
                pytest.fail(
                    f"{service.needs}, and PARVIS_REQUIRE_ALL allows no skip", pytrace=False
                )
            pytest.skip(service.needs)


@pytest.fixture
def redis_url() -> str:
    """The address of a Redis for tests marked `redis`."""
    return services.redis_url()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium for tests marked `browser`."""
    return services.browser()


# The database


def fingerprint() -> str:
    """Return what changes with any migration: of ours by its text, of packages by their versions."""
    root = settings.REPOSITORY
    files = [*sorted(root.glob("c*/**/migrations/*.py")), root / "requirements" / "dev.txt"]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def database_stamp(request: pytest.FixtureRequest) -> Path:
    """Hold the test database for this session alone; return the stamp that says it is sound.

    The stamp is there only while no session uses the database. A session that was killed, or
    changed migrations, leave no stamp or another one, and the database is made anew.
    """
    if not services.database_is_here():
        pytest.exit("DATABASE_URL names a PostgreSQL server that does not answer.", returncode=4)
    stamp = settings.VAR / f"test-{connection.vendor}.stamp"
    take_turn(request.config)
    request.config.stash[STAMP] = stamp
    return stamp


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """Leave names as they are: a worker has a VAR_DIR of its own, and so a database."""


@pytest.fixture(scope="session")
def django_db_createdb(django_db_createdb: bool, database_stamp: Path) -> bool:
    """Make the database anew when asked to, or when the one at hand is not sound."""
    stale = not database_stamp.exists() or database_stamp.read_text() != fingerprint()
    database_stamp.unlink(missing_ok=True)
    if stale and connection.vendor == "sqlite":
        for rest in (
            "-wal",
            "-shm",
        ):  # Django deletes the file, and not what a killed run left beside
            Path(connection.settings_dict["TEST"]["NAME"] + rest).unlink(missing_ok=True)
    return django_db_createdb or stale


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The database, whose connections and pools are closed before the session's last checks."""
    yield
    for one in connections.all(initialized_only=True):
        one.close()
        if one.vendor == "postgresql":
            one.close_pool()


def empties_database(item: pytest.Item) -> bool:
    """Tell whether a test commits for real: after it all tables are empty, also of what migrations put
    there.
    """
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in item.fixturenames


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Stamp the database as sound, unless the session was cut short or has emptied it."""
    stamp = session.config.stash.get(STAMP, None)
    is_whole = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if stamp and is_whole and not session.config.stash.get(EMPTIED, False):
        stamp.write_text(fingerprint())
