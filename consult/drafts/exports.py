"""A version as a file: Markdown, one HTML document, or a Word document."""

import re
from html import escape

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from consult.drafts.models import Version
from consult.drafts.pandoc import convert
from consult.drafts.versions import reading_of_version

FIELD = re.compile(r"<div>\s*<dt>(.*?)</dt>\s*<dd>(.*?)</dd>\s*</div>", re.DOTALL)
FIELDS = re.compile(r"<dl[^>]*>(.*?)</dl>", re.DOTALL)
LIST_FIRST = re.compile(r"\s*<ul>")
INNER_LINK = re.compile(r'<a href="#[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
BETWEEN_LISTS = re.compile(r"^ *&nbsp;$", re.MULTILINE)
CAPTION = re.compile(r"<table>\s*<caption>(.*?)</caption>", re.DOTALL)
LINE_BREAK = re.compile(r"<br\s*/?>")
END_OF_CAPTION, BREAK_IN_CELL = "\ufdd1", "\ufdd2"
"""Go through Pandoc as words, for what it cannot write. No text holds them: they are no characters."""
TYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def file_of(version: Version, form: str) -> bytes:
    """Return a version as a file of a form in TYPES. Raises `PandocFailed`."""
    return {"md": markdown_of, "html": html_of, "docx": word_of}[form](version)


def file_name_of(version: Version, form: str) -> str:
    """Return what the file of a version is called."""
    title = slugify(version.title, allow_unicode=True)[:80].strip("-") or "draft"
    return f"{title}-{version.language}-v{version.number}.{form}"


def html_of(version: Version) -> bytes:
    """Return a version as one HTML document that needs no other file."""
    with translation.override(version.language):
        context = {
            "version": version,
            "sections": reading_of_version(version).sections,
            "is_rtl": translation.get_language_bidi(),
        }
        return render_to_string("drafts/downloads/version.html", context).encode()


def markdown_of(version: Version) -> bytes:
    """Return a version in the Markdown that our import reads: a commitment is an item of a list."""
    parts = [f"<h1>{escape(version.title)}</h1>"]
    for section in reading_of_version(version).sections:
        html = INNER_LINK.sub(r"\1", as_paragraphs(section.html))
        if section.kind == "commitment":
            html = f"<ul><li>{html}</li></ul>"
        elif section.kind == "table":
            html = as_markdown_table(html)
        parts.append(html)
    form = ("--from", "html", "--to", "commonmark-raw_html+pipe_tables", "--wrap", "none")
    written = convert("\n".join(parts).encode(), *form).decode()
    written = written.replace(f"{END_OF_CAPTION}\n\n", "\n").replace(BREAK_IN_CELL, "<br>")
    # Two lists in a row are kept apart by something that readers of the Markdown do not see.
    return BETWEEN_LISTS.sub("<!-- -->", written).encode()


def as_markdown_table(html: str) -> str:
    """Return a table's HTML with its caption as the line above it, and no line break in a cell.

    Pandoc writes captions of Markdown tables below them, apart, and no table with breaks.
    """
    return LINE_BREAK.sub(BREAK_IN_CELL, CAPTION.sub(rf"<p>\1{END_OF_CAPTION}</p><table>", html))


def word_of(version: Version) -> bytes:
    """Return a version as a Word document in its language, its title as the document's own."""
    with translation.override(version.language):
        is_rtl = translation.get_language_bidi()
    body = "\n".join(
        f'<div id="s-{section.key}">{as_paragraphs(section.html)}</div>'
        for section in reading_of_version(version).sections
    )
    document = (
        f'<html lang="{escape(version.language)}"><head><title>{escape(version.title)}</title>'
        f"</head><body>{body}</body></html>"
    )
    direction = ["--metadata", "dir=rtl"] if is_rtl else []
    return convert(
        document.encode(),
        *("--from", "html", "--to", "docx", "--shift-heading-level-by", "-1"),
        *direction,
    )


def as_paragraphs(html: str) -> str:
    """Return a section's HTML with the fields of a commitment as paragraphs, each with its name."""
    return FIELDS.sub(lambda fields: FIELD.sub(_as_paragraph, fields[1]), html)


def _as_paragraph(field: re.Match) -> str:
    name, value = field[1].strip(), field[2].strip()
    apart = "</p>" if LIST_FIRST.match(value) else " "
    closing = "" if apart == "</p>" else "</p>"
    return f"<p><b>{name}:</b>{apart}{value}{closing}"
