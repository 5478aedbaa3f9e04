"""The only reader of the environment.

Each function reads one or two variables, with the default of the embedded set-up, and refuses a
wrong value with one sentence that says what to do. docs/configuration.md lists them all. No refusal
repeats an address that may hold a password: what is refused ends in a log.
"""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from . import catalogues

REPOSITORY = Path(__file__).resolve().parents[2]
USUALLY_WRITTEN = (
    *("ar", "de", "en", "es", "fa", "fr", "it", "nl"),
    *("pl", "pt", "ro", "ru", "tr", "uk", "zh-hans"),
)
"""Languages in which people write on sites like ours, where nobody says which."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


# What a variable may hold


def text(variable: str, default: str = "") -> str:
    """Return what `variable` holds; blank is as good as unset."""
    return os.environ.get(variable, "").strip() or default


def words(variable: str, default: list[str]) -> list[str]:
    """Return the words in `variable`, between commas, spaces or both."""
    return re.split(r"[,\s]+", text(variable).strip(", ")) if text(variable) else default


def flag(variable: str, default: bool = False) -> bool:
    """Return whether `variable` says yes."""
    word = text(variable, str(default)).lower()
    if word in ("true", "yes", "on", "1"):
        return True
    if word in ("false", "no", "off", "0"):
        return False
    raise ImproperlyConfigured(f"{variable} is {word!r}: write true or false.")


def positive(variable: str, default: int) -> int:
    """Return the whole number above zero that `variable` holds."""
    return whole(variable, default, least=1)


def whole(variable: str, default: int, least: int = 0) -> int:
    """Return the whole number that `variable` holds, `least` or more."""
    number = text(variable, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", number) or int(number) < least:
        raise ImproperlyConfigured(
            f"{variable} is {number!r}: write a whole number of {least} or more."
        )
    return int(number)


def share(variable: str, default: str) -> float:
    """Return the part of a whole that `variable` holds: above 0, and 1 at most."""
    part = text(variable, default)
    if not re.fullmatch(r"(0?\.[0-9]{1,4}|1(\.0{1,4})?)", part) or not float(part):
        raise ImproperlyConfigured(
            f"{variable} is {part!r}: write a number above 0 and up to 1, such as 0.5"
        )
    return float(part)


def dotted(variable: str, default: str) -> str:
    """Return the dotted path to a Python class that `variable` holds."""
    path = text(variable, default)
    if "." not in path or not all(part.isidentifier() for part in path.split(".")):
        raise ImproperlyConfigured(
            f"{variable} is {path!r}: write the dotted path to a class, such as {default}"
        )
    return path


SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def pace(variable: str, default: str) -> tuple[int, int]:
    """Return how many times, in how many seconds: 12/10m is 12 times in ten minutes."""
    written = text(variable, default)
    match = re.fullmatch(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,3})?([smhd])", written)
    if not match:
        raise ImproperlyConfigured(
            f"{variable} is {written!r}: write how many times in how long, such as 12/10m (s, m, "
            "h and d are seconds, minutes, hours and days)."
        )
    times, length, unit = match.groups("1")
    return int(times), int(length) * SECONDS[unit]


# Where files are kept


def var_dir() -> Path:
    """VAR_DIR: where the embedded database, uploads and collected static files live."""
    folder = Path(text("VAR_DIR", str(REPOSITORY / "var"))).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"VAR_DIR is {folder}, which cannot be made or used as a folder ({error.strerror}): "
            "name one that this user may write to."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"VAR_DIR is {folder}, where this user may not write: name another folder."
        )
    return folder


# Who we are


def secret_key() -> str:
    """SECRET_KEY: at least 40 characters that nobody can guess; there is no default."""
    key = text("SECRET_KEY")
    if len(key) < 40 or len(set(key)) < 10 or key.startswith("not-secret"):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing, easy to guess or shorter than 40 characters: make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` and keep it secret."
        )
    return key


def origins(default: str = "") -> list[str]:
    """SITE_URL and EXTRA_ORIGINS: the full origins under which the site is reached, chief one first.

    A full origin is a scheme, a host and, where it is not the scheme's own, a port (RFC 6454).
    """
    chief = text("SITE_URL", default)
    if not chief:
        raise ImproperlyConfigured(
            "SITE_URL is missing: set it to the address of the site, such as "
            "https://consultations.example.org"
        )
    extra = words("EXTRA_ORIGINS", [])
    return [origin("SITE_URL", chief), *(origin("EXTRA_ORIGINS", one) for one in extra)]


def origin(variable: str, address: str) -> str:
    """Return `address` as a full origin, or refuse it in the name of `variable`."""
    parts = split(address)
    host = host_of(parts)
    beyond = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not host or beyond:
        raise ImproperlyConfigured(
            f"{variable} is no address of a site: write scheme, host and port only, such as "
            "https://consultations.example.org"
        )
    own = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, own) else "")


def split(address: str) -> SplitResult:
    """Return the parts of an address; of one that has no sense, empty ones."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # is looked at only now
    except ValueError:
        return urlsplit("")
    return parts


def host_of(parts: SplitResult) -> str:
    """Return a host as browsers send it, IPv6 in brackets; empty for what cannot be one."""
    name = parts.hostname or ""
    if ":" in name:
        return f"[{name}]"
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return name if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name) else ""


