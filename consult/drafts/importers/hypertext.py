"""The blocks of an HTML page, as Pandoc reads it: what its author marked off stays in one piece.

Nothing has to be mended here as in a text that a page break tore: paragraphs are where the page
says. Scripts, styles and whatever else is no text are left out by Pandoc, which reads nothing else.
"""

import json
import re
from dataclasses import dataclass

from consult.drafts.importers.documents import Reader
from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import Run
from consult.drafts.importers.source import UnreadablePlan
from consult.drafts.importers.tree import Block, Group, HeadingBlock, Paragraph, Rule, TableBlock
from consult.drafts.pandoc import PandocFailed, convert

OPENING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
MARKED_OFF = re.compile(r"<(/?)(?:article|header)\b", re.IGNORECASE)
"""Pandoc keeps the bounds of a `section`, and not those of its kin."""
SEVERAL = 2


@dataclass(frozen=True)
class Hypertext:
    """What a page holds, and the language that it says it is written in."""

    title: str
    blocks: list[Block]
    language: str


def is_hypertext(text: str) -> bool:
    """Tell whether a text is a page in HTML, and not Markdown with some HTML in it."""
    return bool(OPENING.match(text))


def read_hypertext(text: str, language: str, notes: Notes) -> Hypertext:
    """Return what a page holds. Raises `UnreadablePlan`, also where it is in another `language`."""
    source = MARKED_OFF.sub(r"<\1section", text).encode()
    try:
        read = json.loads(convert(source, "--from", "html", "--to", "json"))
        reader = _HypertextReader(notes)
        spoken = _said(reader, read["meta"].get("lang"))
        if language and spoken and _primary(spoken) != _primary(language):
            raise UnreadablePlan("other_language", said=spoken, asked=language)
        title = _said(reader, read["meta"].pop("title", None))
        document = reader.read({**read, "meta": {}}, "")
    except (PandocFailed, RecursionError):
        raise UnreadablePlan("damaged") from None
    if reader.pictures:
        notes.say(1, "pictures_dropped", count=reader.pictures)
    # The heading of the page is its title rather than what a browser writes above its window.
    has_heading = any(isinstance(one, HeadingBlock) and one.level == 1 for one in document.blocks)
    return Hypertext("" if has_heading else title, document.blocks, spoken)


def _said(reader: Reader, value: dict | None) -> str:
    if value is None or value["t"] != "MetaInlines":
        return ""
    return "".join(run.text for run in reader.runs(value["c"])).strip()


def _primary(language: str) -> str:
    return re.split("[-_]", language.casefold())[0]


class _HypertextReader(Reader):
    """Reads `section`, `article` and `header` as what they mark off: a passage in one piece."""

    def __init__(self, notes: Notes):
        super().__init__(notes)
        self.pictures = 0

    def block_div(self, content: list) -> list[Block]:
        (_name, classes, _attributes), elements = content
        blocks = self.blocks(elements)
        return _in_one_piece(blocks) if "section" in classes else blocks

    def inline_image(self, content: list, style: dict) -> list[Run]:
        self.pictures += 1
        return super().inline_image(content, style)


def _in_one_piece(blocks: list[Block]) -> list[Block]:
    """Return blocks with those that stand between headings and tables as one."""
    found: list[Block] = []
    taking: list[Block] = []
    for block in [*blocks, None]:
        stands_alone = isinstance(block, HeadingBlock | TableBlock | Group | Rule) or block is None
        if not stands_alone:
            taking.append(block)
            continue
        if taking:
            found.append(_grouped(taking))
        taking = []
        if block is not None:
            found.append(block)
    return found


def _grouped(blocks: list[Block]) -> Block:
    first = blocks[0]
    if len(blocks) < SEVERAL and isinstance(first, Paragraph):
        return first
    return Group(first.line, blocks)
