"""The databases that are measured on, each made for one run and dropped."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

NEAR_POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"


def databases() -> dict[str, str]:
    """Return the addresses of the servers to measure on, by name; SQLite needs none."""
    found = {"SQLite": ""}
    wanted = os.environ.get("DATABASE_URL", "")
    server = wanted if wanted.startswith("postgres") else NEAR_POSTGRESQL
    if find_spec("psycopg") is None:
        print("PostgreSQL is left out: its driver is not installed (requirements/scale.txt).")
    elif not answers(server):
        print("PostgreSQL is left out: none answers at DATABASE_URL or on 127.0.0.1:5432.")
    else:
        found["PostgreSQL"] = server
    return found


def answers(server: str) -> bool:
    import psycopg

    try:
        psycopg.connect(aside(server), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def aside(server: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path="/postgres"))


@contextmanager
def temporary(server: str) -> Iterator[dict[str, str]]:
    """Make a database and drop it in the end; return the environment that names it."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-bench-"))
    name = f"parvis_bench_{uuid4().hex[:12]}"
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else ""
    try:
        if server:
            on_server(server, f'CREATE DATABASE "{name}"')
        yield {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "VAR_DIR": str(folder),
            "DATABASE_URL": address,
            "REDIS_URL": "",
            "SITE_URL": "http://127.0.0.1:8000",
            "LANGUAGES": "fr,en",
            "DEBUG": "false",
            **dict.fromkeys(("PACE_POST", "PACE_VOTE", "PACE_EDIT"), "100000000/s"),
        }
    finally:
        if server:
            on_server(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def on_server(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(aside(server), autocommit=True) as connection:
        connection.execute(statement)
