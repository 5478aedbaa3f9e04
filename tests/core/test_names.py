"""Names that may be taken for one another are one name; different names stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.names import folded, mixes_scripts
from consult.core.signs import is_badge_like
from consult.core.text import Empty, clean_name

pytestmark = pytest.mark.pure

ALIKE = {
    "letter case": ("Inès", "INÈS"),
    "accents": ("Inès", "Ines"),
    "accents apart": ("Inès", "Ine\u0300s"),
    "a small l for a capital i": ("Inès", "lnès"),
    "a capital i for a small l": ("Paul", "PauI"),
    "a figure for a letter": ("Olga", "0lga"),
    "a stroke for a letter": ("Alice", "A|ice"),
    "two letters for one": ("Modern", "Modem"),
    "cyrillic letters": ("Ravi", "R\u0430vi"),
    "all cyrillic": ("paypal", "\u0440\u0430\u0443\u0440\u0430l"),
    "cyrillic capitals": ("BOB", "\u0412\u041e\u0412"),
    "greek letters": ("Nino", "\u039dino"),
    "wide letters": ("Zoé", "\uff3aoé"),
    "bold letters": ("Zoe", "\U0001d419\U0001d428\U0001d41e"),
    "letters in circles": ("Zoe", "\u24cf\u24de\u24d4"),
    "spaces and full stops": ("Maïa L.", "M aïa-l"),
    "zero-width characters": ("Ravi", "Ra\u200bv\u2060i"),
    "arabic vowel marks": ("\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u0651\u062f"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_names_that_look_or_sound_the_same_are_alike(one, other):
    assert folded(one).is_like(folded(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elia", "Ella"),
        ("Ali", "All"),
        ("Ravi", "Rami"),
        ("王伟", "王健"),
        ("नमस्ते", "नमस्ता"),
        ("Иван", "Игнат"),
        ("Zoé 1", "Zoé 2"),
        ("?!", "!?"),
    ],
)
def test_other_names_are_other_names(one, other):
    assert not folded(one).is_like(folded(other))


@pytest.mark.parametrize(
    "name",
    [
        "Иван Петров",
        "Иван (Ivan)",
        "Ελένη Kostas",
        "東京Tokyo",
        "さくら桜サクラ",
        "한국人A",
        "محمد Ali",
        "Zoé-Anaïs d’Été",
        "αβγ",
        "नमस्ते",
        "marcel_du_quai",
    ],
)
def test_a_name_in_one_script_or_beside_latin_passes(name):
    assert not mixes_scripts(name)


@pytest.mark.parametrize(
    "name", ["Iv\u0430n", "p\u0430ypal", "\u03a9mega", "Ma\u0457a", "\uab70li"]
)
def test_a_word_that_mixes_scripts_which_look_alike_does_not(name):
    assert mixes_scripts(name)


@given(st.text(min_size=1, max_size=60))
def test_any_text_folds_to_something_that_fits_and_is_like_itself(text):
    once = folded(text)
    assert len(once.said) <= 240
    assert once == folded(text)
    assert folded(text.upper()).is_like(folded(text.upper().swapcase().upper()))


SIGNS = "✓✔☑✅🛡⬛■□●○•‣★☆♛🏛🏴⚖†‡※▲▶◆✪❇️🔵🟦🆗㊣\ue000\U0001f3fb"


@pytest.mark.parametrize("sign", [one for one in SIGNS if one != "\ufe0f"])
def test_signs_that_could_be_a_badge_are_left_out_of_names(sign):
    """A badge is tied to a membership: no name wears one."""
    assert is_badge_like(sign)
    assert clean_name(f"{sign} Inès {sign}{sign}", limit=60) == "Inès"
    with pytest.raises(Empty):
        clean_name(sign * 3, limit=60)


def test_what_names_are_written_with_stays():
    for name in ("Zoé-Anaïs d’Été", "L·L", "C+", "Assoc. & Cie", "नमस्ते", "マリア・ロペス", "Nº 5"):
        assert clean_name(name, limit=60) == name
