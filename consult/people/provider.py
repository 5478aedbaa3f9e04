"""OpenID Connect: signing in with an account elsewhere. allauth finds this module by its name.

What a provider tells of somebody's civil identity is neither stored nor shown: of it we take a key that
means nothing elsewhere, and an address that is confirmed as any other unless the operator trusts it.
"""

import secrets
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

NONCES = "oidc_nonces"
"""In the session: what marks the ways in that were begun in this browser, the newest last."""
ENDING = "oidc_ending"
"""In the session: how the provider's own session is ended with ours."""
LANGUAGE = "oidc_language"
"""In the session: in which language one left for the provider, whose answer names none."""
MOST_WAYS = 5
ALGORITHMS = ("RS256", "ES256")


class Speaker(OpenIDConnectOAuth2Adapter):
    """Speaks with a provider, and believes only what it has signed for this very way in."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who has come. Raises OAuth2Error for an answer that is not as it must be."""
        try:
            id_token = kwargs["response"]["id_token"]
            identity = self.verified(id_token)
            self.take_nonce(request, identity.get("nonce"))
            person = self.person(token.token, identity)
            provider = self.get_provider()
            login = provider.sociallogin_from_response(
                request, {"id_token": identity, "userinfo": person}
            )
            self.remember_ending(request, app, id_token)
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The provider's answer is not as it must be.") from error
        return login

    def verified(self, token: str) -> dict:
        """Return what a token says, once its signature, issuer, audience and time are right."""
        if jwtkit.jwt.get_unverified_header(token).get("alg") not in ALGORITHMS:
            raise OAuth2Error("The provider signs in a way that is not accepted.")
        return jwtkit.verify_and_decode(
            credential=token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=self.get_provider().app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )

    def take_nonce(self, request: HttpRequest, nonce: object) -> None:
        """Strike out the mark of this way in. Raises OAuth2Error where there is no such mark."""
        begun = list(request.session.get(NONCES, []))
        if nonce not in begun:
            raise OAuth2Error("The answer is not one to this browser.")
        begun.remove(nonce)
        request.session[NONCES] = begun

    def person(self, access_token: str, identity: dict) -> dict:
        """Return what the provider tells of the person, as JSON or as a signed token of the same."""
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        told = (
            self.verified(response.text.strip()) if kind == "application/jwt" else response.json()
        )
        if told["sub"] != identity["sub"]:
            raise OAuth2Error("The provider tells of somebody else.")
        return told

    def remember_ending(self, request: HttpRequest, app: SocialApp, id_token: str) -> None:
        """Keep how the provider's session is ended, where it asks for that."""
        address = self.openid_config.get("end_session_endpoint")
        if app.settings.get("ends_session") and address:
            request.session[ENDING] = {"address": address, "id_token": id_token}


class Provider(OpenIDConnectProvider):
    """A provider that the operator has named."""

    oauth2_adapter_class = Speaker

    def get_auth_params(self) -> dict:
        return {**super().get_auth_params(), "nonce": secrets.token_hex(32)}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict:
        """Return what is sent with somebody: nothing that an address of ours was made to say."""
        del request, action
        return self.get_auth_params()

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        del request
        return self.get_scope()

    def redirect(
        self, request: HttpRequest, process: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lead to the provider, or say that it does not answer."""
        params = kwargs.setdefault("auth_params", self.get_auth_params())
        request.session[LANGUAGE] = get_language()
        begun = [*request.session.get(NONCES, []), params["nonce"]]
        request.session[NONCES] = begun[-MOST_WAYS:]
        try:
            return super().redirect(request, process, *args, **kwargs)
        except (requests.RequestException, KeyError, ValueError) as error:
            return render_authentication_error(request, self, exception=error)

    def extract_extra_data(self, data: dict) -> dict:
        """Return nothing: no part of the civil identity is stored."""
        del data
        return {}

    def extract_uid(self, data: dict) -> str:
        return str(data["id_token"]["sub"])

    def extract_common_fields(self, data: dict) -> dict:
        """Return the address alone: under which name one takes part is for oneself to say."""
        return {"email": data["userinfo"].get("email")}

    def extract_email_addresses(self, data: dict) -> list[EmailAddress]:
        """Return the address, as confirmed only where the operator trusts this provider's."""
        address, claimed = data["userinfo"].get("email"), data["userinfo"].get("email_verified")
        if not address:
            return []
        trusted = bool(self.app.settings.get("verified_email")) and claimed is not False
        return [EmailAddress(email=address, verified=trusted, primary=True)]


provider_classes = [Provider]
