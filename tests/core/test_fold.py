"""Letters that people take for the same, in every script; and how names are sorted."""

import pytest

from consult.core.folding import fold, letters_like, same_name, sort_key

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Évaluation", "evaluation"),
        ("e\u0301valuation", "evaluation"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ŒUVRE", "oeuvre"),
        ("ﬁnance", "finance"),
        ("Iğdır", "igdir"),
        ("İSTANBUL", "istanbul"),
        ("Łódź", "lodz"),
        ("O’Neill", "o'neill"),
        ("مُحَمَّد", "محمد"),  # vowel marks
        ("كتـــاب", "كتاب"),  # tatweel
        ("إلى أن آخر ٱلعام", "الي ان اخر العام"),  # alef, and alef maqsura
        ("مدرسة", "مدرسه"),  # ta marbuta
        ("مسؤول", "مسءول"),
        ("مسئول", "مسءول"),  # hamza on another seat
        ("٢٠٣٠", "2030"),
        ("۲۰۳۰", "2030"),
        ("کتاب", "كتاب"),  # as a Persian keyboard writes it
    ],
)
def test_forms_of_the_same_letter_are_one(written, folded):
    assert fold(written) == folded
    assert fold(folded) == folded


def test_a_letter_brings_all_that_fold_to_it():
    assert set("éÉeE") <= set(letters_like("e"))
    assert set("اأإآ") <= set(letters_like("ا"))
    assert letters_like("中") == "中"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élodie", "e\u0301lodie"),
        ("İnci", "i\u0307nci"),
        ("O’Neill", "o'neill"),
        ("علي", "علي"),
    ],
)
def test_a_name_is_the_same_however_it_is_composed(one, other):
    assert same_name(one) == same_name(other)


def test_a_name_without_its_accent_is_another():
    assert same_name("Lea") != same_name("Léa")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Eau", "éclair", "Élodie", "emma", "Zoé"]),
        ("es", ["llama", "luna", "nube", "ñandú", "oso"]),
        ("fr", ["ñandú", "nube", "nuit"]),  # elsewhere ñ is an n
        ("ar", ["أحمد", "باسم", "علي", "ليلى", "ياسر"]),
        ("en", ["Ana", "Ána", "Ann"]),
    ],
)
def test_names_stand_where_people_look_for_them(language, names):
    assert sorted({*names}, key=lambda name: sort_key(name, language)) == names
