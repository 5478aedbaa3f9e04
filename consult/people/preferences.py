"""What somebody wants to read: contributions in which languages, and translations or not.

People who are signed in keep it in their account, others in a cookie that holds nothing else and
is set only by the form that asks for it.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from consult.core import languages

COOKIE_NAME = "parvis_reading"
COOKIE_AGE = 365 * 24 * 60 * 60
COOKIE = re.compile(r"(?P<languages>[a-z-]{2,8}(?:\.[a-z-]{2,8}){0,63})?:(?P<translations>[01])")


@dataclass(frozen=True)
class Preferences:
    """The languages of contributions that somebody wants to see, all where none is named; and
    whether what is written in languages that they do not read is shown to them in translation.
    """

    languages: tuple[str, ...] = ()
    translations: bool = True

    def reads(self, language: str, *, page: str) -> bool:
        """Tell whether somebody who looks at a page in a language reads another one as it is."""
        return language == page or language in self.languages


USUAL = Preferences()


def preferences_of(request: HttpRequest) -> Preferences:
    """Return what the reader wants to read: of their account, or of their cookie."""
    reader = request.user
    if reader.is_authenticated:
        return Preferences(languages.known(reader.reading_languages), reader.reads_translations)
    return from_cookie(request.COOKIES.get(COOKIE_NAME, ""))


def from_cookie(text: str) -> Preferences:
    """Return what a cookie holds; what is usual where it holds nothing that we wrote."""
    found = COOKIE.fullmatch(text)
    if found is None:
        return USUAL
    codes = (found["languages"] or "").split(".")
    return Preferences(languages.known(codes), found["translations"] == "1")


def remember(answer: HttpResponse, preferences: Preferences) -> None:
    """Let the browser of somebody who is not signed in keep what they want to read."""
    if preferences == USUAL:
        answer.delete_cookie(COOKIE_NAME, samesite="Lax")
        return
    value = f"{'.'.join(preferences.languages)}:{int(preferences.translations)}"
    answer.set_cookie(
        COOKIE_NAME,
        value,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
