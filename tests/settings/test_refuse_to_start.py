"""A wrong environment is refused at once, with one sentence that says what to do."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings import env, stores
from tests.settings.start import CHECK, PRODUCTION, PUBLIC, SERVER, read, start


def provider(server_url: str = "https://login.example.org", **more: str) -> str:
    """Return what OIDC_PROVIDERS holds for one provider."""
    named = {"id": "one", "name": "One", "server_url": server_url, "client_id": "parvis"}
    return json.dumps([{**named, "client_secret": "hunter2", **more}])


REFUSED = [
    *(
        ({"LIBRETRANSLATE_URL": address}, "LIBRETRANSLATE_URL")
        for address in ("translate", "ftp://host", "https://", "https://host/?q=1", "http://a:b@h")
    ),
    (
        {"LIBRETRANSLATE_URL": "https://host", "LIBRETRANSLATE_TIMEOUT": "0"},
        "LIBRETRANSLATE_TIMEOUT",
    ),
    ({"LIBRETRANSLATE_URL": "https://host", "MACHINE_TRANSLATOR": "x y"}, "MACHINE_TRANSLATOR"),
    ({"PACE_TRANSLATE": "often"}, "PACE_TRANSLATE"),
    ({"TASKS": "celery"}, "TASKS"),
    ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:////"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:////tmp"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///file.sqlite3?mode=ro"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://host"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://user:pass/word@host/name"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://user@host:port/name"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://[::1/name"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://host/name?sslmod=require"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://host/name", "DATABASE_POOL_SIZE": "0"}, "DATABASE_POOL_SIZE"),
    ({"DATABASE_URL": "postgres://host/name", "DATABASE_POOL_SIZE": "many"}, "DATABASE_POOL_SIZE"),
    ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL"),
    ({"REDIS_URL": "http://127.0.0.1:6379"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://host:port/0"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://host:6379/cache"}, "REDIS_URL"),
    ({"REDIS_URL": "unix://"}, "REDIS_URL"),
    ({"VAR_DIR": f"{__file__}/below-a-file"}, "VAR_DIR"),
    ({"SITE_URL": "consultations.example.org"}, "SITE_URL"),
    ({"SITE_URL": "ftp://consultations.example.org"}, "SITE_URL"),
    ({"SITE_URL": "https://"}, "SITE_URL"),
    ({"SITE_URL": "https://*"}, "SITE_URL"),
    ({"SITE_URL": "https://one.example.org/below"}, "SITE_URL"),
    ({"SITE_URL": "https://one.example.org?query"}, "SITE_URL"),
    ({"SITE_URL": "https://user:password@one.example.org"}, "SITE_URL"),
    ({"SITE_URL": "https://one.example.org:port"}, "SITE_URL"),
    ({"SITE_URL": "https://[::1"}, "SITE_URL"),
    ({"EXTRA_ORIGINS": "https://one.example.org, two.example.org"}, "EXTRA_ORIGINS"),
    ({"LANGUAGES": "fr,tlh"}, "LANGUAGES"),
    ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
    ({"TIME_ZONE": "Europe"}, "TIME_ZONE"),
    ({"TIME_ZONE": "../../etc/passwd"}, "TIME_ZONE"),
    ({"EMAIL_URL": "carrier-pigeon://loft"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL"),
    ({"EMAIL_URL": "smtp://host:port"}, "EMAIL_URL"),
    ({"DEFAULT_FROM_EMAIL": "Parvis"}, "DEFAULT_FROM_EMAIL"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ({"SECOND_FACTOR_FOR_ROLES": "perhaps"}, "SECOND_FACTOR_FOR_ROLES"),
    ({"OIDC_PROVIDERS": "nonsense"}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": '{"id": "one"}'}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": '[{"id": "one", "hunter2": "x"}]'}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": provider("http://login.example.org")}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": provider("https://user:word@login.example.org")}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": provider("https://")}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": provider(id="Not An Id")}, "OIDC_PROVIDERS"),
    ({"OIDC_PROVIDERS": provider(preset="other")}, "OIDC_PROVIDERS"),
    ({"INSIDE_ORIGINS": "login.internal"}, "INSIDE_ORIGINS"),
    ({"DEBUG": "maybe"}, "DEBUG"),
    ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT"),
    ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT"),
    ({"PACE_POST": "12"}, "PACE_POST"),
    ({"PACE_POST": "0/10m"}, "PACE_POST"),
    ({"PACE_POST": "12/0m"}, "PACE_POST"),
    ({"PACE_POST": "12/10"}, "PACE_POST"),
    ({"PACE_POST": "-12/10m"}, "PACE_POST"),
    ({"PACE_POST": "1.5/m"}, "PACE_POST"),
    ({"PACE_POST": "12/10 minutes"}, "PACE_POST"),
    ({"PACE_POST": "٣/m"}, "PACE_POST"),
    ({"PACE_VOTE": "many"}, "PACE_VOTE"),
    ({"PACE_EDIT": "30/w"}, "PACE_EDIT"),
    ({"PACE_ADDRESS_FACTOR": "0"}, "PACE_ADDRESS_FACTOR"),
    ({"PACE_NEW_ACCOUNT_HOURS": "1.5"}, "PACE_NEW_ACCOUNT_HOURS"),
    ({"PACE_NEW_ACCOUNT_SHARE": "0"}, "PACE_NEW_ACCOUNT_SHARE"),
    ({"PACE_NEW_ACCOUNT_SHARE": "0.0"}, "PACE_NEW_ACCOUNT_SHARE"),
    ({"PACE_NEW_ACCOUNT_SHARE": "1.1"}, "PACE_NEW_ACCOUNT_SHARE"),
    ({"PACE_NEW_ACCOUNT_SHARE": "half"}, "PACE_NEW_ACCOUNT_SHARE"),
    ({"PACE_NEW_ACCOUNT_SHARE": "50%"}, "PACE_NEW_ACCOUNT_SHARE"),
]
REFUSED_IN_PUBLIC = [
    ({"SECRET_KEY": ""}, "SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
    (
        {"SECRET_KEY": "not-secret-and-only-for-a-machine-of-your-own-never-for-the-public"},
        "SECRET_KEY",
    ),
    ({"SITE_URL": ""}, "SITE_URL"),
    ({"SITE_URL": "http://consultations.example.org"}, "SITE_URL"),
    ({"EMAIL_URL": ""}, "EMAIL_URL"),
    ({"HSTS_SECONDS": "a year"}, "HSTS_SECONDS"),
]


@pytest.mark.parametrize(("environment", "variable"), REFUSED)
def test_a_wrong_value_is_refused(tmp_path, environment, variable):
    with pytest.raises(ImproperlyConfigured, match=rf"^{variable} .+$") as refused:
        read(tmp_path, environment)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(("environment", "variable"), REFUSED_IN_PUBLIC)
def test_public_settings_guess_nothing(tmp_path, environment, variable):
    with pytest.raises(ImproperlyConfigured, match=rf"^{variable} .+$") as refused:
        read(tmp_path, {**PUBLIC, **environment}, PRODUCTION)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
        ({"DJANGO_SETTINGS_MODULE": PRODUCTION}, "SECRET_KEY"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [CHECK, (*CHECK[:2], "migrate"), (*CHECK[:2], "demo"), (SERVER, "cms.asgi:application")],
    ids=["check", "migrate", "demo", "server"],
)
def test_whatever_is_started_says_one_sentence_and_ends(tmp_path, command, environment, variable):
    answer = start(tmp_path, environment, *command)
    assert answer.returncode != 0
    assert answer.stdout == ""
    assert answer.stderr.startswith(f"Parvis cannot start: {variable} ")
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "environment",
    [
        {"DATABASE_URL": "postgres://user:hush-hush@host:port/name"},
        {"DATABASE_URL": "hush-hush:secret"},
        {"DATABASE_URL": "postgres://user:hush-hush@host/name?sslmod=x"},
        {"REDIS_URL": "redis://:hush-hush@host:port"},
        {"EMAIL_URL": "smtp://user:hush-hush@host:port"},
        {"SITE_URL": "https://user:hush-hush@host"},
        {"LIBRETRANSLATE_URL": "https://user:hush-hush@host"},
    ],
)
def test_a_refusal_gives_no_password_away(tmp_path, environment):
    with pytest.raises(ImproperlyConfigured) as refused:
        read(tmp_path, environment)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "environment",
    [
        {"DATABASE_URL": "postgres://host/name"},
        {"REDIS_URL": "redis://host"},
        {"TASKS": "database"},
    ],
)
def test_a_missing_driver_is_named(monkeypatch, tmp_path, environment):
    """The embedded set-up is installed without the packages that these need."""
    monkeypatch.setattr(stores, "find_spec", lambda module: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements/scale\.txt"):
        read(tmp_path, environment)


def test_a_folder_without_the_right_to_write_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(env.os, "access", lambda *_: False)  # the superuser may write anywhere
    with pytest.raises(ImproperlyConfigured, match="may not write"):
        read(tmp_path, {})
