"""Are the translations whole? Run by `make lint`: `python -m tests.catalogues`.

Every language that has a folder, but English, in which the sources are written, has a catalogue with
nothing fuzzy, missing, obsolete or broken, and with exactly the strings that the sources have now.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import polib

from cms.settings.catalogues import SOURCE_LANGUAGE
from cms.settings.env import REPOSITORY
from tests.services import require_all

DOMAINS = ("django", "djangojs")
SOURCES = ("manage.py", "cms", "consult", "templates")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+ #0-9.]*[a-zA-Z]|%%|\{\w*\}")

Key = tuple[str | None, str, str]
"""Context, text, and plural: what makes a string one of its own."""


def main() -> int:
    """Print every fault and return the exit code."""
    faults = list(faults_of_all())
    for fault in faults:
        print(fault)  # noqa: T201 - a command
    return 1 if faults else 0


def faults_of_all() -> Iterator[str]:
    """Find what is wrong with any catalogue."""
    extracted = extract()
    if extracted is None:
        note = (
            "xgettext is not here (Debian: gettext): catalogues are not compared with the sources."
        )
        if require_all():
            yield note
        print(note, file=sys.stderr)  # noqa: T201 - a command
    for folder in sorted((REPOSITORY / "locale").iterdir()):
        if folder.name == SOURCE_LANGUAGE or not folder.is_dir():
            continue
        for domain in DOMAINS:
            path = folder / f"LC_MESSAGES/{domain}.po"
            wanted = extracted[domain] if extracted is not None else None
            if path.exists():
                yield from faults_of(path, wanted)
            elif wanted:
                yield f"{path.relative_to(REPOSITORY)}: missing, {len(wanted)} strings"


def faults_of(path: Path, wanted: set[Key] | None) -> Iterator[str]:
    """Find what is wrong with one catalogue; `wanted` are the strings of the sources, if known."""
    name = path.relative_to(REPOSITORY)
    try:
        catalogue = polib.pofile(str(path), check_for_duplicates=True)
        numberless = numberless_forms(catalogue)
    except (OSError, KeyError, ValueError) as error:
        yield f"{name}: cannot be read: {error}"
        return
    for entry in catalogue:
        fault = fault_of(entry, numberless)
        if fault:
            yield f"{name}:{entry.linenum}: {fault}: {entry.msgid!r}"
    if wanted is not None:
        present = {key(entry) for entry in catalogue if not entry.obsolete}
        yield from (
            f"{name}: not in the catalogue: {one[1]!r}" for one in sorted_(wanted - present)
        )
        yield from (f"{name}: not in the sources: {one[1]!r}" for one in sorted_(present - wanted))


def numberless_forms(catalogue: polib.POFile) -> set[int]:
    """Return the plural forms that may leave their number out: the first, and those of one number.

    Arabic has a form each for none, one and two, and says these in words.
    """
    form_of = c2py(catalogue.metadata["Plural-Forms"].partition("plural=")[2].rstrip("; "))
    numbers = Counter(map(form_of, range(1000)))
    return {0, *(form for form, count in numbers.items() if count == 1)}


def fault_of(entry: polib.POEntry, numberless: set[int]) -> str | None:
    """Return what is wrong with one entry, of whose plural forms some may leave the number out."""
    if entry.obsolete:
        return "obsolete"
    if entry.fuzzy:
        return "fuzzy"
    if not entry.translated():
        return "not translated"
    if not placeholders_agree(entry, numberless):
        return "placeholders differ"
    return None


def placeholders_agree(entry: polib.POEntry, numberless: set[int]) -> bool:
    """Tell whether the translation fills in what the text does; numberless forms may leave it out."""
    if not {"python-format", "python-brace-format"} & set(entry.flags):
        return True
    text = placeholders(entry.msgid)
    if not entry.msgid_plural:
        return placeholders(entry.msgstr) == text
    many = placeholders(entry.msgid_plural)
    forms = {form: placeholders(said) for form, said in entry.msgstr_plural.items()}
    return all(
        held == many or (form in numberless and set(held) <= set(text + many))
        for form, held in forms.items()
    )


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def extract() -> dict[str, set[Key]] | None:
    """Return the strings of the sources by domain, from a copy of them; None without xgettext."""
    if not shutil.which("xgettext"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            source = REPOSITORY / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        return {domain: extract_domain(copy, domain) for domain in DOMAINS}


def extract_domain(copy: Path, domain: str) -> set[Key]:
    """Return the strings of one domain from a copy of the sources."""
    catalogue = copy / f"locale/und/LC_MESSAGES/{domain}.po"
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "und", "--domain", domain]
    made = subprocess.run(  # noqa: S603 - our own command
        command, cwd=copy, capture_output=True, text=True, check=False
    )
    if made.returncode:
        sys.exit(f"makemessages fails:\n{made.stderr}")
    if not catalogue.exists():
        return set()
    return {key(entry) for entry in polib.pofile(str(catalogue))}


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def sorted_(keys: set[Key]) -> list[Key]:
    return sorted(keys, key=lambda one: one[1])


if __name__ == "__main__":
    sys.exit(main())
