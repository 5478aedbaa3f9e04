"""The only reader of the environment.

Each function reads one or two variables, with the default of the embedded set-up, and
refuses a wrong value with one sentence that says what to do. docs/configuration.md lists them all.
"""

from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

REPOSITORY = Path(__file__).resolve().parents[2]

read = environ.Env()

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
"""Every language that Parvis has a catalogue for, named in itself."""


def var_dir() -> Path:
    """VAR_DIR: where the embedded database, uploads and collected static files live."""
    folder = Path(read.str("VAR_DIR", default=str(REPOSITORY / "var"))).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"VAR_DIR is {folder}, which cannot be made or used as a folder ({error.strerror}). "
            "Name a folder that this user may write to."
        ) from error
    return folder


def secret_key() -> str:
    """SECRET_KEY: at least 40 characters that nobody can guess; there is no default."""
    key = read.str("SECRET_KEY", default="")
    if len(key) < 40:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 40 characters. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` and keep it secret."
        )
    return key


def origins(default: str | None = None) -> list[str]:
    """SITE_URL and EXTRA_ORIGINS: the full origins under which the site is reached, chief one first.

    A full origin is a scheme, a host and, where it is not the scheme's own, a port (RFC 6454).
    """
    chief = read.str("SITE_URL", default=default or "")
    if not chief:
        raise ImproperlyConfigured(
            "SITE_URL is missing. Set it to the address of the site, such as "
            "https://consultations.example.org"
        )
    extra = read.list("EXTRA_ORIGINS", default=[])
    return [origin("SITE_URL", chief), *(origin("EXTRA_ORIGINS", one) for one in extra)]


def origin(variable: str, address: str) -> str:
    """Return `address` as a full origin, or refuse it in the name of `variable`."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{variable} holds {address!r}, which is not a site's address. Write scheme, host and "
            "port only, such as https://consultations.example.org"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def database(folder: Path) -> dict:
    """DATABASE_URL: SQLite in WAL mode under `folder` by default, or PostgreSQL."""
    address = read.str("DATABASE_URL", default="")
    scheme = urlsplit(address).scheme
    if not address or scheme == "sqlite":
        return sqlite(address, folder)
    if scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme or address.split(':')[0]!r}; Parvis runs on "
            "sqlite:///path/to/file and postgres://user:password@host:5432/name"
        )
    try:
        config = read.db_url_config(address)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if not config.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL names no database. Write postgres://user:password@host:5432/name"
        )
    # A pool and persistent connections exclude each other; the pool serves threads better.
    options = config.setdefault("OPTIONS", {})
    options["pool"] = {
        "min_size": 1,
        "max_size": positive("DATABASE_POOL_SIZE", 10),
        "timeout": 10,
    }
    return {**config, "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0}


def sqlite(address: str, folder: Path) -> dict:
    """Return Django's settings for the SQLite file at `address`, or for the one under `folder`."""
    path = Path(address.removeprefix("sqlite://")[1:]) if address else folder / "parvis.sqlite3"
    if address and (not address.startswith("sqlite:///") or not path.name):
        raise ImproperlyConfigured(
            "DATABASE_URL names no SQLite file. Write sqlite:///path/to/file, or "
            "sqlite:////absolute/path/to/file"
        )
    if not path.resolve().parent.is_dir():
        raise ImproperlyConfigured(
            f"DATABASE_URL names {path}, whose folder does not exist. Make the folder first."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        "OPTIONS": {
            # Deferred transactions that read and then write fail under load; immediate ones wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        # In a file, so that tests with threads and processes share it.
        "TEST": {"NAME": str(path.resolve().with_name("test.sqlite3"))},
    }


def redis_url() -> str | None:
    """REDIS_URL: the Redis for live messages and the cache; None means in memory, one process."""
    address = read.str("REDIS_URL", default="")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("redis", "rediss", "unix") or not (parts.hostname or parts.path):
        raise ImproperlyConfigured(
            f"REDIS_URL is {address!r}, which is no Redis address. Write redis://host:6379/0"
        )
    return address


def languages() -> list[tuple[str, str]]:
    """LANGUAGES: codes of the site's languages, comma-separated, the source language first."""
    codes = [code.strip() for code in read.list("LANGUAGES", default=["fr", "en"])]
    unknown = [code for code in codes if code not in LANGUAGE_NAMES]
    if unknown or not codes:
        raise ImproperlyConfigured(
            f"LANGUAGES names {', '.join(unknown) or 'no language'}. Parvis speaks "
            f"{', '.join(LANGUAGE_NAMES)}; docs/languages.md says how to add another."
        )
    return [(code, LANGUAGE_NAMES[code]) for code in codes]


def email(default: str) -> dict:
    """EMAIL_URL: how mail leaves, such as smtp+tls://user:password@host:587, or consolemail://"""
    address = read.str("EMAIL_URL", default=default)
    try:
        return read.email_url_config(address)
    except Exception as error:  # noqa: BLE001 - the reader raises what its parts raise
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read. Write smtp+tls://user:password@host:587, "
            "smtp://host:25 or consolemail://"
        ) from error


def positive(variable: str, default: int) -> int:
    """Return the whole number above zero that `variable` holds."""
    return whole(variable, default, least=1)


def whole(variable: str, default: int, least: int = 0) -> int:
    """Return the whole number that `variable` holds, `least` or more."""
    text = read.str(variable, default=str(default))
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(
            f"{variable} is {text!r}. Write a whole number of {least} or more."
        )
    return int(text)


def time_zone() -> str:
    """TIME_ZONE: the zone in which dates are shown, such as Europe/Paris."""
    name = read.str("TIME_ZONE", default="Europe/Paris")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImproperlyConfigured(
            f"TIME_ZONE is {name!r}, which is no known zone. Write one such as Europe/Paris or UTC."
        ) from error
    return name


def log_level() -> str:
    """LOG_LEVEL: how much is logged: DEBUG, INFO, WARNING or ERROR."""
    level = read.str("LOG_LEVEL", default="WARNING").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ImproperlyConfigured(
            f"LOG_LEVEL is {level!r}. Write DEBUG, INFO, WARNING or ERROR."
        )
    return level


def hosts(full_origins: list[str]) -> list[str]:
    """Return the host names of full origins, as Django's ALLOWED_HOSTS wants them."""
    names = {urlsplit(one).hostname for one in full_origins}
    return sorted(f"[{name}]" if ":" in name else name for name in names)


def https(full_origins: list[str]) -> bool:
    """Tell whether the chief origin is reached over TLS. Plain HTTP is refused for real hosts."""
    chief = urlsplit(full_origins[0])
    if chief.scheme == "http" and chief.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured(
            f"SITE_URL is {full_origins[0]}. Passwords would travel in clear: serve the site over "
            "https, or use a loopback address to try it out."
        )
    return chief.scheme == "https"
