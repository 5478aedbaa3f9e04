"""What the tests of the importer share: reading, looking at HTML, counting words their own way."""

import html
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from consult.drafts.importers import Commitment, Heading, Table, Text, read_plan

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
ALLOWED = {"p", "br", "b", "i", "a", "ul", "ol", "li"}


def read(markdown):
    return read_plan(markdown.encode())


def texts(plan):
    return [section.html for section in plan.sections if isinstance(section, Text)]


def headings(plan):
    return [
        (section.text, section.level) for section in plan.sections if isinstance(section, Heading)
    ]


def commitments(plan):
    return [section for section in plan.sections if isinstance(section, Commitment)]


def codes(plan):
    return [(note.line, note.code) for note in plan.notes]


def tables(plan):
    return [
        [list(row) for row in section.rows]
        for section in plan.sections
        if isinstance(section, Table)
    ]


def htmls(plan):
    return [
        html
        for section in plan.sections
        if not isinstance(section, Heading)
        for html in (sum(section.rows, ()) if isinstance(section, Table) else [section.html])
    ]


def real_plan(path):
    if not (DATA / path).exists():
        pytest.skip("needs ../shared/data: real plans that are not part of the project")
    return (DATA / path).read_bytes()


def all_words_shown(plan):
    """Every text of the plan, tags taken away by other means than the importer's."""
    shown = [plan.title]
    for section in plan.sections:
        shown.append(getattr(section, "title", ""))
        shown.append(getattr(section, "text", ""))
        markup = re.sub(r"</?(?:p|br|ul|ol|li|td|tr|caption)>", " ", getattr(section, "html", ""))
        shown.append(html.unescape(re.sub(r"<[^>]*>", "", markup)))
    return "\n".join(shown)


def simple_words(markdown):
    """The words of simple Markdown, by deleting what is markup."""
    for markup, instead in (
        (r"(?m)^ *(?:\d+\.|-|#+) ", " "),
        (r"\]\([^)]*\)", ""),
        (r"\{:[^}]*\}", ""),
        (r"<[^>]*>", " "),
        (r"[*\[]", ""),
    ):
        markdown = re.sub(markup, instead, markdown)
    return Counter(re.findall(r"\w+", markdown))


class _Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, f"<{tag}> is not allowed"
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else []), attrs
        for _, address in attrs:
            assert re.match(r"(?i)https?://|mailto:", address), address
        if tag == "li":
            assert self.open[-1] in ("ul", "ol")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def check_html(markup):
    checker = _Checker()
    checker.feed(markup)
    checker.close()
    assert not checker.open, f"never closed: {checker.open}"
