import pytest

from consult.drafts.importers import MAX_BYTES, UnreadablePlan, read_plan
from consult.drafts.importers.source import MAX_LINES
from tests.drafts.importers.reading import read, texts

pytestmark = pytest.mark.pure


def refusal(source):
    with pytest.raises(UnreadablePlan) as caught:
        read_plan(source)
    assert caught.value.sentence
    return caught.value.code


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"  \n\t\n",
        b"\xef\xbb\xbf",
        b"---\n---\n",
        b"---\ntitle: Plan\n---\n",
        b"---",
        b"# Plan",
    ],
    ids=["nothing", "spaces", "bom", "two rules", "front matter only", "a rule", "title only"],
)
def test_a_file_without_text_is_empty(source):
    assert refusal(source) == "empty"


@pytest.mark.parametrize(
    "source",
    [
        b"Plan\x00 of action",
        "Égalité".encode("latin-1"),
        bytes(range(256)),
        b"\x01\x02\x03\x04 Plan \x05\x06",
        "Plan".encode("utf-16-le"),
        b"\xff\xfeP",
    ],
    ids=["NUL", "latin-1", "all bytes", "controls", "UTF-16 without mark", "half UTF-16"],
)
def test_what_is_not_text_is_refused(source):
    assert refusal(source) == "not_text"


def test_five_megabytes_are_read_and_one_byte_more_is_not():
    source = b"x" * MAX_BYTES
    assert read_plan(source).sections
    assert refusal(source + b"x") == "too_large"


def test_more_lines_than_any_plan_has_are_refused():
    assert refusal(b"a\n" * (MAX_LINES + 1)) == "too_large"


def test_a_refusal_says_what_to_do():
    assert "Save the plan" in UnreadablePlan("not_text").sentence
    assert "right file" in UnreadablePlan("empty").sentence
    assert "split it" in UnreadablePlan("too_large").sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_usual_encodings_are_read(encoding):
    assert texts(read_plan("Écrire la loi, خطة".encode(encoding))) == ["<p>Écrire la loi, خطة</p>"]


def test_line_ends_of_windows_and_old_macs_are_line_ends():
    expected = texts(read("One.\n\nTwo."))
    assert texts(read("One.\r\n\r\nTwo.")) == expected
    assert texts(read("One.\r\rTwo.")) == expected


def test_a_few_control_characters_become_spaces():
    assert texts(read("A page\x0cbreak in a paragraph that is long enough.")) == [
        "<p>A page break in a paragraph that is long enough.</p>"
    ]
