"""A refusal is a class: a machine's code, a translated sentence, an HTTP status."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Shown(int):
    """A number that is written as the active language writes it, and still chooses a plural."""

    def __str__(self) -> str:
        return number_format(int(self), force_grouping=True)


class Refused(Exception):
    """What a service raises when it will not act.

    Subclasses set `code` (stable, for machines), `sentence` (translated, says what to do next; may
    hold `%(name)s` places filled from `data`, and be an `ngettext_lazy` with the name of the one on
    which its plural depends) and `status` (an HTTP status code).
    """

    code: str = "refused"
    sentence: str | Promise = _("This is not possible.")
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY
    leads_to: str = ""
    """The name of an address at which what is missing can be had."""
    leads_to_label: str | Promise = ""

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data

    def __str__(self) -> str:
        if not self.data:
            return str(self.sentence)
        shown = {
            name: Shown(value) if isinstance(value, int) else value
            for name, value in self.data.items()
        }
        return str(self.sentence % shown)

    @property
    def headers(self) -> dict[str, str]:
        """The HTTP headers of an answer that says this refusal."""
        return {}


def with_headers(answer: HttpResponse, refusal: Refused) -> HttpResponse:
    """Return a rendered answer, which now bears the headers of the refusal that it says."""
    for name, value in refusal.headers.items():
        answer.headers[name] = value
    return answer


class NotFound(Refused):
    """The thing does not exist, or this reader may not know that it does."""

    code = "not_found"
    sentence = _("This page does not exist, or is not public.")
    status = HTTPStatus.NOT_FOUND


class NotAllowed(Refused):
    """The thing exists, but this person may not do that with it."""

    code = "not_allowed"
    sentence = _("Your account does not have the right to do this.")
    status = HTTPStatus.FORBIDDEN


class SignInFirst(Refused):
    """Signing in would help."""

    code = "sign_in_first"
    sentence = _("Sign in to take part.")
    status = HTTPStatus.UNAUTHORIZED
