"""For the tests: as the embedded default, or on what DATABASE_URL and REDIS_URL name."""

from .dev import *  # noqa: F403 - settings modules build on each other

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]  # noqa: F405
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""  # noqa: F405
MEDIA_ROOT = VAR / "test-media"  # noqa: F405
