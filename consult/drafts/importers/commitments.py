"""What in a plan is a commitment: a heading that says so, or one that opens an item of a list."""

import re

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.runs import Run, one_line
from consult.drafts.importers.tree import (
    Block,
    CommitmentBlock,
    Group,
    HeadingBlock,
    Item,
    ListBlock,
    Paragraph,
    TableBlock,
)

SAYS_SO = re.compile(
    r"(?:commitment|engagement|compromiso|(?:ال)?التزام)\s*(?:n\s?[°ºo.]{1,2}\s?|#|no\.?\s?)?\d{1,3}(?!\d)",
    re.IGNORECASE,
)


def says_commitment(block: Block) -> bool:
    return isinstance(block, HeadingBlock) and bool(SAYS_SO.match(one_line(block.runs)))


def find_commitments(blocks: list[Block], notes: Notes) -> list[Block]:
    """The blocks with each commitment in one piece, its body inside."""
    found = _with_named_headings(_with_items_of_lists(blocks))
    return _with_lost_bodies(found, notes)


def _with_items_of_lists(blocks: list[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found += _from_list(block) if isinstance(block, ListBlock) else [block]
    return found


def _from_list(block: ListBlock) -> list[Block]:
    """The list, cut wherever an item begins with a heading."""
    found: list[Block] = []
    for place, item in enumerate(block.items):
        number = block.numbers[place : place + 1]
        if item.blocks and isinstance(item.blocks[0], HeadingBlock):
            found.append(_from_item(item, number))
            continue
        if not found or not isinstance(found[-1], ListBlock):
            found.append(ListBlock(item.line))
        found[-1].items.append(item)
        found[-1].numbers += number
    return found or [block]


def _from_item(item: Item, number: list[int]) -> CommitmentBlock:
    heading, *body = item.blocks
    runs = [*(Run(f"{counted}. ") for counted in number), *heading.runs]
    return CommitmentBlock(item.line, runs, body, in_list=True)


def _with_named_headings(blocks: list[Block]) -> list[Block]:
    found: list[Block] = []
    taking: CommitmentBlock | None = None
    level = 0
    for block in blocks:
        if says_commitment(block):
            taking, level = CommitmentBlock(block.line, block.runs, [], in_list=False), block.level
            found.append(taking)
            continue
        if isinstance(block, CommitmentBlock):
            # Inside a commitment, a list whose items have headings is part of what will be done.
            block = block if taking is None else _as_list(block)
        elif isinstance(block, HeadingBlock) and block.level <= level:
            taking = None
        (found if taking is None else taking.body).append(block)
    return found


def _as_list(commitment: CommitmentBlock) -> ListBlock:
    heading = HeadingBlock(commitment.line, 4, commitment.runs)
    return ListBlock(commitment.line, [Item(commitment.line, [heading, *commitment.body])])


def _with_lost_bodies(blocks: list[Block], notes: Notes) -> list[Block]:
    """Give a heading in a list the text that follows it without an indent."""
    found: list[Block] = []
    taking: CommitmentBlock | None = None
    for block in blocks:
        if taking and isinstance(block, Paragraph | ListBlock | TableBlock | Group):
            if not taking.body:
                title = one_line(taking.runs)
                notes.say(block.line, "body_indent_restored", title=title)
            taking.body.append(block)
            continue
        taking = None
        if isinstance(block, CommitmentBlock) and block.in_list and not block.body:
            taking = block
        found.append(block)
    for block in found:
        if isinstance(block, CommitmentBlock) and not block.body:
            notes.say(block.line, "commitment_without_body", title=one_line(block.runs))
    return found
