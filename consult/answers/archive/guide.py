"""The field guide of the archive: what each file holds, and what each column says."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from consult.answers.archive import columns
from consult.answers.archive.package import CHECKSUMS
from consult.consultations.models import Consultation
from consult.moderation.exports import FIELDS

NAME = "GUIDE.md"


def pieces(consultation: Consultation) -> Iterator[str]:
    """Yield the guide in the active language."""
    yield "# " + _("Guide to this archive") + "\n\n"
    yield f"{one_line(str(consultation))}\n\n"
    yield (
        _(
            "It holds what is public of a consultation. Times are in universal time. Tables are there "
            "as CSV for spreadsheets, where an apostrophe stands before what a program could take "
            "for a formula, and as JSON for programs, where nothing was added."
        )
        + "\n\n"
    )
    yield (
        _(
            "Contributions without an account come from people who confirmed an e-mail address and "
            "nothing else. They are marked, and in every total counted apart: how many they are is no "
            "evidence of how many people think so. Numbers of stances and votes hold none of them."
        )
        + "\n\n"
    )
    command = f"`sha256sum -c {CHECKSUMS}`"
    yield _("To check that no file was changed: %(command)s") % {"command": command} + "\n"
    for name, says in files().items():
        yield f"\n## {name}\n\n{says}\n"
    for name, named in TABLES.items():
        yield f"\n## {name}.csv, {name}.json\n\n"
        for column, says in named.items():
            yield f"- `{column}`: {says}\n"


TABLES = {
    "versions": columns.VERSIONS,
    "sections": columns.SECTIONS,
    "contributions": columns.CONTRIBUTIONS,
    "contribution-translations": columns.CONTRIBUTION_TRANSLATIONS,
    "answers": columns.ANSWERS,
    "answer-texts": columns.ANSWER_TEXTS,
    "answer-contributions": columns.ANSWER_LINKS,
    "answer-signatures": columns.ANSWER_SIGNATURES,
    "changes": columns.CHANGES,
    "signatures": columns.SIGNATURES,
    "emergencies": columns.EMERGENCIES,
    "register": FIELDS,
}
"""Name of a table → what its columns say. In register.json they stand in `body`, `hash` and `now`."""


def files() -> dict[str, str]:
    """Return what the files say that are no tables, by name."""
    return {
        "consultation.json": _(
            "What is consulted on: titles, times, partners, charter, completion."
        ),
        "texts/": _("Every version of every text that is public, as Markdown and HTML."),
        "coverage.csv, coverage.json": _(
            "How much is answered, by passage, outcome and college; medians in seconds."
        ),
        "requirements.json": _(
            "What OGP asks for: the rule, its source (ogp, or reading where the wording is ours), its "
            "day, how it stands, and the evidence."
        ),
        "report/": _("The closing report, one file a language, where it is published."),
        CHECKSUMS: _("The SHA-256 of every other file."),
    }


def one_line(text: str) -> str:
    return " ".join(text.split())
