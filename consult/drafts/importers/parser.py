"""markdown-it, set up for text from strangers: it loses no words and cannot be made to hang."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block.reference import reference
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.tables import keep_bars

DEEPEST_BLOCK = 150
"""Deeper blocks would vanish without a word; `repair_lines` keeps files below it."""
DEEPEST_INLINE = 20
PATIENCE = 8_000_000
"""Estimated microseconds that one file may cost. Prose of 5 MB with 50,000 links costs half."""

LINK_DEFINITION = re.compile(r"\[(?!\^)[^\]\[]{1,500}\]:[ \t]*<?(?:https?://|mailto:|[/#.])")


def parse(text: str, notes: Notes) -> list[Token]:
    """The tokens of a Markdown text."""
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST_BLOCK, "store_labels": True})
    # Blocks of HTML become paragraphs, so that the Markdown and the words in them are read.
    parser.disable("html_block")
    parser.block.ruler.at("reference", _definition_of_a_link)
    parser.core.ruler.at("inline", _Inline(notes))
    # Whether an address may be followed is decided in `inline`, where dropping it is reported.
    parser.validateLink = lambda url: True
    parser.normalizeLinkText = lambda url: url
    environment: dict = {}
    tokens = parser.parse(text, environment)
    _note_unused_definitions(environment, tokens, notes)
    return tokens


def _definition_of_a_link(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`[label]: address` and nothing looser: `[Note]: later` and footnotes are words."""
    at = state.bMarks[start_line] + state.tShift[start_line]
    line = state.src[at : state.eMarks[start_line]]
    return bool(LINK_DEFINITION.match(line)) and reference(state, start_line, end_line, silent)


class _Inline:
    """Reads the inline Markdown of each paragraph, as long as patience lasts."""

    def __init__(self, notes: Notes):
        self.notes = notes
        self.patience = PATIENCE

    def __call__(self, state: StateCore) -> None:
        state.md.options["maxNesting"] = DEEPEST_INLINE
        for token in state.tokens:
            if token.type == "inline" and not self._read(token, state):
                token.children = _as_written(token.content)
                self.notes.say(token.map[0] + 1, "too_much_markup")
        state.md.options["maxNesting"] = DEEPEST_BLOCK

    def _read(self, token: Token, state: StateCore) -> bool:
        cost = _cost(token.content)
        if cost > self.patience:
            return False
        self.patience -= cost
        token.children = []
        try:
            state.md.inline.parse(keep_bars(token.content), state.md, state.env, token.children)
        except RecursionError:
            # Images in images in images: each is parsed inside the other.
            return False
        return True


def _cost(content: str) -> float:
    """Estimated microseconds, from measurements: each bracket may look as far as the end."""
    brackets = content.count("[") + content.count("<")
    signs = sum(content.count(sign) for sign in "*_`&\\]")
    return brackets * (40 + len(content) / 10) + signs * 10


def _as_written(content: str) -> list[Token]:
    tokens = []
    for line in content.split("\n"):
        tokens += [Token("softbreak", "br", 0), Token("text", "", 0, content=line)]
    return tokens[1:]


def _note_unused_definitions(environment: dict, tokens: list[Token], notes: Notes) -> None:
    definitions = environment.get("references", {})
    if not definitions:
        return
    used = {child.meta.get("label") for token in tokens for child in token.children or ()}
    for label, definition in definitions.items():
        if label not in used:
            line = definition["map"][0] + 1
            href, title = definition["href"], definition["title"]
            notes.say(line, "reference_dropped", label=label, href=href, title=title)
    for duplicate in environment.get("duplicate_refs", ()):
        line = duplicate["map"][0] + 1
        label, href, title = duplicate["label"], duplicate["href"], duplicate["title"]
        notes.say(line, "reference_dropped", label=label, href=href, title=title)
