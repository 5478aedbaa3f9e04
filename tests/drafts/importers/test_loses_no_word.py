import re
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.drafts.importers import UnreadablePlan, read_plan, words_in_plan, words_of
from tests.drafts.importers.reading import all_words_shown, check_html, htmls, read

pytestmark = pytest.mark.pure

# Words in a script that no tag, address or attribute is written in: every one must come out.
WORDS = ["слово", "Слово", "для", "ДЛЯ ЛЮДЕЙ", "меж", "народный", "международный"]
MARKUP = [
    "(a) ", "(b) ", "(c) ", "(d) ", ";", ".", ":", ",", "-", "- ", "* ", "1. ", "3) ", "> ", "# ",
    "## ", "### ", " ", "\n", "\n\n", "\n    ", "  \n", "**", "*", "_", "`", "```", "~~~", "[", "]",
    "(", ")", "](https://e.org)", "](/x)", "![", "<b>", "<br>", "<div>", "</p>", "<!--", "-->",
    "<script>", "&amp;", "&lt;", "&#10;", "\\", "|", "\n|-|-|\n", "---", "\n---\n", "\n===\n",
    "{:.a}", " {#x}", "[^1]:", "[1]: https://e.org\n", "\t", "• ", "\u00ad\n", "-\n", "2", "inter-\n",
    "national", "international", "Engagement 1 :", "\r\n", "**АБВГД ЕЖЗ** ", "&", "<", ">", "'", '"',
]  # fmt: skip
MARKDOWN = st.lists(st.sampled_from(WORDS + MARKUP) | st.text(max_size=3), max_size=30).map("".join)


# Deterministic: a search that differs from run to run belongs on a desk, not in CI.
SEARCH = settings(deadline=None, max_examples=400, derandomize=True, database=None)


def read_if_readable(source):
    try:
        return read_plan(source.encode())
    except UnreadablePlan:
        return None


@SEARCH
@given(MARKDOWN)
@example("a\n-|-\n|слово")
@example("3. слово\n\nдля\n\n4. слово")
def test_words_in_are_words_out(source):
    if plan := read_if_readable(source):
        assert words_in_plan(plan) == words_of(source)


@SEARCH
@given(MARKDOWN)
def test_no_letter_is_lost_without_a_note(source):
    if plan := read_if_readable(source):
        notes = " ".join(str(note.data) for note in plan.notes if note.kind == "dropped")
        written = Counter(re.findall(r"[\u0430-\u044f]", source.lower()))
        shown = Counter(re.findall(r"[\u0430-\u044f]", (all_words_shown(plan) + notes).lower()))
        assert written <= shown


@SEARCH
@given(MARKDOWN)
def test_html_is_well_formed_and_of_few_tags(source):
    if plan := read_if_readable(source):
        for html in htmls(plan):
            check_html(html)


@SEARCH
@given(MARKDOWN)
@example("&#10;inter\u00ad\nnational")
def test_every_note_has_a_line_of_the_file_and_a_sentence(source):
    if plan := read_if_readable(source):
        lines = len(re.split(r"\r\n|\r|\n", source))
        for note in plan.notes:
            assert 1 <= note.line <= lines
            assert note.kind in ("repaired", "dropped", "unplaced")
            assert note.sentence


@SEARCH
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(source):
    try:
        code = read_plan(source) and "read"
    except UnreadablePlan as refused:
        code = refused.code
    assert code in ("read", "empty", "not_text", "other_kind", "locked", "damaged")


def test_words_are_counted_as_readers_see_them():
    assert words_of("---\ntitle: Plan\nlayout: x\n---\n[a *b*c](http://x.org 'y') <i>d</i>e\n\n1. f") == {
        "Plan": 1, "a": 1, "bc": 1, "de": 1, "1": 1, "f": 1,
    }  # fmt: skip


def test_the_words_of_a_plan_are_those_of_its_title_headings_texts_and_commitments():
    plan = read("# One\n\n## Two\n\nThree &amp; *fo*ur\n\n- ### Five\n\n  - six\n")
    assert words_in_plan(plan) == dict.fromkeys(["One", "Two", "Three", "four", "Five", "six"], 1)
