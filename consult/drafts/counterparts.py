"""Which passages and paragraphs of a text are those of the same text in another language. Pure.

Words say nothing here. Passages pair by their place, as long as their kinds, levels and numbers
agree; paragraphs within one by their place and length (Gale and Church, "A Program for Aligning
Sentences in Bilingual Corpora", 1993): what one language says at length, the other does too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import erfc, inf, log, sqrt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.errors import Refused
from consult.core.text import plain
from consult.drafts.importers import Commitment, ImportedPlan, Section, Text

LABEL_LENGTH = 60
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
PROSE = re.compile(r"(?:<p>(?:(?!</?p>).)*</p>)+", re.DOTALL)
NUMBER = re.compile(r"(?:^|\s)(\d{1,4})(?=$|[\s.:)–—-])")
"""The number of a heading: “Article 12”, “12. …”; digits of any script."""
MOST_TO_ONE = 5
VARIANCE = 6.8
"""How much more or less than its share one character makes in another language, squared."""
KEPT, DIVIDED = 0.89, 0.045
"""How often a paragraph remains one, and how often it is divided, or joined with the next."""

KINDS = {
    "heading": pgettext_lazy("a kind of section", "a heading"),
    "text": pgettext_lazy("a kind of section", "a text"),
    "commitment": pgettext_lazy("a kind of section", "a commitment"),
    "table": pgettext_lazy("a kind of section", "a table"),
}


class Uneven(Refused):
    code = "translation.uneven"
    sentence = _(
        "The two texts part at section %(place)s. In the draft it is %(one)s, in the file "
        "%(other)s. Both need the same sections in the same order: change the file and try again."
    )


class UnevenParagraphs(Refused):
    code = "translation.uneven_paragraphs"
    sentence = _(
        "In section %(place)s, “%(label)s”, the draft has %(one)s paragraphs, items or cells, and "
        "the file %(other)s. Divide the file as the draft is divided and try again."
    )


class JoinedParagraphs(Refused):
    code = "translation.joined_paragraphs"
    sentence = _(
        "In section %(place)s, “%(label)s”, the file says in one paragraph what the draft says in "
        "several: paragraph %(first)s and the next. Divide it in the file, or join them in the "
        "draft, and try again."
    )


@dataclass(frozen=True)
class Shape:
    """What a section is, whatever its language."""

    kind: str
    level: str
    label: str

    @property
    def name(self) -> str:
        return f"{KINDS[self.kind]} “{self.label}”"

    @property
    def number(self) -> int | None:
        found = NUMBER.search(self.label) if self.kind == "heading" else None
        return int(found[1]) if found else None

    def pairs_with(self, other: "Shape") -> bool:
        if (self.kind, self.level) != (other.kind, other.level):
            return False
        return None in (self.number, other.number) or self.number == other.number


def shape_of(block: Mapping[str, Any]) -> Shape:
    """Return what a block is, as a StreamField stores it."""
    kind, value = block["type"], block["value"]
    level = ""
    if kind == "heading":
        level, words = str(value["level"]), value["text"]
    elif kind == "commitment":
        words = value["title"]
    elif kind == "table":
        words = value.get("caption") or ""
    else:
        words = plain(value)
    return Shape(kind, level, shortened(words))


def shortened(words: str) -> str:
    """Return the beginning of some words, on one line."""
    words = " ".join(words.split())
    return words if len(words) <= LABEL_LENGTH else f"{words[:LABEL_LENGTH]}…"


def check_shapes(source: Sequence[Shape], other: Sequence[Shape]) -> None:
    """Raise `Uneven` at the first section at which two texts are not the same."""
    nothing: Promise = pgettext_lazy("in place of a section", "the end of the text")
    for at in range(max(len(source), len(other))):
        one = source[at] if at < len(source) else None
        two = other[at] if at < len(other) else None
        if one is None or two is None or not one.pairs_with(two):
            raise Uneven(
                place=at + 1,
                one=one.name if one else str(nothing),
                other=two.name if two else str(nothing),
            )


def keyed_like(before: Any, after: Any) -> Any:
    """Return the value of a block with the ids that the items of its lists have in another."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keyed = {name: keyed_like(before.get(name), value) for name, value in after.items()}
        return {**keyed, "id": before["id"]} if before.get("id") and "id" in after else keyed
    if isinstance(before, list) and isinstance(after, list):
        kept = [keyed_like(was, now) for was, now in zip(before, after, strict=False)]
        return [*kept, *after[len(kept) :]]
    return after


