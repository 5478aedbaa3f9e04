import time

import pytest

from consult.drafts.importers import MAX_BYTES, words_in_plan, words_of
from tests.drafts.importers.reading import check_html, codes, htmls, read

pytestmark = pytest.mark.pure

SECONDS = 30
"""Far more than needed (about 3 s here), far less than a file that hangs would take."""

SHAPES = [
    "(", "*", "[", "![", "<", "<a ", "<!--", "`", "_a ", "**a ", "[a](", "[a][", "&", "a*b_", "![[]()",
    "> ", ">", "- ", "1. ", "- a\n", "  - a\n", "> a\n", "a\n---\n", "|", "a|b\n-|-\n", "(a) b; ",
    "{: a=", "<br>", "Abc\n\nde", "inter-\nnational ", "- # a\n\nb\n\n", "- - - - - - - - a\n",
    "**ABCDE FG** Hij\n\n", " ", "\t", "\\[", "<img alt='",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hundred_kilobytes_of_anything_are_read_in_time(shape):
    started = time.thread_time()
    read("international x " + shape * (100_000 // len(shape)))
    assert time.thread_time() - started < SECONDS


def test_five_megabytes_of_prose_are_read_in_time():
    paragraph = (
        "We **will** publish [all](https://example.org) that we know, and listen. " * 6 + "\n\n"
    )
    started = time.thread_time()
    plan = read(paragraph * (MAX_BYTES // len(paragraph)))
    assert time.thread_time() - started < SECONDS
    assert len(plan.sections) == MAX_BYTES // len(paragraph)


@pytest.mark.parametrize(
    "source",
    [
        "[" * 5_000 + "word" + "]" * 5_000,
        "[" * 5_000 + "word" + "](https://e.org)" * 5_000,
        "![" * 5_000 + "word" + "](b)" * 5_000,
        "> " * 5_000 + "word",
        "- " * 5_000 + "word",
        "1. " * 5_000 + "word",
        "> - " * 5_000 + "word",
        "*" * 5_000 + "word" + "*" * 5_000,
        "\n".join(f"{'  ' * depth}- word" for depth in range(1_500)),
        "<div>" * 5_000 + "word" + "</div>" * 5_000,
    ],
    ids=[
        "brackets",
        "links",
        "images",
        "quotes",
        "lists",
        "numbers",
        "both",
        "stars",
        "indents",
        "tags",
    ],
)
def test_deep_nesting_loses_no_word(source):
    plan = read(source)
    assert words_in_plan(plan) == words_of(source)
    assert sum("word" in html for html in htmls(plan))
    for html in htmls(plan):
        check_html(html)


def test_lists_nested_too_deeply_are_reported():
    assert (1, "nesting_flattened") in codes(read("- " * 40 + "word"))


def test_more_signs_than_can_be_read_are_kept_as_they_are():
    source = "[a][" * 200_000
    plan = read(source)
    assert codes(plan) == [(1, "too_much_markup")]
    assert words_in_plan(plan) == words_of(source)