def hosts(full_origins: list[str]) -> list[str]:
    """Return the host names of full origins, as Django's ALLOWED_HOSTS wants them."""
    return sorted({host_of(urlsplit(one)) for one in full_origins})


def with_loopback(full_origins: list[str]) -> list[str]:
    """Add the other names of this machine, at the chief origin's port."""
    port = urlsplit(full_origins[0]).port
    here = (f"http://[{name}]" if ":" in name else f"http://{name}" for name in LOOPBACK)
    names = [*full_origins, *(f"{one}:{port}" if port else one for one in here)]
    return list(dict.fromkeys(names))


def https(full_origins: list[str]) -> bool:
    """Tell whether the chief origin is reached over TLS. Plain HTTP is refused for real hosts."""
    chief = urlsplit(full_origins[0])
    if chief.scheme == "http" and chief.hostname not in LOOPBACK:
        raise ImproperlyConfigured(
            f"SITE_URL is {full_origins[0]}, over which passwords would travel in clear: serve "
            "the site over https, or name a loopback address to try it out."
        )
    return chief.scheme == "https"


def locale_paths() -> list[Path]:
    """EXTRA_LOCALE_PATHS: folders of catalogues whose words come before ours, then our own."""
    extra = [Path(one).resolve() for one in words("EXTRA_LOCALE_PATHS", [])]
    for folder in extra:
        catalogues.check(folder, "EXTRA_LOCALE_PATHS")
    return [*extra, REPOSITORY / "locale"]


def languages(folders: list[Path]) -> list[tuple[str, str]]:
    """LANGUAGES: codes of the site's languages, the source language first, with their own names."""
    codes = list(dict.fromkeys(words("LANGUAGES", ["fr", "en", "es", "ar"])))
    return catalogues.named(codes, folders, "LANGUAGES")


def comment_languages(own: list[tuple[str, str]]) -> list[str]:
    """COMMENT_LANGUAGES: codes of the languages that people may write in, besides the site's own."""
    codes = words("COMMENT_LANGUAGES", list(USUALLY_WRITTEN))
    unknown = [code for code in codes if "name_local" not in LANG_INFO.get(code, ())]
    if unknown:
        raise ImproperlyConfigured(
            f"COMMENT_LANGUAGES names {', '.join(map(repr, unknown))}: write codes of languages "
            "such as de, it or pt-br."
        )
    return list(dict.fromkeys([code for code, _name in own] + codes))


def time_zone() -> str:
    """TIME_ZONE: the zone in which dates are shown, such as Europe/Paris."""
    name = text("TIME_ZONE", "Europe/Paris")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"TIME_ZONE is {name!r}, which is no known zone: write one such as Europe/Paris or UTC."
        ) from error
    return name


# What leaves the house


def service(variable: str) -> str:
    """Return the address of another server that `variable` holds, empty where it holds none.

    It has no name and password in it: those have variables of their own.
    """
    address = text(variable).rstrip("/")
    parts = split(address)
    if address and (
        parts.scheme not in ("http", "https")
        or not host_of(parts)
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise ImproperlyConfigured(
            f"{variable} is no address of a server: write scheme, host and, where needed, port and "
            "path, such as https://translate.example.org"
        )
    return address


def email(default: str = "") -> dict:
    """EMAIL_URL: how mail leaves, such as smtp+tls://user:password@host:587, or consolemail://"""
    address = text("EMAIL_URL", default)
    if not address:
        raise ImproperlyConfigured(
            "EMAIL_URL is missing, and without mail nobody can confirm an account: write "
            "smtp+tls://user:password@host:587, or consolemail:// to have mail printed."
        )
    try:
        config = Env.email_url_config(address)
    except (ValueError, ImproperlyConfigured):
        config = {}
    if not config or (address.startswith("smtp") and not config["EMAIL_HOST"]):
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read: write smtp+tls://user:password@host:587, smtp://host:25 or "
            "consolemail://"
        )
    return config


def sender(host: str) -> str:
    """DEFAULT_FROM_EMAIL: whose name and address mail bears."""
    address = text("DEFAULT_FROM_EMAIL")
    if not address:
        return f"Parvis <noreply@{host}>"
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(address)[1]):
        raise ImproperlyConfigured(
            f"DEFAULT_FROM_EMAIL is {address!r}: write an e-mail address, or a name before one in "
            "angle brackets, such as Consultations <noreply@example.org>"
        )
    return address


def contact(variable: str) -> str:
    """Return the e-mail address, or the address of a page, at which somebody can be asked."""
    address = text(variable)
    is_page = address.startswith("https://") and host_of(split(address))
    if address and not is_page and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ImproperlyConfigured(
            f"{variable} is {address!r}: write an e-mail address, or that of a page that begins with "
            "https://"
        )
    return address


def log_level() -> str:
    """LOG_LEVEL: how much is logged: DEBUG, INFO, WARNING or ERROR."""
    level = text("LOG_LEVEL", "WARNING").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ImproperlyConfigured(f"LOG_LEVEL is {level!r}: write DEBUG, INFO, WARNING or ERROR.")
    return level
