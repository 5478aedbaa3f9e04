"""What people read of an answer, and which words of it no catalogue can change."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from bs4 import BeautifulSoup, Comment, Declaration, Doctype, NavigableString, Tag
from django.apps import apps
from django.db import models

SAID = ("title", "aria-label", "aria-description", "placeholder", "alt", "label", "summary")
"""Attributes that are shown or read out."""
OF_SCRIPTS = ("data-action", "data-controller", "data-w-")
UNREAD = {"script", "style", "code", "kbd", "samp"}
IDENTIFIERS = re.compile(
    r"`[^`]*`|https?://\S+|[\w-]+\.(?:csv|json|md|html)\b|SHA256SUMS|(?:texts|report)/|urn:\S+|\S+@\S+\.\w+|/[\w/<>.?=&%#{}:-]+|\b[0-9a-f]{8,}(?:-[0-9a-f]+)*\b|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b"
)
FOR_CRAWLERS = re.compile(r"(User-agent|Disallow|Sitemap): ")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
PLAIN = re.compile("[A-Za-z]{2}")
"""The strange language has no two plain letters in a row."""
TOLD = {"detail", "message", "label", "name", "reason", "summary", "description"}
"""Members of JSON objects that hold sentences; the title of a problem names its kind for machines."""
LABELS = {"name", "label", "title"}
"""Columns of tables that hold words; all others hold codes."""


OF_DJANGO = {"auth", "contenttypes", "sessions"}
"""Applications whose rows nobody wrote: names of permissions are English."""


@dataclass
class Content:
    """What people wrote: whole texts, and the words in them."""

    texts: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def read_database(self) -> None:
        """Add all that is stored as text, but in fields that hold codes."""
        for model in apps.get_models():
            names = [one.attname for one in model._meta.concrete_fields if holds_words(one)]
            if names and model._meta.app_label not in OF_DJANGO:
                for row in model._default_manager.values_list(*names):
                    self.add(row)

    def add(self, value: object) -> None:
        """Add a stored value, with all that is in it."""
        for text in texts_in(value):
            self.texts.add(text)
            self.words.update(WORD.findall(text))

    def add_example(self, value: object) -> None:
        """Add what machines send. It is English: only whole texts of it count."""
        for text in texts_in(value):
            self.texts |= {text, re.sub("[*_]", "", text), *re.split(r"\s*[*_]+\s*", text)}


def holds_words(one: models.Field) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return isinstance(one, kinds) and not one.choices and not isinstance(one, models.SlugField)


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts in a value: in structures those within, of HTML each piece too; codes are none."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)
        return
    if not isinstance(value, str) or re.fullmatch(r"[a-z0-9_.:/-]*", value):
        return
    if value[0] in "{[":
        try:
            yield from texts_in(json.loads(value))
        except ValueError:
            pass
        else:
            return
    yield " ".join(value.split())
    if "<" in value:
        for piece in BeautifulSoup(value, "html.parser").find_all(string=True):
            yield " ".join(piece.split())


def untranslated(text: str, content: Content, names: Collection[str]) -> list[str]:
    """Return the words of a text in plain letters that nobody wrote."""
    text = " ".join(text.split())
    if text in content.texts or text in names:
        return []
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", " ", text)
    if text.endswith("…"):  # a text of theirs that was cut
        text = re.sub(r"\w+…$", "", text)
    words = WORD.findall(IDENTIFIERS.sub(" ", text))
    return [word for word in words if PLAIN.search(word) and word not in content.words]


# Where it stands


def texts_of(body: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield where in an answer people read something, and what."""
    if kind.startswith("text/html"):
        yield from texts_of_html(body)
    elif "json" in kind:
        yield from texts_of_json(json.loads(body or "null"))
    elif "xml" in kind:
        for element in ElementTree.fromstring(body).iter():  # noqa: S314 - our own
            if element.get("type") == "html":
                yield from texts_of_html(element.text or "")
            else:
                yield f"<{element.tag.rpartition('}')[2]}>", element.text or ""
    elif kind.startswith("text/csv"):
        for row in csv.DictReader(io.StringIO(body)):
            yield from ((f"column {name}", row[name] or "") for name in LABELS & set(row))
    elif kind.startswith(("text/plain", "text/markdown")):
        # A line such as "Disallow: /admin/" is for crawlers.
        lines = (line for line in body.splitlines() if not FOR_CRAWLERS.match(line))
        yield from (("line", line) for line in lines)


def texts_of_html(body: str) -> Iterator[tuple[str, str]]:
    soup = BeautifulSoup(body, "html.parser")
    for string in soup.find_all(string=True):
        if isinstance(string, Comment | Declaration | Doctype) or not string.strip():
            continue
        if not UNREAD & {one.name for one in string.parents}:
            yield where(string), str(string)
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if isinstance(value, str) and is_read(element, name):
                yield f"{where(element)} {name}", value


def is_read(element: Tag, name: str) -> bool:
    """Tell whether people come to see an attribute, also by way of our scripts."""
    if name in SAID:
        return True
    if name.startswith("data-") and not name.startswith(OF_SCRIPTS):
        # What begins with a brace is for Wagtail's scripts, which know its names.
        return " " in element[name].strip() and not element[name].startswith("{")
    if name == "value":
        return element.name == "input" and element.get("type") in ("submit", "button", "reset")
    return name == "content" and element.get("name") == "description"


def where(one: Tag | NavigableString) -> str:
    element = one.parent if isinstance(one, NavigableString) else one
    return ".".join([element.name, *element.get("class", [])])


def texts_of_json(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts_of_json(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of_json(one, name)
    elif isinstance(value, str):
        if name == "html":
            yield from texts_of_html(value)
        elif name in TOLD:
            yield name, value
