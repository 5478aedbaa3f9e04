"""The embedded default: one process, SQLite, in memory, mail to the console. Not for the public."""

from . import accounts, env
from .base import *  # noqa: F403 - settings modules build on each other

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text(
    "SECRET_KEY", "not-secret-and-only-for-a-machine-of-your-own-never-for-the-public"
)
SECRET_KEY_FALLBACKS = env.words("FORMER_SECRET_KEYS", [])
ORIGINS = CSRF_TRUSTED_ORIGINS = env.with_loopback(ORIGINS)
ALLOWED_HOSTS = env.hosts(ORIGINS)
# Files are served from where they stand: no collecting, no manifest.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DEMO_ALLOWED = True
# The demonstration's people act with a password that everybody knows.
SECOND_FACTOR_FOR_ROLES = accounts.second_factor_for_roles(default="optional")
SERVE_UPLOADS = True
