"""Blocks as HTML of p, br, b, i, a, ul, ol and li: what Wagtail's rich text can hold."""

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import one_line, to_html
from consult.drafts.importers.tree import (
    Block,
    CommitmentBlock,
    Group,
    HeadingBlock,
    ListBlock,
    Paragraph,
    TableBlock,
    as_list,
)


def blocks_to_html(blocks: list[Block], notes: Notes) -> str:
    """The blocks one under the other, paragraphs in p."""
    out = []
    for block in blocks:
        if isinstance(block, Group):
            out.append(blocks_to_html(block.blocks, notes))
        elif isinstance(block, ListBlock | TableBlock):
            out.append(_list(block, notes))
        elif html := _words(block, notes):
            out.append(f"<p>{html}</p>")
    return "".join(out)


def heading_text(block: HeadingBlock | CommitmentBlock, notes: Notes) -> str:
    """The words of a heading; a link in it is lost, and said to be."""
    text = one_line(block.runs)
    for href in dict.fromkeys(run.href for run in block.runs if run.href):
        notes.say(block.line, "heading_link_dropped", heading=text, href=href)
    return text


def _words(block: Block, notes: Notes) -> str:
    if isinstance(block, Paragraph):
        return to_html(block.runs)
    if isinstance(block, HeadingBlock) and one_line(block.runs):
        notes.say(block.line, "heading_in_text", heading=one_line(block.runs))
        return to_html(run._replace(bold=True) for run in block.runs)
    return ""


def _list(block: ListBlock | TableBlock, notes: Notes) -> str:
    if isinstance(block, TableBlock):
        notes.say(block.line, "table_as_list")
        block = as_list(block)
    numbers = block.numbers
    counts_from_one = numbers == list(range(1, len(numbers) + 1))
    if numbers and not counts_from_one:
        notes.say(block.line, "numbers_kept", numbers=", ".join(map(str, numbers)))
    items = []
    for place, item in enumerate(block.items):
        words = "" if counts_from_one else "".join(f"{n}. " for n in numbers[place : place + 1])
        items.append(f"<li>{words}{_item(item.blocks, notes)}</li>")
    tag = "ol" if numbers and counts_from_one else "ul"
    return f"<{tag}>{''.join(items)}</{tag}>"


def _item(blocks: list[Block], notes: Notes) -> str:
    """The blocks of an item without p: rich text editors take a p for the end of the list."""
    out, after_words = "", False
    for block in _ungrouped(blocks):
        if isinstance(block, ListBlock | TableBlock):
            out, after_words = out + _list(block, notes), False
        elif html := _words(block, notes):
            out, after_words = f"{out}{'<br>' * after_words}{html}", True
    return out


def _ungrouped(blocks: list[Block]) -> list[Block]:
    flat: list[Block] = []
    for block in blocks:
        flat += block.blocks if isinstance(block, Group) else [block]
    return flat
