"""What changed between two texts, word by word, for people to read.

Pure: nothing here knows of the database. `difference` says what was deleted and inserted in a text,
`compare` what became of the sections of a version.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from consult.drafts.alignment import SENTENCE_ENDS, WORD, Run, Split, aligned, rising, split

SHORT_WORD = 3
SCRAP = 3
"""A few words, at most, that two rewritten passages have in common by chance."""


class Op(StrEnum):
    SAME = "="
    INSERTED = "+"
    DELETED = "-"


class Segment(NamedTuple):
    op: Op
    text: str


def difference(before: str, after: str) -> list[Segment]:
    """Return what was kept, deleted and inserted, in runs that can be read.

    Kept and deleted segments together are exactly `before`, kept and inserted ones `after`.
    """
    if before == after:
        return joined([Segment(Op.SAME, before)])
    return slid(readable(pieces(before, after)))


def pieces(before: str, after: str) -> list[Segment]:
    """Return the difference as the alignment of words has it, each change beside the next."""
    old, new = split(before), split(after)
    found, old_end, new_end = [], 0, 0
    for run in aligned(old.texts, new.texts):
        for low, other_low, length in spaced_alike(run, before, after, old, new):
            mine, other = old.starts[low], new.starts[other_low]
            found += change(before[old_end:mine], after[new_end:other])
            old_end, new_end = old.ends[low + length - 1], new.ends[other_low + length - 1]
            found.append(Segment(Op.SAME, before[mine:old_end]))
    return joined([*found, *change(before[old_end:], after[new_end:])])


def spaced_alike(run: Run, before: str, after: str, old: Split, new: Split) -> Iterable[Run]:
    """Return a run in one piece where both texts put the same space between its words, or each
    word by itself.
    """
    last, other_last = run.before + run.length - 1, run.after + run.length - 1
    mine = before[old.starts[run.before] : old.ends[last]]
    if mine == after[new.starts[run.after] : new.ends[other_last]]:
        return [run]
    return [Run(run.before + step, run.after + step, 1) for step in range(run.length)]


def change(deleted: str, inserted: str) -> list[Segment]:
    """Return one replaced passage; white space that both have at their ends stays."""
    if deleted == inserted:
        return [Segment(Op.SAME, deleted)]
    head = shared_space(deleted, inserted)
    tail = shared_space(deleted[head:][::-1], inserted[head:][::-1])
    old_end, new_end = len(deleted) - tail, len(inserted) - tail
    return [
        Segment(Op.SAME, deleted[:head]),
        Segment(Op.DELETED, deleted[head:old_end]),
        Segment(Op.INSERTED, inserted[head:new_end]),
        Segment(Op.SAME, deleted[old_end:]),
    ]


def shared_space(one: str, other: str) -> int:
    """Return how many characters of white space both texts begin with."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs or not mine.isspace():
            break
        length += 1
    return length


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """Return the segments with neighbours put together: in each change one deletion, one insertion."""
    found, texts = [], dict.fromkeys(Op, "")

    def flush(*ops: Op) -> None:
        for op in ops:
            if texts[op]:
                found.append(Segment(op, texts[op]))
                texts[op] = ""

    for op, text in segments:
        if not text:
            continue
        if op is Op.SAME:
            flush(Op.DELETED, Op.INSERTED)
        else:
            flush(Op.SAME)
        texts[op] += text
    flush(*((Op.SAME,) if texts[Op.SAME] else (Op.DELETED, Op.INSERTED)))
    return found


def readable(segments: list[Segment]) -> list[Segment]:
    """Return the difference without confetti: scraps between two changes belong to the change."""
    while True:
        whole = joined(without_scraps(segments))
        if len(whole) == len(segments):
            return whole
        segments = whole


def without_scraps(segments: list[Segment]) -> Iterable[Segment]:
    last = len(segments) - 1
    for at, segment in enumerate(segments):
        if segment.op is not Op.SAME or at in (0, last):
            yield segment
        elif is_scrap(segment.text, changed_around(segments, at)):
            yield Segment(Op.DELETED, segment.text)
            yield Segment(Op.INSERTED, segment.text)
        else:
            yield segment


def changed_around(segments: list[Segment], at: int) -> int:
    """Return the length of the smaller of the two changes beside a kept segment."""
    sides = [segments[max(at - 2, 0) : at], segments[at + 1 : at + 3]]
    return min(
        max((len(text) for op, text in side if op is not Op.SAME), default=0) for side in sides
    )


