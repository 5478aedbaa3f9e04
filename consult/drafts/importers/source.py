"""From bytes to text, or a refusal that says what to do."""

import codecs
import re

from django.utils.translation import gettext, gettext_noop

MAX_BYTES = 5 * 1024 * 1024
MAX_PACKAGE_BYTES = 25 * 1024 * 1024
"""Documents bring pictures along, which are left out unread."""
MAX_LINES = 200_000
"""Five megabytes of prose have far fewer lines; a file with more is not a plan."""

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
MAX_CONTROL_SHARE = 0.1
MOST_NAMED = 80
"""Characters of a file that a refusal repeats."""

SENTENCES = {
    "not_text": gettext_noop(
        "This file is not text. Save the plan as Markdown or plain text in UTF-8 and try again."
    ),
    "empty": gettext_noop(
        "This file holds no text to discuss. Check that you chose the right file."
    ),
    "too_large": gettext_noop(
        "This file is too large. A plan can have 5 MB and 200,000 lines; "
        "split it into several drafts."
    ),
    "other_kind": gettext_noop(
        "This is neither Markdown nor a Word or OpenDocument text. Save the plan as .docx, .odt "
        "or .md and try again."
    ),
    "locked": gettext_noop(
        "This document has a password, or is in the format of Word before 2007. Save it as .docx "
        "without a password and try again."
    ),
    "damaged": gettext_noop(
        "This document is damaged. Open it in your word processor, save it anew and try again."
    ),
    "tracked_changes": gettext_noop(
        "This document has tracked changes, and what its text is remains open. Accept or reject "
        "all of them in your word processor, then try again."
    ),
    "document_too_large": gettext_noop(
        "This document is too large. It can have 25 MB with its pictures; take them out, or split "
        "it into several drafts."
    ),
    "other_language": gettext_noop(
        "This file says that it is written in “%(said)s”, and not in “%(asked)s”. Choose the file "
        "or the language again."
    ),
    "no_such_language": gettext_noop(
        "This file has no words in “%(asked)s”. It has words in: %(known)s."
    ),
    "words_missing": gettext_noop(
        "“%(name)s” has no words in “%(asked)s” in this file. Add them and try again."
    ),
    "no_plan_inside": gettext_noop(
        "This file has the form of a table of a data portal, and no commitments that can be read: "
        "“%(name)s” is missing or has another form."
    ),
    "no_place": gettext_noop(
        "“%(name)s” belongs to nothing in this file: nothing has the number %(above)s."
    ),
    "twice": gettext_noop("“%(name)s” stands in this file twice. Give each line its own number."),
    "refers_within": gettext_noop(
        "This file repeats parts of itself by reference (& and *). Write each part out and try again."
    ),
}


class UnreadablePlan(Exception):
    """The file cannot be imported. `code` is one of SENTENCES, `data` what that names."""

    def __init__(self, code: str, **data: str):
        super().__init__(code)
        self.code = code
        self.data = {name: str(value)[:MOST_NAMED] for name, value in data.items()}

    @property
    def sentence(self) -> str:
        sentence = gettext(SENTENCES[self.code])
        return sentence % self.data if self.data else sentence


def decode(source: bytes) -> str:
    """The text of a file with `\\n` line ends and no control characters, or UnreadablePlan."""
    if len(source) > MAX_BYTES:
        raise UnreadablePlan("too_large")
    try:
        text = source.decode(_encoding(source))
    except UnicodeDecodeError:
        raise UnreadablePlan("not_text") from None
    if "\x00" in text:
        raise UnreadablePlan("not_text")
    if len(CONTROLS.findall(text)) > len(text) * MAX_CONTROL_SHARE:
        raise UnreadablePlan("not_text")
    text = tidy(text)
    if not text.strip():
        raise UnreadablePlan("empty")
    if text.count("\n") > MAX_LINES:
        raise UnreadablePlan("too_large")
    return text


def tidy(text: str) -> str:
    """The text with `\\n` for every line end and a space for every control character."""
    text = text.removeprefix("\ufeff")
    return CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _encoding(source: bytes) -> str:
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"
