"""How people come in: second factors and accounts elsewhere, as the environment describes them."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from . import env

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

PRESETS = {
    "generic": {"scope": ["openid", "email"]},
    # Its documentation asks for a level of assurance, signs what it tells of people, and wants
    # sites to end its session with theirs. Of the identity we ask for nothing but the address.
    "franceconnect": {
        "scope": ["openid", "email"],
        "auth_params": {"acr_values": "eidas1"},
        "ends_session": True,
        "token_auth_method": "client_secret_post",
    },
}


class OIDCProvider(BaseModel):
    """One entry of OIDC_PROVIDERS."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,30}$")]
    name: Word
    server_url: Word
    client_id: Word
    client_secret: str = Field(default="", max_length=500)
    preset: Literal["generic", "franceconnect"] = "generic"
    trust_email: bool = False
    scope: list[Word] | None = None
    acr_values: str | None = None
    ends_session: bool | None = None
    origins: list[Word] = []

    def as_app(self) -> dict:
        """Return what allauth knows of it."""
        preset = PRESETS[self.preset]
        acr = self.acr_values or preset.get("auth_params", {}).get("acr_values")
        ends = preset.get("ends_session", False) if self.ends_session is None else self.ends_session
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.server_url,
                "scope": self.scope or preset["scope"],
                "auth_params": {"acr_values": acr} if acr else {},
                "token_auth_method": preset.get("token_auth_method"),
                "verified_email": self.trust_email,
                "ends_session": ends,
                "oauth_pkce_enabled": self.preset == "generic",
            },
        }


def second_factor_for_roles(default: str) -> bool:
    """SECOND_FACTOR_FOR_ROLES: whether who holds a role acts only with a second factor."""
    word = env.text("SECOND_FACTOR_FOR_ROLES", default).lower()
    if word not in ("required", "optional"):
        raise ImproperlyConfigured(
            f"SECOND_FACTOR_FOR_ROLES is {word!r}: write required or optional."
        )
    return word == "required"


def providers() -> list[OIDCProvider]:
    """OIDC_PROVIDERS: with which accounts elsewhere people sign in, as a JSON list."""
    written = env.text("OIDC_PROVIDERS", "[]")
    try:
        found = TypeAdapter(list[OIDCProvider]).validate_json(written)
    except ValidationError as error:
        # What was written holds secrets: the place of a mistake is told, and never its value.
        where = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        )
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS cannot be read ({where}): docs/accounts.md shows how it is written."
        ) from None
    for key in ("id", "client_id"):  # allauth tells them apart by either
        if len({getattr(one, key) for one in found}) < len(found):
            raise ImproperlyConfigured(f"OIDC_PROVIDERS names two providers with the same {key}.")
    inside = inside_origins()
    for one in found:
        for address in (one.server_url, *one.origins):
            check(one, address, inside)
    return found


def check(provider: OIDCProvider, address: str, inside: list[str]) -> None:
    """Refuse an address of a provider that would be called in clear."""
    parts = env.split(address)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if (
        not parts.hostname
        or "@" in parts.netloc
        or (parts.scheme != "https" and origin not in inside)
    ):
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS names an address of {provider.id} that does not begin with https:// and "
            "a host: write one that does, or name its origin in INSIDE_ORIGINS if it is your own."
        )


def inside_origins() -> list[str]:
    """INSIDE_ORIGINS: addresses inside one's own network that the site may call itself."""
    named = env.words("INSIDE_ORIGINS", [])
    return [env.origin("INSIDE_ORIGINS", one) for one in named]


def form_origins(found: list[OIDCProvider]) -> list[str]:
    """Return the origins to which our forms lead on: browsers ask before they follow."""
    addresses = [address for one in found for address in (one.server_url, *one.origins)]
    parts = [urlsplit(one) for one in addresses]
    origins = [f"{one.scheme}://{one.netloc}" for one in parts]
    return [one for one in dict.fromkeys(origins) if not re.search(r"[\s;,']", one)]
