"""A draft that comes back from a word processor: what an update would do, and doing it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Revision

from consult.core.errors import Refused
from consult.core.text import clean_rich, plain
from consult.drafts.alignment import rising
from consult.drafts.counterparts import keyed_like
from consult.drafts.exports import as_paragraphs
from consult.drafts.importers import Commitment, Heading, ImportedPlan, Table, Text
from consult.drafts.importers import Section as ImportedSection
from consult.drafts.imports import blocks_of
from consult.drafts.matching import Passage, likeness, matched
from consult.drafts.models import DraftPage, Section
from consult.drafts.publishing import has_own_text
from consult.drafts.queries import label_from
from consult.drafts.rendering import render_sections
from consult.drafts.tables import with_cells_of, words_of_table
from consult.people.models import User

SPOKEN = re.compile(r"\w+")
TAG = re.compile(r"<(/?)(p|ul|ol|h4)>")
MOST_BLOCKS = 60
"""Paragraphs and lists, at most, that are looked at to be one section again."""
UNNAMED = UUID(int=0)
MATCHED_AS = {"table": "text"}
"""What was a list, or a few paragraphs, may come back as a table, and the other way round."""


class NotItsOwnText(Refused):
    code = "update.not_its_own_text"
    sentence = _(
        "This page is a translation. Update the draft in its first language, then synchronise it."
    )


class NothingToUpdate(Refused):
    code = "update.nothing"
    sentence = _("The file says the same as the draft. Nothing was changed.")


class ChangedSince(Refused):
    code = "update.changed_since"
    sentence = _("The draft has changed since you looked. Look again at what the update would do.")


class Fate(StrEnum):
    """What becomes of a section when a draft is updated from a file."""

    KEPT = "kept"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


FATES = {
    Fate.KEPT: pgettext_lazy("what becomes of a section", "kept"),
    Fate.CHANGED: pgettext_lazy("what becomes of a section", "changed"),
    Fate.MOVED: pgettext_lazy("what becomes of a section", "moved"),
    Fate.ADDED: pgettext_lazy("what becomes of a section", "added"),
    Fate.REMOVED: pgettext_lazy("what becomes of a section", "removed"),
}


@dataclass(frozen=True)
class Step:
    """What becomes of one section. `share` is how much of its words changes, in per cent."""

    fate: Fate
    key: UUID
    label: str
    comments_count: int
    share: int = 0
    is_moved: bool = False
    guest_comments_count: int = 0

    @property
    def name(self) -> str:
        return str(FATES[self.fate])


@dataclass(frozen=True)
class Foreseen:
    """What an update would do to a draft, and the text that it would leave.

    `base` is the revision that it begins from, 0 where there was none.
    """

    base: int
    blocks: list[dict]
    steps: list[Step]

    @property
    def counts(self) -> dict[Fate, int]:
        found = Counter(step.fate for step in self.steps)
        return {fate: found[fate] for fate in Fate}

    @property
    def changes(self) -> list[Step]:
        """Return the steps that change something."""
        return [step for step in self.steps if step.fate is not Fate.KEPT]


@dataclass(frozen=True)
class Standing:
    """A section as it stands in the working text of a draft. `text` is what a file can change."""

    block: dict
    label: str
    text: str

    @property
    def passage(self) -> Passage:
        return Passage(MATCHED_AS.get(self.block["type"], self.block["type"]), self.text)

    def says_the_same(self, text: str, block: dict) -> bool:
        """Tell whether a block of a file has the same words; in a table, each in its cell."""
        if self.block["type"] != block["type"]:
            return False
        if block["type"] == "table":
            return words_of_table(self.block["value"]) == words_of_table(block["value"])
        return self.text.split() == text.split()


def foresee_update(page: DraftPage, plan: ImportedPlan) -> Foreseen:
    """Return what an update from a file would do to the working text of a draft.

    Sections whose words match keep their key, and with it what is said about them. What a file
    cannot hold (the fields of a commitment), and the form of what keeps its words, stays.
    Raises `NotItsOwnText`.
    """
    if not has_own_text(page):
        raise NotItsOwnText
    working = page.get_latest_revision_as_object()
    with translation.override(page.locale.language_code):
        standing, beside = _standing(working)
    sections = _prepared(plan.sections, standing, beside)
    passages = [_passage(section) for section in sections]
    found = matched([one.passage for one in standing], passages)
    keys = [str(uuid4()) if was is None else standing[was].block["id"] for was in found]
    made = blocks_of(sections, keys)
    in_order = _in_order(found)
    counted = Section.objects.filter(draft=page.translation_key).values_list(
        "key", "comments_count", "guest_comments_count"
    )
    comments = {key: (many, of_guests) for key, many, of_guests in counted}
    blocks, steps = [], []
    for now, (was, block) in enumerate(zip(found, made, strict=True)):
        label = label_from("", _says(sections[now]))
        if was is None:
            blocks.append(block)
            steps.append(Step(Fate.ADDED, UUID(block["id"]), label, 0))
            continue
        before, key = standing[was], UUID(block["id"])
        is_moved = now not in in_order
        is_same = before.says_the_same(passages[now].text, block)
        share = 100 - round(100 * likeness(before.passage, passages[now]))
        fate = (Fate.MOVED if is_moved else Fate.KEPT) if is_same else Fate.CHANGED
        blocks.append(before.block if is_same else _changed(before.block, block))
        many, of_guests = comments.get(key, (0, 0))
        steps.append(Step(fate, key, label, many, share, is_moved, of_guests))
    return Foreseen(page.latest_revision_id or 0, blocks, _with_removed(steps, standing, comments))


@transaction.atomic
def update_plan(
    page: DraftPage, plan: ImportedPlan, *, by: User | None = None, seen: int | None = None
) -> Revision:
    """Write a working revision of a draft from a file; nothing is published.

    `seen` is the `base` of what somebody agreed to. Raises `NotItsOwnText`, `NothingToUpdate` and,
    where the draft has another working text by now, `ChangedSince`.
    """
    Page.objects.select_for_update().get(pk=page.pk)  # as whoever signs or publishes does
    page = DraftPage.objects.get(pk=page.pk)
    foreseen = foresee_update(page, plan)
    if seen is not None and foreseen.base != seen:
        raise ChangedSince
    if not foreseen.changes:
        raise NothingToUpdate
    working = page.get_latest_revision_as_object()
    working.sections = working.sections.stream_block.to_python(foreseen.blocks)
    return working.save_revision(user=by, log_action=True)


def _standing(page: DraftPage) -> tuple[list[Standing], set[tuple[str, ...]]]:
    """Return the sections of a page, and the lines beside what a file can change in them."""
    found: list[Standing] = []
    beside: set[tuple[str, ...]] = set()
    rendered = render_sections(page.sections)
    for block, shown in zip(page.sections.get_prep_value(), rendered, strict=True):
        block = {**block, "id": str(shown.key)}
        text = shown.text
        if shown.kind == "commitment":
            text = f"{shown.title}\n{plain(block['value']['actions'])}"
            beside |= _lines(as_paragraphs(shown.html)) - _lines(block["value"]["actions"])
        found.append(Standing(block, label_from(shown.title, shown.text), text))
    return found, beside


def _prepared(
    sections: Sequence[ImportedSection],
    standing: Sequence[Standing],
    beside: set[tuple[str, ...]],
) -> list[ImportedSection]:
    """Return the sections with each commitment in one piece and without the fields it came with."""
    prepared: list[ImportedSection] = []
    for section in _regrouped(_rejoined(sections, standing), standing):
        if isinstance(section, Commitment):
            kept = (part for part in _parts(section.html) if not _lines(part) <= beside)
            section = replace(section, html="".join(kept))
        prepared.append(section)
    return prepared


def _rejoined(
    sections: Sequence[ImportedSection], standing: Sequence[Standing]
) -> list[ImportedSection]:
    """Return the sections, paragraphs in a row that are one section of the draft in one piece."""
    texts = {_spoken(one.text) for one in standing if one.block["type"] == "text"}
    longest = max(map(len, texts), default=0)
    found: list[ImportedSection] = []
    at = 0
    while at < len(sections):
        end, said = at + 1, ()
        for place, section in enumerate(sections[at : at + MOST_BLOCKS], start=at + 1):
            said += _spoken(plain(section.html)) if isinstance(section, Text) else ()
            if not isinstance(section, Text) or len(said) > longest:
                break
            if said in texts:
                end = place
        html = "".join(one.html for one in sections[at:end] if isinstance(one, Text))
        found.append(replace(sections[at], html=html) if end > at + 1 else sections[at])
        at = end
    return found


def _regrouped(
    sections: Sequence[ImportedSection], standing: Sequence[Standing]
) -> Iterator[ImportedSection]:
    """Yield the sections, a heading that is a commitment's title with what belongs to it.

    That reaches to the next heading as high, or to a text that stands by itself in the draft.
    """
    titles = {
        _spoken(one.block["value"]["title"])
        for one in standing
        if one.block["type"] == "commitment"
    }
    texts = {_spoken(one.text) for one in standing if one.block["type"] == "text"}
    taking, level = None, 0
    for section in sections:
        if isinstance(section, Heading) and _spoken(section.text) in titles:
            if taking:
                yield taking
            taking, level = Commitment(section.text, "", section.line), section.level
        elif taking and _belongs(section, level, texts):
            taking = replace(taking, html=taking.html + _as_body(section))
        else:
            if taking:
                yield taking
            taking = None
            yield section
    if taking:
        yield taking


def _belongs(section: ImportedSection, level: int, texts: set[tuple[str, ...]]) -> bool:
    if isinstance(section, Heading):
        return section.level > level
    return isinstance(section, Text) and _spoken(plain(section.html)) not in texts


def _as_body(section: Heading | Text) -> str:
    if isinstance(section, Text):
        return section.html
    return f"<p><b>{escape(section.text, quote=False)}</b></p>"


def _passage(section: ImportedSection) -> Passage:
    kinds = {Heading: "heading", Text: "text", Table: "text", Commitment: "commitment"}
    return Passage(kinds[type(section)], _says(section))


def _says(section: ImportedSection) -> str:
    if isinstance(section, Heading):
        return section.text
    if isinstance(section, Table):
        return plain(section.html)
    words = plain(clean_rich(section.html))
    return words if isinstance(section, Text) else f"{section.title}\n{words}"


def _changed(before: dict, after: dict) -> dict:
    """Return a block with the words of the file; a commitment keeps its other fields."""
    if before["type"] == after["type"] == "table":
        return {**before, "value": with_cells_of(before["value"], after["value"])}
    if before["type"] in ("text", "table"):
        return after
    level = {"level": before["value"]["level"]} if before["type"] == "heading" else {}
    value = {**before["value"], **after["value"], **level}
    return {**before, "value": keyed_like(before["value"], value)}


def _in_order(found: Sequence[int | None]) -> set[int]:
    """Return the places of those that kept their order, as many as can be."""
    places = [now for now, was in enumerate(found) if was is not None]
    return {places[at] for at in rising([found[now] for now in places])}


def _with_removed(
    steps: list[Step], standing: Sequence[Standing], comments: dict[UUID, tuple[int, int]]
) -> list[Step]:
    """Return the steps with those sections that go, each behind what stood before it."""
    kept = {step.key for step in steps}
    behind: dict[UUID, list[Step]] = {}
    last = UNNAMED
    for one in standing:
        key = UUID(one.block["id"])
        if key in kept:
            last = key
        else:
            many, of_guests = comments.get(key, (0, 0))
            gone = Step(Fate.REMOVED, key, one.label, many, 100, guest_comments_count=of_guests)
            behind.setdefault(last, []).append(gone)
    shown = behind.get(UNNAMED, [])
    for step in steps:
        shown += [step, *behind.get(step.key, [])]
    return shown


def _parts(html: str) -> Iterator[str]:
    """Yield the paragraphs and the lists of some HTML, those inside a list with it."""
    depth, start = 0, 0
    for tag in TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if depth == 0:
            yield html[start : tag.end()]
            start = tag.end()
    if html[start:].strip():
        yield html[start:]


def _lines(html: str) -> set[tuple[str, ...]]:
    return {spoken for line in plain(html).split("\n") if (spoken := _spoken(line))}


def _spoken(text: str) -> tuple[str, ...]:
    return tuple(SPOKEN.findall(text.casefold()))
