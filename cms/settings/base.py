"""What holds in every set-up. Values that differ come from the environment, through `env`."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from . import accounts, env, stores

REPOSITORY = env.REPOSITORY
VAR = env.var_dir()

INSTALLED_APPS = [
    "cms",
    "cms.theme",
    "cms.pages",
    "cms.demo",
    # Lower rooms first: what they do at a signal is done when higher ones hear it.
    "consult.languages",
    "consult.live",
    "consult.people",
    "consult.consultations",
    "consult.drafts",
    "consult.threads",
    "consult.moderation",
    "consult.answers",
    "consult.following",
    "consult.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "consult.people.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_countries",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",  # for the words with which Wagtail says how long ago
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.policy.ContentSecurityPolicy",
    "django.middleware.gzip.GZipMiddleware",
    "consult.threads.at_rest.PageAtRest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cms.refusals.RefusalMiddleware",
    "cms.refusals.AdminGate",
    "cms.redirects.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.theme.context.site_chrome",
            ],
            # Words in many languages stand everywhere.
            "builtins": ["consult.people.templatetags.reading"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Addresses: one list of full origins from which all other checks derive.
ORIGINS = env.origins(default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.hosts(ORIGINS)
CSRF_TRUSTED_ORIGINS = ORIGINS
WAGTAILADMIN_BASE_URL = ORIGINS[0]

# Data
DATABASES = {"default": stores.database(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = stores.redis_url()
if REDIS_URL:
    redis_cache = {
        "BACKEND": "cms.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        # A page may be slower without Redis by a second, not by a minute.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    CACHES = {
        name: {**redis_cache, "KEY_PREFIX": prefix}
        for name, prefix in (("default", "parvis"), ("pace", "parvis-pace"))
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_connect_timeout": 1}]},
        }
    }
else:
    memory_cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    CACHES = {
        "default": memory_cache,
        # Apart, and with room: what crowds a counter out lets somebody go faster.
        "pace": {**memory_cache, "LOCATION": "pace", "OPTIONS": {"MAX_ENTRIES": 50_000}},
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# Work beside a request. Wagtail's own is done at once; ours is in a database row before it is a task,
# so that what is lost with a process is found again.
TASKS = stores.tasks()
if TASKS["beside"]["BACKEND"].startswith("django_tasks_db."):
    INSTALLED_APPS.append("django_tasks_db")

# A text that is edited after a signature has to be signed again.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# However a workflow ends, it publishes no text of a draft without both signatures.
WAGTAIL_FINISH_WORKFLOW_ACTION = "consult.answers.finishing.publish_signed"

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "consult.answers.translations.PublishersTranslate",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
SESSION_ENGINE = "consult.people.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "consult.people.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "consult.people.forms.SignupForm"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "signup": "consult.people.signing_up.AccountForm",
    "login": "consult.people.signing_up.PasswordForm",
    "request_login_code": "consult.people.signing_up.CodeForm",
    "reset_password": "consult.people.signing_up.ForgottenForm",
    "add_email": "consult.people.signing_up.AnotherAddressForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "consult.people.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes are typed in the browser that asked for them: mail may take its time, and guessing may not.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "consult.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "consult.people.keys.AddKeyForm",
    "signup_webauthn": "consult.people.keys.FirstKeyForm",
    "edit_webauthn": "consult.people.keys.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are half a minute off
# Whether publishers, drafters, moderators and administrators act with a second factor only.
SECOND_FACTOR_FOR_ROLES = accounts.second_factor_for_roles(default="required")
# Accounts elsewhere: nothing is taken over from them without asking, and none is linked by its address.
SOCIALACCOUNT_ADAPTER = "consult.people.adapters.ConnectedAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_PROVIDERS = accounts.providers()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [one.as_app() for one in OIDC_PROVIDERS]}}
INSIDE_ORIGINS = accounts.inside_origins()
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 0)

# How fast one may go: so many acts in so many seconds (consult.core.pace).
PACE = {
    "post": env.pace("PACE_POST", "12/10m"),
    "vote": env.pace("PACE_VOTE", "120/10m"),
    "edit": env.pace("PACE_EDIT", "30/10m"),
    "report": env.pace("PACE_REPORT", "20/1h"),
    "translate": env.pace("PACE_TRANSLATE", "60/10m"),
    "export": env.pace("PACE_EXPORT", "3/1d"),
    "guest": env.pace("PACE_GUEST", "12/1h"),
    "guest_mail": env.pace("PACE_GUEST_MAIL", "20/1d"),
    "guest_links": env.pace("PACE_GUEST_LINKS", "6/1d"),
    "name": env.pace("PACE_NAME", "5/1d"),
    "organisation": env.pace("PACE_ORGANISATION", "10/1d"),
    "archive": env.pace("PACE_ARCHIVE", "30/1h"),
}
PACE_ADDRESS_FACTOR = env.positive("PACE_ADDRESS_FACTOR", 5)
PACE_NEW_ACCOUNT_HOURS = env.whole("PACE_NEW_ACCOUNT_HOURS", 24)
PACE_NEW_ACCOUNT_SHARE = env.share("PACE_NEW_ACCOUNT_SHARE", "0.5")

# For how long personal data is kept (docs/privacy.md), and who answers for it.
RETENTION = {
    "grace_days": env.positive("ERASURE_GRACE_DAYS", 14),
    "export_days": env.positive("RETENTION_EXPORT_DAYS", 7),
    "unconfirmed_days": env.positive("RETENTION_UNCONFIRMED_DAYS", 7),
    "refused_days": env.positive("RETENTION_REFUSED_DAYS", 180),
    "report_days": env.positive("RETENTION_REPORT_DAYS", 365),
    "notice_days": env.positive("RETENTION_NOTICE_DAYS", 180),
    "guest_days": env.positive("RETENTION_GUEST_DAYS", 730),
    "identity_months": env.whole("RETENTION_IDENTITY_MONTHS", 24),
}
SESSION_COOKIE_AGE = env.positive("SESSION_DAYS", 14) * 24 * 60 * 60
ORGANISATION = env.text("ORGANISATION")
PRIVACY_CONTACT = env.contact("PRIVACY_CONTACT")

# What notices words like those that were hidden (consult.moderation.screening.classifier).
SCREENING_CLASSIFIER = env.dotted(
    "SCREENING_CLASSIFIER", "consult.moderation.screening.linear.LinearClassifier"
)

# The machine that translates, for what people say and for editors: none unless its address is set.
if LIBRETRANSLATE_URL := env.service("LIBRETRANSLATE_URL"):
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": env.dotted(
            "MACHINE_TRANSLATOR", "consult.languages.libretranslate.LibreTranslate"
        ),
        "OPTIONS": {
            "URL": LIBRETRANSLATE_URL,
            "API_KEY": env.text("LIBRETRANSLATE_API_KEY"),
            "TIMEOUT": env.positive("LIBRETRANSLATE_TIMEOUT", 20),
        },
    }

# Accounts with a known password are for a machine of one's own.
DEMO_ALLOWED = False

# Mail
vars().update(env.email(default="consolemail://"))
DEFAULT_FROM_EMAIL = env.sender(urlsplit(ORIGINS[0]).hostname)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 30  # a mail server that says nothing holds up nobody for ever

# Languages
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone()
LOCALE_PATHS = env.locale_paths()
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = env.languages(LOCALE_PATHS)
LANGUAGE_CODE = LANGUAGES[0][0]
COMMENT_LANGUAGES = env.comment_languages(LANGUAGES)
FORMAT_MODULE_PATH = "cms.formats"
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
SERVE_UPLOADS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What one person alone may fetch: it has no address of its own.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "private",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "cms.theme.storage.PublishedFiles"},
}

# Wagtail. Nothing is asked of third parties: no update check, no gravatar.
WAGTAIL_SITE_NAME = "Parvis"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Only zones that browsers know too: the machine's own list has names such as "localtime".
WAGTAIL_USER_TIME_ZONES = ["UTC", *sorted(name for name in available_timezones() if "/" in name)]
# Words as they are written: a site in many languages has no stop words and stems of one.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search", "SEARCH_CONFIG": "simple"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "csv", "txt"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Security
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *(origin.replace("http", "ws", 1) for origin in ORIGINS)],
        "form-action": ["'self'", *accounts.form_origins(OIDC_PROVIDERS)],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level()},
    # While Redis is away it writes a traceback each second; parvis.live says it once.
    "loggers": {"channels_redis": {"level": "CRITICAL"}},
}