# Paragraphs


def beads(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
    """Return how paragraphs pair, given their lengths: (1, 1), or one with several.

    Empty where one would have to pair with more than `MOST_TO_ONE`.
    """
    ratio = max(sum(other), 1) / max(sum(one), 1)
    steps = [(1, 1)] + [(1, n) for n in range(2, MOST_TO_ONE + 1)]
    steps += [(n, 1) for n in range(2, MOST_TO_ONE + 1)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for at in range(len(one) + 1):
        for there in range(len(other) + 1):
            found = (inf, (0, 0))
            for step in steps:
                before = (at - step[0], there - step[1])
                if before in best and best[before][0] < inf:
                    here, away = sum(one[before[0] : at]), sum(other[before[1] : there])
                    cost = best[before][0] + _cost(step, here, away, ratio)
                    found = min(found, (cost, step))
            if (at, there) != (0, 0):
                best[at, there] = found
    at, there = len(one), len(other)
    if best[at, there][0] == inf:
        return []
    path = []
    while (at, there) != (0, 0):
        step = best[at, there][1]
        path.append(step)
        at, there = at - step[0], there - step[1]
    return path[::-1]


def _cost(step: tuple[int, int], here: int, away: int, ratio: float) -> float:
    mean = max((here + away / ratio) / 2, 1)
    delta = (away - here * ratio) / sqrt(mean * VARIANCE * max(ratio, 1e-6))
    likely = max(erfc(abs(delta) / sqrt(2)), 1e-300)
    share = KEPT if step == (1, 1) else DIVIDED ** (max(step) - 1)
    return -log(likely) - log(share)


def are_one_to_one(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether paragraphs of such lengths say the same, each by itself."""
    return len(one) == len(other) and set(beads(one, other)) <= {(1, 1)}


def paired(
    source: Sequence[str], other: Sequence[str], *, is_prose: bool, place: int, label: str
) -> list[str]:
    """Return the words of another language for each string of a section of the source.

    In prose, what the other language says in several paragraphs become lines of one. Raises
    `UnevenParagraphs` and `JoinedParagraphs`.
    """
    if not is_prose or not source or not other:
        if len(source) != len(other):
            raise UnevenParagraphs(place=place, label=label, one=len(source), other=len(other))
        return list(other)
    if len(source) == 1:
        return ["<br/>".join(other)]
    found = beads([len(plain(one)) for one in source], [len(plain(one)) for one in other])
    if not found:
        raise UnevenParagraphs(place=place, label=label, one=len(source), other=len(other))
    words, at, there = [], 0, 0
    for here, away in found:
        if here > 1:
            raise JoinedParagraphs(place=place, label=label, first=at + 1)
        words.append("<br/>".join(other[there : there + away]))
        at, there = at + here, there + away
    return words


def in_step(plans: Sequence[ImportedPlan]) -> tuple[list[ImportedPlan], list[int]]:
    """Return plans of one text with the same paragraphs, and the sections where that took a change.

    Where paragraphs do not stand one for one, they become lines of one paragraph in all languages.
    Nothing is changed where plans have other sections.
    """
    first, *others = plans
    if any(len(plan.sections) != len(first.sections) for plan in others):
        return list(plans), []
    sections = [list(plan.sections) for plan in plans]
    changed = []
    for at, together in enumerate(zip(*sections, strict=True)):
        if _are_uneven(together):
            changed.append(at)
            for plan in sections:
                plan[at] = _on_lines(plan[at])
    return [
        replace(plan, sections=tuple(found)) for plan, found in zip(plans, sections, strict=True)
    ], changed


def _are_uneven(together: Sequence[Section]) -> bool:
    if not all(
        isinstance(one, Text | Commitment) and PROSE.fullmatch(one.html) for one in together
    ):
        return False
    source, *others = ([len(plain(one)) for one in PARAGRAPH.findall(s.html)] for s in together)
    return not all(are_one_to_one(source, other) for other in others)


def _on_lines(section: Text | Commitment) -> Text | Commitment:
    return replace(section, html=f"<p>{'<br>'.join(PARAGRAPH.findall(section.html))}</p>")
