"""Where allauth asks Parvis."""

import secrets
from base64 import urlsafe_b64encode
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.emailkit import valid_email_or_none
from allauth.core.internal.httpkit import add_query_params
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from consult.core.guarded import GuardedSession
from consult.people.models import User, stands_in
from consult.people.names.services import taking_name
from consult.people.provider import ENDING


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with a public name; the language is that of the page they signed up on."""

    def save_user(
        self, request: HttpRequest, user: User, form: object, commit: bool = True
    ) -> User:
        """Fill the account from the sign-up form before its first save: its name is required."""
        details = form.cleaned_data
        user.public_name = details["public_name"]
        user.affiliation = details["affiliation"]
        user.language = request.LANGUAGE_CODE
        with taking_name(user.public_name):
            return super().save_user(request, user, form, commit=commit)

    def clean_email(self, email: str) -> str:
        """Return an address that somebody can have: not one of an account that stands for somebody."""
        if stands_in(email):
            raise ValidationError(EmailValidator.message, code="invalid")
        return email

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead home in the language of the page on which somebody signed in.

        The front door would lead to the language of their account.
        """
        return f"/{request.LANGUAGE_CODE}/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what stands for the client in rate limits: a keyed fingerprint of the address.

        It has the form of an address, as allauth expects; the address itself is stored nowhere.
        A whole /64 counts as one client: that is what one subscriber of IPv6 is given (RFC 6177).
        """
        address = ip_address(super().get_client_ip(request))
        client = str(ip_network((address, 64), strict=False) if address.version == 6 else address)
        digest = salted_hmac("parvis.people.client", client, algorithm="sha256").digest()
        return str(IPv6Address(digest[:16]))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return where signing out leads: past the provider with whom one came, where it asks for it."""
        home = self.get_login_redirect_url(request)
        ending = request.session.get(ENDING)
        if not ending:
            return home
        return add_query_params(
            ending["address"],
            {
                "id_token_hint": ending["id_token"],
                "post_logout_redirect_uri": request.build_absolute_uri("/"),
                "state": secrets.token_urlsafe(32),
            },
        )


class ConnectedAdapter(DefaultSocialAccountAdapter):
    """Accounts elsewhere: called through the guard, and asked for no more than an address."""

    def get_requests_session(self) -> GuardedSession:
        return GuardedSession()

    def generate_state_param(self, state: dict) -> str:
        """Return what marks a way in; FranceConnect wants 32 characters or more."""
        del state
        return secrets.token_urlsafe(32)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        """Take over the address alone."""
        del request
        sociallogin.user.email = valid_email_or_none(data.get("email")) or ""
        return sociallogin.user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict:
        return {"email": sociallogin.user.email}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are not kept in clear, and a phone's app names the site."""

    def get_totp_issuer(self) -> str:
        """Return the name under which an app lists the account's codes."""
        return settings.WAGTAIL_SITE_NAME

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return a name for a new key, which its owner may change."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Key %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it: who reads that alone makes no codes of it."""
        return vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that `encrypt` has closed, under this secret key or an earlier one."""
        return vault().decrypt(encrypted_text.encode()).decode()


def vault() -> MultiFernet:
    """Return what opens and closes secrets of second factors, keyed by the site's secret keys."""
    return MultiFernet(
        Fernet(
            urlsafe_b64encode(
                salted_hmac("parvis.people.second-factor", "", key, algorithm="sha256").digest()
            )
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
