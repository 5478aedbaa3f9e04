"""A right environment is taken as it was meant."""

import pytest

from tests.settings.start import CHECK, PRODUCTION, PUBLIC, SECRET, read, start


def database(folder, address, **environment):
    return read(folder, {"DATABASE_URL": address, **environment}).DATABASES["default"]


def test_nothing_set_is_the_embedded_default(tmp_path):
    settings = read(tmp_path, {})
    here = settings.DATABASES["default"]
    assert here["ENGINE"] == "cms.sqlite"
    assert here["NAME"] == str(tmp_path / "parvis.sqlite3")
    assert here["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in here["OPTIONS"]["init_command"]
    assert settings.CHANNEL_LAYERS["default"]["BACKEND"] == "channels.layers.InMemoryChannelLayer"
    assert settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")
    assert settings.EMAIL_BACKEND.endswith("console.EmailBackend")
    assert settings.LANGUAGES == [
        ("fr", "Français"),
        ("en", "English"),
        ("es", "Español"),
        ("ar", "العربيّة"),
    ]
    assert settings.DEBUG is False


def test_blank_is_unset(tmp_path):
    """Container files write `NAME=` for what they leave open."""
    blank = dict.fromkeys(
        ("DATABASE_URL", "REDIS_URL", "SITE_URL", "LANGUAGES", "TIME_ZONE", "DEBUG"), " "
    )
    settings = read(tmp_path, blank)
    assert settings.REDIS_URL is None
    assert settings.ORIGINS[0] == "http://127.0.0.1:8000"
    assert settings.LANGUAGE_CODE == "fr"


@pytest.mark.parametrize(
    ("address", "name"),
    [("sqlite:///{}/site.sqlite3", "site.sqlite3"), ("sqlite:///{}/my%20site.db", "my site.db")],
)
def test_sqlite_files(tmp_path, address, name):
    assert database(tmp_path, address.format(tmp_path))["NAME"] == str(tmp_path / name)


def test_a_relative_sqlite_file_is_below_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert database(tmp_path, "sqlite:///site.db")["NAME"] == str(tmp_path / "site.db")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgres://parvis:secret@db.example.org:5433/parvis",
            {"USER": "parvis", "PASSWORD": "secret", "HOST": "db.example.org", "PORT": 5433},
        ),
        ("postgresql://db.example.org/parvis", {"HOST": "db.example.org", "PORT": ""}),
        ("postgres://par%40vis:p%3A%2F%23%25s@h/parvis", {"USER": "par@vis", "PASSWORD": "p:/#%s"}),
        ("postgres://$user:$pass@h/parvis", {"USER": "$user", "PASSWORD": "$pass"}),
        ("postgres://parvis@[2001:db8::1]:5432/parvis", {"HOST": "2001:db8::1", "PORT": 5432}),
        ("postgres:///parvis", {"HOST": "", "USER": ""}),
        ("postgres://one:5432,two:5433/parvis", {"HOST": "one,two", "PORT": "5432,5433"}),
    ],
)
def test_postgresql_addresses(tmp_path, address, expected):
    here = database(tmp_path, address)
    assert here["NAME"] == "parvis"
    assert {name: here[name] for name in expected} == expected


def test_postgresql_by_a_socket_and_with_options(tmp_path):
    address = "postgres://parvis@/parvis?host=/var/run/postgresql&sslmode=require&connect_timeout=3"
    options = database(tmp_path, address)["OPTIONS"]
    assert options["host"] == "/var/run/postgresql"
    assert options["sslmode"] == "require"
    assert options["connect_timeout"] == 3


