"""What is wrong with a value that was sent, as a sentence in the language of the answer."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

OTHERWISE = _("This value is not understood here.")
SENTENCES: dict[str, str | Promise] = {
    "missing": _("This is required."),
    "extra_forbidden": _("This is not known here. Leave it out."),
    "string_type": _("Write text here."),
    "bool_type": _("Write true or false here."),
    "bool_parsing": _("Write true or false here."),
    "int_type": _("Write a whole number here."),
    "int_parsing": _("Write a whole number here."),
    "int_from_float": _("Write a whole number here."),
    "int_parsing_size": _("This number is too large."),
    "list_type": _("Write a list here."),
    "dict_type": _("Write an object here."),
    "model_type": _("Write an object here."),
    "model_attributes_type": _("Write an object here."),
    "uuid_type": _("Write a UUID here."),
    "uuid_parsing": _("Write a UUID here."),
    "datetime_type": _("Write a date with its time here, as in 2027-04-30T21:59:00Z."),
    "datetime_parsing": _("Write a date with its time here, as in 2027-04-30T21:59:00Z."),
    "datetime_from_date_parsing": _("Write a date with its time here, as in 2027-04-30T21:59:00Z."),
    # Translators: Z is the letter that stands for UTC after a time
    "timezone_aware": _("Write with the time its difference from UTC, or Z."),
    "string_unicode": _("This text is not Unicode."),
    "enum": _("Possible here: %(expected)s."),
    "literal_error": _("Possible here: %(expected)s."),
    "greater_than_equal": _("Write a number of %(ge)s or more."),
    "less_than_equal": _("Write a number of %(le)s or less."),
}
"""What each of pydantic's codes means to those who sent the value."""


def sentence_about(error: dict) -> str:
    """Return what one of pydantic's errors means, and what to send instead."""
    kind, found = error["type"], error.get("ctx", {})
    if kind in ("string_too_short", "too_short"):
        return at_least(kind, found["min_length"])
    if kind in ("string_too_long", "too_long"):
        return at_most(kind, found["max_length"])
    shown = {
        name: number_format(value) if isinstance(value, int) else value
        for name, value in found.items()
    }
    return str(SENTENCES.get(kind, OTHERWISE) % shown)


def at_least(kind: str, length: int) -> str:
    if kind == "too_short":
        sentence = ngettext(
            "Write %(count)s item or more.", "Write %(count)s items or more.", length
        )
    else:
        sentence = ngettext(
            "Write %(count)s character or more.", "Write %(count)s characters or more.", length
        )
    return sentence % {"count": number_format(length, force_grouping=True)}


def at_most(kind: str, length: int) -> str:
    if kind == "too_long":
        sentence = ngettext(
            "Write %(count)s item at most.", "Write %(count)s items at most.", length
        )
    else:
        sentence = ngettext(
            "Write %(count)s character at most.", "Write %(count)s characters at most.", length
        )
    return sentence % {"count": number_format(length, force_grouping=True)}