def is_scrap(text: str, changed: int) -> bool:
    """Tell whether kept words between two changes are too few to guide a reader."""
    spoken = (word.group() for word in WORD.finditer(text) if word.group()[0].isalnum())
    kept = list(islice(spoken, SCRAP + 1))
    if not text.strip() or (len(kept) == 1 and len(kept[0]) <= SHORT_WORD and "\n" not in text):
        return True
    return len(kept) <= SCRAP and 4 * len(text) <= changed


def slid(segments: list[Segment]) -> list[Segment]:
    """Return the difference with lone changes moved to where a line or sentence begins.

    "One. [Two. ]Three." rather than "One[. Two]. Three.": both say the same of the two texts.
    """
    found = list(segments)
    for at in range(1, len(found) - 1):
        kept, changed, following = found[at - 1 : at + 2]
        if changed.op is not Op.SAME and kept.op is following.op is Op.SAME:
            texts = best_slide(kept.text, changed.text, following.text)
            found[at - 1 : at + 2] = [
                Segment(segment.op, text)
                for segment, text in zip((kept, changed, following), texts, strict=True)
            ]
    return joined(found)


def best_slide(kept: str, changed: str, following: str) -> tuple[str, str, str]:
    """Return the three texts with the middle one slid to the best beginning within reach."""
    whole, length = kept + changed + following, len(changed)
    low = high = len(kept)
    while low and whole[low - 1] == whole[low + length - 1]:
        low -= 1
    while high + length < len(whole) and whole[high] == whole[high + length]:
        high += 1
    start = max(range(low, high + 1), key=lambda at: (beginning(whole, at), at == len(kept)))
    return whole[:start], whole[start : start + length], whole[start + length :]


def beginning(text: str, at: int) -> int:
    """Return how good a place is to begin a change: a line, a sentence, a word, any other."""
    before, ahead = text[max(at - 1, 0) : at], text[max(at - 2, 0) : at].strip(" ")[-1:]
    if text[at : at + 1].isspace():
        return 0
    if ahead in ("", "\n"):
        return 3
    if ahead in SENTENCE_ENDS:
        return 2
    return int(before.isspace())


def to_json(segments: Iterable[Segment]) -> list[list[str]]:
    """Return the segments as JSON holds them: [["=", "kept"], ["+", "new"]]."""
    return [[segment.op.value, segment.text] for segment in segments]


def from_json(stored: Iterable[Sequence[str]]) -> list[Segment]:
    """Return the segments that `to_json` stored."""
    return [Segment(Op(op), text) for op, text in stored]


# Sections of two versions


class SectionStatus(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class SectionText:
    """A section as a version has it."""

    key: UUID
    title: str
    text: str


@dataclass(frozen=True)
class SectionChange:
    """What became of a section. `title` is the newer one; `segments` compare the texts.

    `is_moved` tells whether others that kept their order stand around it now, changed or not.
    """

    key: UUID
    title: str
    status: SectionStatus
    segments: list[Segment]
    is_moved: bool = False


def compare(before: Sequence[SectionText], after: Sequence[SectionText]) -> list[SectionChange]:
    """Return what became of each section, in the newer order, removed ones where they stood."""
    old, new = {section.key: section for section in before}, {section.key for section in after}
    in_order = in_same_order(list(old), [section.key for section in after])
    changes = [section_change(old.get(section.key), section, in_order) for section in after]
    for at, section in enumerate(before):
        if section.key not in new:
            changes.insert(place_of(at, before, changes), removed(section))
    return changes


def in_same_order(before: Sequence[Hashable], after: Sequence[Hashable]) -> set[Hashable]:
    """Return those of both that kept their order, as many as can be; the others moved."""
    places = {key: at for at, key in enumerate(before)}
    kept = [key for key in after if key in places]
    return {kept[at] for at in rising([places[key] for key in kept])}


def section_change(
    before: SectionText | None, after: SectionText, in_order: set[UUID]
) -> SectionChange:
    texts = difference(before.text if before else "", after.text)
    is_moved = before is not None and after.key not in in_order
    if before is None:
        status = SectionStatus.ADDED
    elif (before.title, before.text) != (after.title, after.text):
        status = SectionStatus.CHANGED
    else:
        status = SectionStatus.MOVED if is_moved else SectionStatus.SAME
    return SectionChange(after.key, after.title, status, texts, is_moved)


def removed(section: SectionText) -> SectionChange:
    texts = difference(section.text, "")
    return SectionChange(section.key, section.title, SectionStatus.REMOVED, texts)


def place_of(at: int, before: Sequence[SectionText], changes: list[SectionChange]) -> int:
    """Return where a removed section belongs: behind what stood before it."""
    if at == 0:
        return 0
    behind = before[at - 1].key
    return next(number for number, change in enumerate(changes, 1) if change.key == behind)
