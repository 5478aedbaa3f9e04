"""Word and OpenDocument files as the packages that they are: opened with care, and thinned out.

Nothing is unpacked before its size is known, and what goes on to be read holds no pictures, no
entities and nothing that was not looked at here.
"""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml import DefusedXmlException

from consult.core.text import plain
from consult.drafts.importers.source import MAX_PACKAGE_BYTES, UnreadablePlan

MAX_PARTS = 5_000
MAX_UNPACKED = 40 * 1024 * 1024
"""A plan of a thousand pages has a tenth of it, its pictures left out."""

ZIP, COMPOUND, PDF, RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf"
WORD = b"wordprocessingml.document.main+xml"
WORD_WITH_MACROS = b"ms-word.document.macroEnabled.main+xml"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
MANIFEST = "META-INF/manifest.xml"

DERIVED = re.compile(
    r'<style:style style:name="([^"<>]+)"(?=[^<>]* style:parent-style-name="Title")'
)
PARAGRAPH = re.compile(r'<text:p text:style-name="([^"<>]+)"[^<>]*(?<!/)>(.*?)</text:p>', re.DOTALL)

CHANGES = {"docx": {"ins", "del", "moveFrom", "moveTo"}, "odt": {"changed-region"}}
PICTURES = {"docx": ("blip", "imagedata"), "odt": ("image",)}
COMMENTS = {"docx": "commentReference", "odt": "annotation"}
INNER_TABLE = "table in a table"
"""Pandoc reads none in an OpenDocument text."""


@dataclass(frozen=True)
class Package:
    """A document without its pictures. `kind` is `docx` or `odt`.

    `title` holds the words of the first paragraph that has OpenDocument's style of titles, to which
    Pandoc is blind; that of Word it knows.
    """

    kind: str
    source: bytes
    title: str
    pictures: int
    comments: int
    inner_tables: int


def is_package(source: bytes) -> bool:
    """Tell by its first bytes whether a file is meant to be something else than plain text."""
    return source.startswith((ZIP, COMPOUND, PDF, RTF))


def open_package(source: bytes) -> Package:
    """Return a document that is safe to read on. Raises `UnreadablePlan`."""
    if len(source) > MAX_PACKAGE_BYTES:
        raise UnreadablePlan("document_too_large")
    if source.startswith(COMPOUND):
        raise UnreadablePlan("locked")
    if not source.startswith(ZIP):
        raise UnreadablePlan("other_kind")
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as packed:
            parts = _parts(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadablePlan("damaged") from None
    kind = _kind(parts)
    seen = _elements(parts)
    if seen["encryption-data"]:
        raise UnreadablePlan("locked")
    if any(seen[name] for name in CHANGES[kind]):
        raise UnreadablePlan("tracked_changes")
    pictures = max(seen[name] for name in PICTURES[kind])
    title = _title(parts["content.xml"].decode(errors="replace")) if kind == "odt" else ""
    inner_tables = seen[INNER_TABLE] if kind == "odt" else 0
    return Package(kind, _packed(parts), title, pictures, seen[COMMENTS[kind]], inner_tables)


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the parts by name; pictures and the like are there, and empty."""
    listed = packed.infolist()
    texts = [one for one in listed if _is_text(one.filename)]
    # Python reads no more of a part than the directory says.
    if len(listed) > MAX_PARTS or sum(one.file_size for one in texts) > MAX_UNPACKED:
        raise UnreadablePlan("document_too_large")
    parts = dict.fromkeys((one.filename for one in listed), b"")
    return parts | {one.filename: packed.read(one) for one in texts}


def _is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels")) or name == "mimetype"


def _kind(parts: dict[str, bytes]) -> str:
    if parts.get("mimetype", b"").strip() == OPEN_DOCUMENT and "content.xml" in parts:
        return "odt"
    types = parts.get("[Content_Types].xml", b"")
    if WORD in types or WORD_WITH_MACROS in types:
        return "docx"
    raise UnreadablePlan("other_kind")


class _Elements(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter = Counter()
        self.tables = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 - the parser calls it so
        name = name.rpartition(":")[2]
        self.seen[name] += 1
        if name == "table":
            self.tables += 1
            self.seen[INNER_TABLE] += self.tables > 1

    def endElement(self, name: str) -> None:  # noqa: N802 - the parser calls it so
        self.tables -= name.rpartition(":")[2] == "table"


def _elements(parts: dict[str, bytes]) -> Counter:
    """Return how often each element stands in the document, whatever its namespace is called."""
    elements = _Elements()
    try:
        # An encrypted part is no XML; the manifest says that it is one, and so is read first.
        for name, part in sorted(parts.items(), key=lambda one: one[0] != MANIFEST):
            if name != "mimetype" and part and not elements.seen["encryption-data"]:
                defusedxml.sax.parseString(part, elements, forbid_dtd=True)
    except (SAXException, DefusedXmlException, LookupError, ValueError):
        raise UnreadablePlan("damaged") from None
    return elements.seen


def _title(content: str) -> str:
    """Return the first title, be its style that of titles or one that was derived on the spot."""
    names = {"Title", *DERIVED.findall(content)}
    titles = (found[2] for found in PARAGRAPH.finditer(content) if found[1] in names)
    return plain(next(titles, ""))


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return target.getvalue()
