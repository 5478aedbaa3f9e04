"""Listed words are found as whole words, however their letters are drawn."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.words import fold, look_alikes, readings, words
from consult.moderation.screening.listed_words import holds_listed

pytestmark = pytest.mark.pure

DISGUISES = {
    "capitals": "IMBÉCILE",
    "no accent": "imbecile",
    "accent apart": "imbe\u0301cile",
    "other accents": "ìmbêçïlè",
    "cyrillic letters": "\u0456mb\u00e9\u0441il\u0435",
    "cyrillic capitals": "\u0406\u041cB\u00c9\u0421ILE",
    "greek letters": "\u03b9mb\u00e9cil\u03b5",
    "cherokee and lisu letters": "im\ua4d0\u00e9ci\u13de\u0395",
    "wide letters": "\uff49\uff4d\uff42\uff45\uff43\uff49\uff4c\uff45",
    "bold letters": "\U0001d422\U0001d426\U0001d41b\U0001d41e\U0001d41c\U0001d422\U0001d425\U0001d41e",
    "zero-width space": "im\u200bb\u00e9\u200dci\u2060le",
    "soft hyphen": "im\u00adb\u00e9cile",
    "filler": "im\u115fb\u00e9\ufe0fcile",
    "piled marks": "i\u0336m\u0336b\u0336\u00e9\u0336c\u0336i\u0336l\u0336e\u0336",
    "capital i for l": "imb\u00e9ciIe",
    "elision": "l’imbécile",
    "underscores": "_imbécile_",
    "dots": "...imbécile!!!",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_listed_word_is_found_in_disguise(disguise):
    assert holds_listed(f"Quel {disguise} a écrit cela ?", ("Imbécile",))


@pytest.mark.parametrize(
    "innocent",
    ["imbéciles", "imbécilement", "simbécile", "im bécile", "imb3cile", "", "d’accord"],
)
def test_only_whole_words_are_found(innocent):
    assert not holds_listed(f"Il a dit {innocent} hier.", ("imbécile",))


def test_a_phrase_is_found_across_spaces_and_lines():
    assert holds_listed("Espèce,\n  d'IDIOT", ("espèce d’idiot",))
    assert not holds_listed("Espèce rare d'idiot", ("espèce d’idiot",))


def test_a_capital_that_looks_otherwise_than_its_small_letter_is_read_both_ways():
    assert holds_listed("\u039d\u0391\u0396\u0399", ("nazi",))  # all Greek
    assert holds_listed("\u039d\u03b9\u03ba\u03b7", ("\u03bd\u03b9\u03ba\u03b7",))  # Greek meant so


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("вор", "Это вор.".upper()),
        ("كلمة", "هذه كَلِمَة"),  # with the vowels that are mostly left out
        ("كلمة", "كـــلمة"),  # stretched
        ("كلمة", "\u06a9لمة"),  # from a Persian keyboard
        ("坏蛋", "你是坏蛋吗"),  # no spaces between words
    ],
)
def test_other_scripts_have_listed_words_too(listed, said):
    assert holds_listed(said, (listed,))


def test_vowels_that_are_marks_are_no_accents():
    """In Hindi a mark makes another word: ki is not ku."""
    assert words("कि") != words("कु")
    assert holds_listed("वह कि है", ("कि",))
    assert not holds_listed("वह कु है", ("कि",))


@pytest.mark.parametrize("nothing", [(), ("",), ("  ", "!!!", "\u200b")])
def test_an_empty_list_finds_nothing(nothing):
    assert not holds_listed("Quoi que ce soit ! \u200b", nothing)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.sampled_from("\u200b\u200d\u2060\u00ad\ufeff\u034f"), st.integers(0, 50))
def test_what_cannot_be_seen_changes_no_word(text, invisible, at):
    assert words(text[:at] + invisible + text[at:]) == words(text)


SPELT = "abcdefghijklmnopqrstuvwxyzéàçœ"
DRAWN = {}
for _code, _as in look_alikes()[0].items():
    DRAWN.setdefault(_as, [_as]).append(chr(_code))


@given(st.data())
def test_a_word_is_itself_whatever_its_letters_are_drawn_as(data):
    word = data.draw(st.text(SPELT, min_size=1, max_size=12))
    drawn = "".join(data.draw(st.sampled_from(DRAWN.get(letter, [letter]))) for letter in word)
    form = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    assert words(unicodedata.normalize(form, drawn)) == words(word)
    assert words(word) in readings(drawn.upper()) or drawn.upper().lower() != drawn


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text):
    for reading in readings(text):
        assert all(reading)
        assert not any(letter.isspace() for word in reading for letter in word)
