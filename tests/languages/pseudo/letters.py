"""A language that nobody speaks: every string of the site and of its packages, in strange letters.

What is read on a page in plain letters is then either something that people wrote, or a string that
no translator will ever see.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from django.apps import apps

from cms.settings.env import REPOSITORY

OURS = ("cms", "consult")
DOMAINS = ("django", "djangojs")
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRANGE = "åƀçďëƒĝĥïĵķļṁñøþɋřşţüṽŵẋÿžÅƁÇĎËƑĜĤÏĴĶĻṀÑØÞɊŘŞŢÜṼŴẊŸŽ"
IN_STRANGE_LETTERS = str.maketrans(PLAIN, STRANGE)
BEGIN, END = "⟦", "⟧"
KEPT = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-zA-Z]|%[-+#0-9.]*[a-zA-Z%]|\{[\w.!:]*\}|<[^<>]*>|&#?\w+;")
"""What a translator copies: places to be filled, elements, entities."""


def strange(text: str) -> str:
    """Return a string as our translator writes it, with whatever white space stands around it."""
    body = text.strip()
    if not body:
        return text
    before, _, after = text.partition(body)
    parts = re.split(f"({KEPT.pattern})", body)
    said = "".join(
        part if position % 2 else part.translate(IN_STRANGE_LETTERS)
        for position, part in enumerate(parts)
    )
    return f"{before}{BEGIN}{said}{END}{after}"


def write_catalogues(folder: Path, code: str) -> None:
    """Write the compiled catalogues of the strange language below a folder, under a language's code."""
    home = folder / code / "LC_MESSAGES"
    home.mkdir(parents=True)
    for domain in DOMAINS:
        made = polib.POFile()
        made.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        for entry in entries(domain):
            if entry.msgid_plural:
                forms = {0: strange(entry.msgid), 1: strange(entry.msgid_plural)}
                made.append(
                    polib.POEntry(
                        msgctxt=entry.msgctxt,
                        msgid=entry.msgid,
                        msgid_plural=entry.msgid_plural,
                        msgstr_plural=forms,
                    )
                )
            else:
                said = strange(entry.msgid)
                made.append(polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=said))
        made.save_as_mofile(str(home / f"{domain}.mo"))


def entries(domain: str) -> Iterator[polib.POEntry]:
    """Yield each string that the site or one of its packages may show, once."""
    seen = set()
    for path in catalogues(domain):
        for entry in polib.pofile(str(path)):
            if entry.obsolete or (entry.msgctxt, entry.msgid) in seen:
                continue
            seen.add((entry.msgctxt, entry.msgid))
            yield entry


def catalogues(domain: str) -> Iterator[Path]:
    """Yield the catalogues that hold the strings: ours, then those of packages, in two languages.

    Some packages ship none in English. What has a plural in one of them, has it in the other too.
    """
    yield from sorted(REPOSITORY.glob(f"locale/*/LC_MESSAGES/{domain}.po"))
    for code in ("en", "fr"):
        yield from package_catalogues(domain, code)


def package_catalogues(domain: str, code: str) -> Iterator[Path]:
    """Yield the catalogues of Django and of the installed applications that are not ours."""
    packages = (one for one in apps.get_app_configs() if not one.name.startswith(OURS))
    for home in [Path(django.__file__).parent / "conf", *(Path(one.path) for one in packages)]:
        path = home / "locale" / code / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            yield path
