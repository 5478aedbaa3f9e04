"""Second factors, for tests: an app that shows codes, as its owner has it."""

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache

from consult.consultations import services as consultations
from consult.people.models import User

SECRET = "JBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET) -> str:
    """Return the code that the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_app(user: User) -> Authenticator:
    """Set up the app for somebody, with what follows for their rights."""
    cache.clear()  # no code of it was used yet, whatever another test has typed
    authenticator = TOTP.activate(user, SECRET).instance
    consultations.change_access({User.objects.get(pk=user.pk)})
    return authenticator


def stored_secret(user: User) -> str:
    """Return the secret of somebody's app as it is to be used."""
    return get_adapter().decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
