"""Where data and work wait: the database, Redis and tasks, as the environment names them."""

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from . import env


def database(folder: Path) -> dict:
    """DATABASE_URL: SQLite in WAL mode under `folder` by default, or PostgreSQL."""
    address = env.text("DATABASE_URL")
    scheme = address.partition("://")[0] if "://" in address else ""
    if not address or scheme == "sqlite":
        return sqlite(address, folder)
    if scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL is no address that Parvis knows: write sqlite:///path/to/file or "
            "postgres://user:password@host:5432/name"
        )
    return postgresql(address)


def sqlite(address: str, folder: Path) -> dict:
    """Return Django's settings for the SQLite file at `address`, or for the one under `folder`."""
    if address and (not re.fullmatch("sqlite:///[^?]+", address) or address.endswith("/")):
        raise ImproperlyConfigured(
            "DATABASE_URL names no SQLite file: write sqlite:///path/to/file, or with four "
            "slashes sqlite:////absolute/path/to/file"
        )
    name = unquote(address.removeprefix("sqlite:///"))
    path = Path(name) if name else folder / "parvis.sqlite3"
    if path.name == ":memory:":
        raise ImproperlyConfigured(
            "DATABASE_URL asks for SQLite in memory, which threads cannot share: name a file, "
            "such as sqlite:///var/parvis.sqlite3"
        )
    path = path.resolve()
    if path.is_dir() or not path.parent.is_dir():
        raise ImproperlyConfigured(
            f"DATABASE_URL names {path}, which is not a file in a folder that exists: make the "
            "folder first, or name another file."
        )
    return {
        "ENGINE": "cms.sqlite",
        "NAME": str(path),
        "OPTIONS": {
            # Deferred transactions that read and then write fail under load; immediate ones wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            # What is deleted is overwritten: no page of the file holds it any more.
            "PRAGMA secure_delete=ON;",
        },
    }


def postgresql(address: str) -> dict:
    """Return Django's settings for the PostgreSQL database at `address`, reached through a pool."""
    need("psycopg_pool", "DATABASE_URL asks for PostgreSQL")
    try:
        config = Env.db_url_config(address)
    except (ValueError, ImproperlyConfigured):
        config = {}
    if not config.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: write postgres://user:password@host:5432/name, with "
            "what is neither letter nor digit in user and password percent-encoded"
        )
    options = config.setdefault("OPTIONS", {})
    refuse_unknown(options)
    # Compiling a query pays where it runs for seconds. Ours do not, and it costs each a tenth of one
    # where the planner expects many rows.
    options["options"] = f"-c jit=off {options.get('options', '')}".strip()
    # A pool and persistent connections exclude each other; the pool serves threads better.
    options["pool"] = {
        "min_size": 1,
        "max_size": env.positive("DATABASE_POOL_SIZE", 10),
        "timeout": 10,
    }
    return {
        **config,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        # A pool outlives a restart of the server; the first request after one must not fail.
        "CONN_HEALTH_CHECKS": True,
    }


def refuse_unknown(options: dict) -> None:
    """Refuse an option that no connection would accept: a pool would try it again for ever."""
    from psycopg import ProgrammingError, conninfo  # noqa: PLC0415 - an extra, absent by default

    try:
        conninfo.make_conninfo("", **options)
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not understood by PostgreSQL ({str(error).strip()}): correct what "
            "follows the question mark."
        ) from error


def redis_url() -> str | None:
    """REDIS_URL: the Redis for live messages and the cache; None means in memory, one process."""
    address = env.text("REDIS_URL")
    if not address:
        return None
    parts = env.split(address)
    if parts.scheme == "unix":
        understood = bool(parts.path.strip("/"))
    else:
        understood = parts.hostname and re.fullmatch("/?[0-9]*", parts.path)
    if parts.scheme not in ("redis", "rediss", "unix") or not understood:
        raise ImproperlyConfigured(
            "REDIS_URL is no Redis address: write redis://host:6379/0, rediss:// for one over "
            "TLS, or unix:///path/to/socket"
        )
    need("channels_redis", "REDIS_URL asks for Redis")
    return address


def tasks() -> dict:
    """TASKS: who does what need not be done at once: this process, or workers."""
    ways = {
        "embedded": "cms.tasks.ThreadBackend",
        "database": "django_tasks_db.DatabaseBackend",
    }
    way = env.text("TASKS", "embedded").lower()
    if way not in ways:
        raise ImproperlyConfigured(f"TASKS is {way!r}: write embedded or database.")
    if way == "database":
        need("django_tasks_db", "TASKS asks for workers")
    return {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "beside": {"BACKEND": ways[way]},
    }


def need(module: str, why: str) -> None:
    """Refuse to start without the optional packages of the scaled-out set-up."""
    if find_spec(module) is None:
        raise ImproperlyConfigured(
            f"{why}, whose driver is not installed: run "
            "`pip install --require-hashes -r requirements/scale.txt`"
        )
