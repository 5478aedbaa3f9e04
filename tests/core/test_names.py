"""Names, optional texts, and the plain words of what was cleaned."""

import pytest

from consult.core.text import Empty, TooLong, clean_name, clean_optional, plain

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Maïa   L. ", "Maïa L."),
        ("Maïa\nL.", "Maïa L."),
        ("Maïa\u00a0L.", "Maïa L."),
        ("Mai\u0308a", "Maïa"),
        ("Ra\u200bvi", "Ravi"),
        ("Ravi\u202e", "Ravi"),
        ("\u2067Ravi", "Ravi"),
        ("Ravi\u3164", "Ravi"),
        ("Ravi\ufe0f", "Ravi"),
        ("R\u034favi", "Ravi"),
        ("سلمى", "سلمى"),
        ("<b>Ravi</b>", "<b>Ravi</b>"),
    ],
)
def test_a_name_is_one_line_that_hides_nothing(typed, kept):
    """CVE-2026-23891: names are hostile text. Two that look the same are the same."""
    assert clean_name(typed, limit=60) == kept


@pytest.mark.parametrize("typed", ["", "\u200b", "\u3164\u3164", " \n ", "\u2800"])
def test_a_name_that_nobody_sees_is_none(typed):
    with pytest.raises(Empty):
        clean_name(typed, limit=60)


def test_a_name_has_an_end():
    with pytest.raises(TooLong):
        clean_name("a" * 61, limit=60)


def test_an_optional_text_may_be_empty_but_not_endless():
    assert clean_optional(" \u200b ", limit=10) == ""
    assert clean_optional(" a\r\nb ", limit=10) == "a\nb"
    with pytest.raises(TooLong):
        clean_optional("a" * 11, limit=10)


def test_plain_words_have_a_line_a_block_and_no_markup():
    html = "<h3>Un</h3><p>deux &amp; <b>trois</b><br/>quatre</p><ul><li>cinq</li></ul>"
    assert plain(html) == "Un\ndeux & trois\nquatre\ncinq"
