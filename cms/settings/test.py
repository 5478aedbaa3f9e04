"""For the tests: as the embedded default, or on what DATABASE_URL and REDIS_URL name."""

from zlib import crc32

from .dev import *  # noqa: F403 - settings modules build on each other

# The tests' own database. A file, so that threads and processes share it; on a server, a name that
# two checkouts never share, in UTF-8 whatever the server was set up with.
TEST_DATABASES = {
    "cms.sqlite": {"NAME": str(VAR / "test.sqlite3")},
    "django.db.backends.postgresql": {
        "NAME": f"test_parvis_{crc32(bytes(VAR)):08x}",
        "TEMPLATE": "template0",
        "CHARSET": "UTF8",
    },
}
DATABASES["default"]["TEST"] = TEST_DATABASES[DATABASES["default"]["ENGINE"]]
if REDIS_URL:  # what is told through Redis is told in all its databases
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"test-{crc32(bytes(VAR)):08x}"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
SECOND_FACTOR_FOR_ROLES = False  # tests of it switch it on
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
MEDIA_ROOT = VAR / "test-media"
STORAGES["private"]["OPTIONS"]["location"] = VAR / "test-private"
# A few people do in seconds what others do in a week; tests of the pace set their own.
PACE = dict.fromkeys(PACE, (1_000_000, 1))
# What is done beside a request is done before its answer.
TASKS["beside"] = TASKS["default"]
