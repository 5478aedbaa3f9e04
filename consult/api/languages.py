"""The languages of the site, as the API names them."""

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from consult.core import languages

Language = StrEnum("Language", [(code, code) for code, _name in settings.LANGUAGES])
Language.__doc__ = "A language of this site."
WrittenLanguage = StrEnum(
    "WrittenLanguage", [(code.replace("-", "_"), code) for code in languages.written()]
)
WrittenLanguage.__doc__ = "A language that contributions may be in."


def speak(request: HttpRequest) -> None:
    """Answer in the language that the address asks for; else that of the request's headers."""
    asked = request.GET.get("lang")
    if asked in list(Language):
        translation.activate(asked)
        request.LANGUAGE_CODE = asked
