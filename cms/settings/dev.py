"""The embedded default: one process, SQLite, in memory, mail to the console. Not for the public."""

from . import env
from .base import *  # noqa: F403 - settings modules build on each other

DEBUG = env.read.bool("DEBUG", default=False)
SECRET_KEY = env.read.str(
    "SECRET_KEY", default="not-secret-and-only-for-a-machine-of-your-own-never-for-the-public"
)
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]  # noqa: F405
ORIGINS = list(dict.fromkeys([*ORIGINS, "http://127.0.0.1:8000", "http://localhost:8000"]))  # noqa: F405
CSRF_TRUSTED_ORIGINS = ORIGINS
# Files are served from where they stand: no collecting, no manifest.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DEMO_ALLOWED = True
