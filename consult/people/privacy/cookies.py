"""Every cookie that the site sets, and what each is for. A test finds those that are missing here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.people.preferences import COOKIE_AGE, COOKIE_NAME


@dataclass(frozen=True)
class Cookie:
    """A cookie of ours: there are none of anybody else."""

    name: str
    purpose: str | Promise
    kept: str | Promise


def cookies() -> Iterable[Cookie]:
    """Return all cookies, in the active language."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _(
                "Keeps you signed in, and what you are in the middle of: signing in or up, or taking "
                "part without an account."
            ),
            in_days(settings.SESSION_COOKIE_AGE),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Protects forms: no other site can send them in your name."),
            in_days(settings.CSRF_COOKIE_AGE),
        ),
        Cookie(
            CookieStorage.cookie_name,
            _("Carries a message such as “Your profile is saved” to the next page."),
            _("Until you have read it."),
        ),
        Cookie(
            COOKIE_NAME,
            _(
                "Which languages you read, if you chose them without an account. Set by that form "
                "alone."
            ),
            in_days(COOKIE_AGE),
        ),
        Cookie(
            settings.LANGUAGE_COOKIE_NAME,
            _("The language of the pages for editors."),
            _("Until you close the browser."),
        ),
    ]


def in_days(seconds: int) -> str:
    days = seconds // 86400
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