def test_postgresql_is_pooled(tmp_path):
    here = database(tmp_path, "postgres:///parvis", DATABASE_POOL_SIZE="25")
    assert here["OPTIONS"]["pool"]["max_size"] == 25
    assert here["CONN_MAX_AGE"] == 0
    assert here["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize(
    "address",
    [
        "redis://127.0.0.1",
        "redis://:p%40ss@[::1]:6379/3",
        "rediss://user:pass@redis.example.org:6380/0",
        "unix:///run/redis/redis.sock",
    ],
)
def test_redis_addresses(tmp_path, address):
    settings = read(tmp_path, {"REDIS_URL": address})
    assert settings.CHANNEL_LAYERS["default"]["BACKEND"].endswith("RedisPubSubChannelLayer")
    assert settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0]["address"] == address
    assert settings.CACHES["default"]["LOCATION"] == address


@pytest.mark.parametrize(
    ("address", "origin", "host"),
    [
        ("https://Example.org/", "https://example.org", "example.org"),
        ("https://example.org:443", "https://example.org", "example.org"),
        ("http://example.org:8080", "http://example.org:8080", "example.org"),
        ("http://[::1]:8000", "http://[::1]:8000", "[::1]"),
        (
            "https://délibérons.example",
            "https://xn--dlibrons-b1ad.example",
            "xn--dlibrons-b1ad.example",
        ),
    ],
)
def test_a_site_has_one_full_origin(tmp_path, address, origin, host):
    settings = read(tmp_path, {"SITE_URL": address})
    assert settings.ORIGINS[0] == settings.WAGTAILADMIN_BASE_URL == origin
    assert host in settings.ALLOWED_HOSTS


def test_further_origins_may_stand_between_commas_and_spaces(tmp_path):
    listed = "https://one.example.org, https://two.example.org https://three.example.org:8443,"
    settings = read(tmp_path, {**PUBLIC, "EXTRA_ORIGINS": listed}, PRODUCTION)
    assert settings.ORIGINS == [
        "https://consultations.example.org",
        "https://one.example.org",
        "https://two.example.org",
        "https://three.example.org:8443",
    ]
    assert "three.example.org" in settings.ALLOWED_HOSTS


def test_a_machine_of_ones_own_is_reached_by_all_its_names(tmp_path):
    settings = read(tmp_path, {"SITE_URL": "http://127.0.0.1:8055"})
    assert settings.ORIGINS == [
        "http://127.0.0.1:8055",
        "http://localhost:8055",
        "http://[::1]:8055",
    ]


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("Yes", True), ("1", True), ("no", False), ("OFF", False)]
)
def test_yes_and_no(tmp_path, word, meant):
    assert read(tmp_path, {"DEBUG": word}).DEBUG is meant


def test_the_pace_that_nothing_sets(tmp_path):
    settings = read(tmp_path, {})
    assert settings.PACE == {
        "post": (12, 600),
        "vote": (120, 600),
        "edit": (30, 600),
        "report": (20, 3600),
        "translate": (60, 600),
        "export": (3, 86_400),
        "guest": (12, 3600),
        "guest_mail": (20, 86_400),
        "guest_links": (6, 86_400),
        "name": (5, 86_400),
        "organisation": (10, 86_400),
        "archive": (30, 3600),
    }
    assert settings.PACE_ADDRESS_FACTOR == 5
    assert settings.PACE_NEW_ACCOUNT_HOURS == 24
    assert settings.PACE_NEW_ACCOUNT_SHARE == 0.5


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30/45s", (30, 45)),
        ("1/s", (1, 1)),
        ("30/5m", (30, 300)),
        ("100/h", (100, 3600)),
        ("1000/2d", (1000, 172_800)),
    ],
)
def test_a_pace_is_so_many_times_in_so_long(tmp_path, written, meant):
    assert read(tmp_path, {"PACE_VOTE": written}).PACE["vote"] == meant


@pytest.mark.parametrize(("written", "meant"), [("0.25", 0.25), (".1", 0.1), ("1", 1.0)])
def test_the_share_of_new_accounts(tmp_path, written, meant):
    settings = read(tmp_path, {"PACE_NEW_ACCOUNT_SHARE": written})
    assert meant == settings.PACE_NEW_ACCOUNT_SHARE


