"""Near-copies are found by a few numbers, and what only speaks of the same is not."""

import os
import subprocess
import sys
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.core.words import words
from consult.moderation.screening.near_copies import BANDS, LEAST_SHARED, LEAST_WORDS, bands_of

VOCABULARY = words("""
plan ville eau air santé école budget citoyen loi projet mesure date rapport
commune service public accès données action suivi indicateur région climat transport logement emploi
jeune consultation réponse délai ministère association terrain forêt fleuve énergie prix contrôle le
la les de du des un une et ou mais pour par avec
sans sur dans est sont doit peut faut
""")
LETTER = (
    "Je demande que le ministère publie chaque trimestre le calendrier des travaux, le nom des "
    "entreprises retenues et le montant des marchés, dans un format que chacun peut relire, afin "
    "que les habitants de la vallée sachent ce qui est décidé en leur nom et à quel prix."
)


def shared(one, other):
    return len(set(bands_of(words(one))) & set(bands_of(words(other))))


def are_near(one, other):
    return shared(one, other) >= LEAST_SHARED


def test_the_same_words_share_all_bands_whatever_their_dress():
    dressed = LETTER.upper().replace("A", "\u0410").replace(" ", "\u200b  ").replace(",", " !")
    assert shared(LETTER, dressed) == BANDS


def test_a_letter_signed_by_another_is_near():
    assert are_near(LETTER, f"Bonjour, {LETTER} Jeanne, de Valmorin")


def test_another_letter_on_the_same_matter_is_not_near():
    other = (
        "Le calendrier des travaux et le montant des marchés sont déjà publiés par le ministère ; ce "
        "qui manque aux habitants de la vallée, ce sont des réponses, chaque trimestre, dans un "
        "format que chacun peut comprendre, et le nom de ceux qui décident."
    )
    assert not are_near(LETTER, other)


def test_short_texts_have_no_bands():
    for text in ("D'accord.", "+1", "", "Je soutiens entièrement cette proposition, merci à vous."):
        assert bands_of(words(text)) == []
    assert len(bands_of(["mot"] * LEAST_WORDS)) == BANDS


def test_bands_fit_a_database_and_are_the_same_in_every_process():
    bands = bands_of(words(LETTER))
    assert all(-(2**63) <= band < 2**63 for band in bands)
    script = (
        "import sys, django; django.setup();"
        "from consult.moderation.screening.near_copies import bands_of;"
        "sys.stdout.write(repr(bands_of(sys.argv[1].split())))"
    )
    other = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, " ".join(words(LETTER))],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert other.stdout == repr(bands), other.stderr


texts = st.integers(0, 2**32).map(lambda seed: Random(seed).choices(VOCABULARY, k=150))  # noqa: S311


@given(texts, st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_a_small_edit_of_a_long_text_is_found(text, seed):
    """Of a hundred and fifty words, two replaced and one added, wherever."""
    chance, edited = Random(seed), list(text)  # noqa: S311
    for _ in range(2):
        edited[chance.randrange(len(edited))] = "autre"
    edited.insert(chance.randrange(len(edited)), "vraiment")
    assert are_near(" ".join(text), " ".join(edited))


@given(texts, texts)
@settings(max_examples=60, deadline=None)
def test_unrelated_texts_of_one_vocabulary_are_not_found(text, other):
    if text != other:
        assert not are_near(" ".join(text), " ".join(other))
