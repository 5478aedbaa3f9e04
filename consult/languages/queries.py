"""What a list needs of machines' translations: one query, however long it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from consult.languages.models import MachineTranslation, State
from consult.languages.registries import digest_of


@dataclass(frozen=True)
class Translation:
    """Somebody's words in another language: by a machine, or by people."""

    html: str
    language: str
    source_language: str
    machine: str = ""
    """The name of the machine; empty where a person translated."""
    by: str = ""
    confirmed_by: str = ""
    """Who confirmed a person's translation; empty until somebody has."""
    key: UUID | None = None
    """Of a person's translation."""

    @property
    def is_by_machine(self) -> bool:
        """Tell whether no person has translated it."""
        return bool(self.machine)

    @property
    def is_offered(self) -> bool:
        """Tell whether a person has translated it, and nobody has confirmed it yet."""
        return not self.machine and not self.confirmed_by

    @property
    def words(self) -> SafeString:
        """Return the words for pages: cleaned when they were stored, by consult.core.text."""
        return mark_safe(self.html)  # noqa: S308 - cleaned twice before it was stored


def made(originals: Iterable[tuple[str, str]], language: str) -> dict[tuple[str, str], Translation]:
    """Return what machines made of texts in a language, by each text's language and digest.

    `originals` are such pairs, of texts that their reader may see at this moment.
    """
    wanted: Collection[tuple[str, str]] = set(originals)
    if not wanted:
        return {}
    rows = MachineTranslation.objects.filter(
        digest__in={digest for _language, digest in wanted},
        to_language=language,
        state=State.MADE,
    )
    return {
        (row.from_language, row.digest): told(row)
        for row in rows
        if (row.from_language, row.digest) in wanted
    }


def made_in_all(html: str, source: str) -> list[MachineTranslation]:
    """Return what machines made of one text, in every language that it was asked for."""
    original = (source, digest_of(html))
    return made_into_all([original]).get(original, [])


def made_into_all(
    originals: Iterable[tuple[str, str]],
) -> dict[tuple[str, str], list[MachineTranslation]]:
    """Return the same of many texts, by each one's language and digest, in one query."""
    wanted = set(originals)
    rows = MachineTranslation.objects.filter(
        digest__in={digest for _language, digest in wanted}, state=State.MADE
    )
    found: dict[tuple[str, str], list[MachineTranslation]] = defaultdict(list)
    for row in rows.order_by("to_language") if wanted else ():
        found[row.from_language, row.digest].append(row)
    return found


def made_of(html: str, source: str, language: str) -> Translation | None:
    """Return what a machine made of one text in a language."""
    return made([(source, digest_of(html))], language).get((source, digest_of(html)))


def told(row: MachineTranslation) -> Translation:
    """Return a machine's translation as pages show it."""
    return Translation(
        html=row.html,
        language=row.to_language,
        source_language=row.from_language,
        machine=row.machine,
    )