@pytest.mark.parametrize("address", ["", "redis://127.0.0.1:6379/0"])
def test_pages_and_paces_never_share_a_small_memory(tmp_path, address):
    """A flood of addresses of pages must not crowd the counters out."""
    caches = read(tmp_path, {"REDIS_URL": address}).CACHES
    assert set(caches) == {"default", "pace"}
    if not address:
        assert caches["pace"]["LOCATION"] != caches["default"].get("LOCATION", "")
        assert caches["pace"]["OPTIONS"]["MAX_ENTRIES"] >= 10_000


def test_languages_and_their_order(tmp_path):
    settings = read(tmp_path, {"LANGUAGES": "en, fr, en"})
    assert settings.LANGUAGES == [("en", "English"), ("fr", "Français")]
    assert settings.LANGUAGE_CODE == "en"


def test_public_settings(tmp_path):
    settings = read(tmp_path, PUBLIC, PRODUCTION)
    assert settings.SECRET_KEY == SECRET
    assert settings.ORIGINS == ["https://consultations.example.org"]
    assert settings.ALLOWED_HOSTS == ["consultations.example.org"]
    assert settings.SECURE_SSL_REDIRECT is settings.SESSION_COOKIE_SECURE is True
    assert settings.EMAIL_HOST_PASSWORD == "p@ss"
    assert settings.EMAIL_USE_TLS is True
    assert settings.DEFAULT_FROM_EMAIL == "Parvis <noreply@consultations.example.org>"
    assert settings.DEMO_ALLOWED is settings.DEBUG is False


def test_public_settings_are_never_in_debug_mode(tmp_path):
    assert read(tmp_path, {**PUBLIC, "DEBUG": "true"}, PRODUCTION).DEBUG is False


def test_a_secret_may_begin_with_a_dollar(tmp_path):
    """Some readers of the environment take `$NAME` for another variable."""
    secret = "$" + SECRET
    assert secret == read(tmp_path, {**PUBLIC, "SECRET_KEY": secret}, PRODUCTION).SECRET_KEY


def test_the_deployment_check_finds_no_error(tmp_path):
    public = {**PUBLIC, "DJANGO_SETTINGS_MODULE": PRODUCTION, "TRUSTED_PROXY_COUNT": "1"}
    answer = start(tmp_path, public, *CHECK, "--deploy")
    assert answer.returncode == 0, answer.stderr


def test_no_machine_translates_unless_its_address_is_set(tmp_path):
    assert not hasattr(read(tmp_path, {}), "WAGTAILLOCALIZE_MACHINE_TRANSLATOR")
    named = {
        "LIBRETRANSLATE_URL": "http://127.0.0.1:5000/",
        "LIBRETRANSLATE_API_KEY": "secret",
        "LIBRETRANSLATE_TIMEOUT": "7",
    }
    assert read(tmp_path, named).WAGTAILLOCALIZE_MACHINE_TRANSLATOR == {
        "CLASS": "consult.languages.libretranslate.LibreTranslate",
        "OPTIONS": {
            "URL": "http://127.0.0.1:5000",
            "API_KEY": "secret",
            "TIMEOUT": 7,
        },
    }


def test_who_does_the_work_beside_requests(tmp_path):
    embedded, database = read(tmp_path, {}), read(tmp_path, {"TASKS": "database"})
    immediate = "django_tasks.backends.immediate.ImmediateBackend"
    assert embedded.TASKS["default"]["BACKEND"] == immediate
    assert embedded.TASKS["beside"]["BACKEND"] == "cms.tasks.ThreadBackend"
    assert "django_tasks_db" not in embedded.INSTALLED_APPS
    assert database.TASKS["default"]["BACKEND"] == immediate
    assert database.TASKS["beside"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    assert "django_tasks_db" in database.INSTALLED_APPS
