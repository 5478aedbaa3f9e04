"""In which language the site speaks: that of the address, then of the account, then of the browser."""

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Takes the language from the address; where it names none, from the account of who is signed in.

    So the front door and a comment's own address lead everybody to the pages in their language. To
    choose another one in the menu changes the address, and never the account. A program says with each
    request in which language it wants the answer (RFC 9110, 12.5.4), whoever is signed in.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if translation.get_language_from_path(request.path_info) or is_for_programs(request):
            return
        language = language_of_account(request)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether an address is one of the API."""
    return request.path_info.startswith("/api/")


def language_of_account(request: HttpRequest) -> str | None:
    """Return the language that somebody who is signed in chose, if the site still speaks it."""
    # Without its cookie there is no session: nobody need be looked for.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    reader = get_user(request)
    if not reader.is_authenticated or reader.language not in dict(settings.LANGUAGES):
        return None
    return reader.language
