"""Which languages Parvis speaks: those of which a folder holds a catalogue. Reads no environment."""

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

SOURCE_LANGUAGE = "en"
"""The language in which the sources are written: it needs no catalogue."""


def check(folder: Path, variable: str) -> None:
    """Refuse, in the name of `variable`, a folder without a single compiled catalogue."""
    if not any(folder.glob("*/LC_MESSAGES/*.mo")):
        raise ImproperlyConfigured(
            f"{variable} names {folder}, which holds no compiled catalogue such as "
            "fr/LC_MESSAGES/django.mo: docs/languages.md says how to make one."
        )


def named(codes: list[str], folders: list[Path], variable: str) -> list[tuple[str, str]]:
    """Return each code with its language's own name, or refuse it in the name of `variable`."""
    spoken = spoken_languages(folders)
    unknown = [code for code in codes if code not in spoken]
    if unknown:
        raise ImproperlyConfigured(
            f"{variable} names {', '.join(map(repr, unknown))}, but Parvis speaks "
            f"{', '.join(spoken)}: docs/languages.md says how to add a language."
        )
    nameless = [code for code in codes if own_name(code) is None]
    if nameless:
        raise ImproperlyConfigured(
            f"{variable} names {', '.join(map(repr, nameless))}, which Django does not know: call "
            "the folder of the catalogue as django/conf/locale/ calls the language."
        )
    return [(code, own_name(code)) for code in codes]


def spoken_languages(folders: list[Path]) -> list[str]:
    """Return the code of each language of which there is a catalogue, the sources' own first."""
    found = {
        code_of(catalogue.parents[1].name)
        for folder in folders
        for catalogue in folder.glob("*/LC_MESSAGES/django.[mp]o")
    }
    return [SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE})]


def code_of(folder: str) -> str:
    """Return the code of the language whose catalogue a folder holds: pt-br for pt_BR."""
    return folder.replace("_", "-").lower()


def own_name(code: str) -> str | None:
    """Return how a language calls itself; a variant without a name bears that of its language."""
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0]) or {}
    if "fallback" in known:
        return own_name(known["fallback"][0])
    name = known.get("name_local")
    return name and name[0].upper() + name[1:]
