"""Why there is no translation."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class NoMachine(Refused):
    code = "translation.no_machine"
    sentence = _("No machine translates on this site. You can offer a translation of your own.")
    status = HTTPStatus.CONFLICT


class UnknownPair(Refused):
    code = "translation.unknown_pair"
    sentence = _("The machine of this site does not translate between these two languages.")
    status = HTTPStatus.CONFLICT


class SameLanguage(Refused):
    code = "translation.same_language"
    sentence = _("This is written in the language that you ask for.")
    status = HTTPStatus.CONFLICT


class UnknownLanguage(Refused):
    code = "translation.unknown_language"
    sentence = _("Choose one of the languages of this site.")


class MachineFailed(Refused):
    """The machine did not translate; `why` is a word for a log, and holds nothing that was sent."""

    code = "translation.machine_failed"
    sentence = _("The machine did not translate this. Try again in a while.")
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why
