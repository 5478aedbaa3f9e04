"""For the public: everything from the environment, nothing guessed, HTTPS only."""

from . import env
from .base import *  # noqa: F403 - settings modules build on each other

DEBUG = False
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.words("FORMER_SECRET_KEYS", [])
ORIGINS = env.origins()
vars().update(env.email())

# The proxy in front speaks TLS and says so; without one, cookies still travel over HTTPS only.
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https(ORIGINS)
SECURE_HSTS_SECONDS = env.whole("HSTS_SECONDS", 3600) if SECURE_SSL_REDIRECT else 0
# Whether HTTPS holds for an organisation's other hosts too is not ours to say (W005, W021), and
# Wagtail shows previews in frames of its own (W019).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
