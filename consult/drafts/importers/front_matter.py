"""The settings some sites put above a text, between two lines of `---`."""

import re
from dataclasses import dataclass

import yaml

from consult.drafts.importers.notes import Notes

MAX_CHARACTERS = 64 * 1024
CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
SETTING = re.compile(r"[\w-]+:(?:\s|$)")


@dataclass(frozen=True)
class FrontMatter:
    """`body` has as many lines as the source, so that line numbers stay true."""

    title: str
    body: str


def take_front_matter(text: str, notes: Notes) -> FrontMatter:
    """Split the settings from the text; whatever is not the title becomes a note."""
    opening, _, rest = text.partition("\n")
    if opening.rstrip() != "---":
        return FrontMatter("", text)
    closing = CLOSING.search(rest, 0, MAX_CHARACTERS)
    if closing is None:
        if SETTING.match(rest):
            notes.say(1, "front_matter_unclosed")
        return FrontMatter("", text)
    settings, body = rest[: closing.start()], rest[closing.end() :]
    try:
        # Composed, never constructed: aliases are not followed, no object is made.
        node = yaml.compose(settings, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        notes.say(1, "front_matter_unreadable")
        return FrontMatter("", f"\n{settings}{body}")
    if not isinstance(node, yaml.MappingNode):
        # A heading between two rules looks like an empty YAML document with a comment.
        return FrontMatter("", text)
    _note_comments(settings, notes)
    return FrontMatter(_take_title(node, settings, notes), _blank(settings) + body)


def _blank(settings: str) -> str:
    return "\n" * (settings.count("\n") + 1)


def _take_title(mapping: yaml.MappingNode, settings: str, notes: Notes) -> str:
    title = ""
    for key, value in mapping.value:
        name, said = _said(key, settings), _said(value, settings)
        if name == "title" and not title and isinstance(value, yaml.ScalarNode):
            title = " ".join(said.split())
        else:
            line = key.start_mark.line + 2
            notes.say(line, "front_matter_value", key=name, value=said)
    return title


def _said(node: yaml.Node, settings: str) -> str:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    return settings[node.start_mark.index : node.end_mark.index].strip()


def _note_comments(settings: str, notes: Notes) -> None:
    for number, line in enumerate(settings.split("\n"), start=2):
        if line.startswith("#"):
            notes.say(number, "front_matter_value", key="#", value=line.lstrip("# "))
