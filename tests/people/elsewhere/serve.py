"""A provider of accounts: allauth's own, as a site of its own. `python serve.py FOLDER PORT CALLBACK`

Under /signed/ it tells of people by signed tokens, as FranceConnect does.
"""

import sys
from pathlib import Path

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application

CLIENTS = ("plain", "signed")
SECRET = "a-secret-of-the-tests"
EMAIL, PASSWORD, CIVIL_NAME = "zoe@example.org", "zoe-elsewhere", "Zoé Dupont"


def pem() -> str:
    """Return a new private key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def configure(folder: Path) -> None:
    """Set up Django for this site alone."""
    settings.configure(
        SECRET_KEY="not-secret-and-for-tests-alone",
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="addresses",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "elsewhere.sqlite3",
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=pem(),
        SESSION_COOKIE_NAME="elsewhere",
        USE_TZ=True,
    )
    django.setup()


def fill(callback: str) -> None:
    """Make the database, one account, and Parvis as a client."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - apps are loaded now
    from allauth.idp.oidc.models import Client  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    first, last = CIVIL_NAME.split()
    user = User.objects.create_user("zoe", EMAIL, PASSWORD, first_name=first, last_name=last)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    for client in CLIENTS:
        Client.objects.create(
            id=client,
            name="Parvis",
            secret=make_password(SECRET),
            scopes="openid\nprofile\nemail",
            redirect_uris=callback.replace("ID", client),
            skip_consent=True,
        )


if __name__ == "__main__":
    folder, port, callback = sys.argv[1:]
    configure(Path(folder))
    fill(callback)
    run("127.0.0.1", int(port), get_wsgi_application(), threading=True)
