"""Quoted words are found by their words and surroundings, and followed from version to version."""

import random
import time

import pytest

from consult.threads.quotes import (
    Fate,
    Quote,
    Revision,
    Span,
    find,
    find_again,
    quote_at,
    squash,
)

pytestmark = pytest.mark.pure

TEXT = "Publier le registre avant mars. Ouvrir le registre à tous. Fermer le registre en mai."


def test_white_space_and_letters_are_made_the_same():
    assert squash("  une\xa0anne\u0301e\n\n\tde  plus ") == "une année de plus"


def test_a_place_is_told_by_its_words_and_what_surrounds_them():
    assert quote_at(TEXT, Span(42, 50)) == Quote(
        exact="registre",
        prefix=" registre avant mars. Ouvrir le ",
        suffix=" à tous. Fermer le registre en m",
    )


def test_the_first_place_has_nothing_before_it():
    assert quote_at("Un deux", Span(0, 2)) == Quote("Un", "", " deux")


# Finding


@pytest.mark.parametrize(
    ("quote", "start"),
    [
        (Quote("registre"), 11),
        (Quote("registre", prefix="Ouvrir le "), 42),
        (Quote("registre", prefix="Ouvrir le"), 42),
        (Quote("registre", suffix=" en mai"), 69),
        (Quote("registre", suffix="en  mai"), 69),
        (Quote("registre", prefix="tout autre ", suffix=" chose"), 11),
        (Quote("registre", prefix="avant mars. Ouvrir le\n", suffix="\nà tous"), 42),
        (Quote("  avant\nmars "), 20),
        (Quote("gistre a"), 13),
    ],
)
def test_words_are_found_where_their_surroundings_agree(quote, start):
    assert find(quote, TEXT) == Span(start, start + len(squash(quote.exact)))


@pytest.mark.parametrize("exact", ["", " ", "Registre", "registre avant avril", "mars ."])
def test_other_words_are_not_found(exact):
    assert find(Quote(exact), TEXT) is None


def test_words_are_found_however_their_letters_are_composed():
    assert find(Quote("anne\u0301e"), "une\nannée") == Span(4, 9)
    assert find(Quote("année"), "une\nanne\u0301e") == Span(4, 9)


def test_words_that_overlap_themselves_are_found():
    assert find(Quote("na na", prefix="na "), "na na na") == Span(3, 8)


# Finding again


@pytest.mark.parametrize(
    ("quote", "start"),
    [
        (Quote("avant mars"), 20),
        (Quote("avant mars", prefix="tout autre", suffix="chose"), 20),
        (Quote("registre", prefix="Ouvrir le ", suffix=" à tous"), 42),
        (Quote("registre", prefix="Ouvrir le ", suffix=" partout"), 42),
        (Quote("registre", prefix="le ", suffix=" à tous"), 42),
    ],
)
def test_words_that_came_back_are_found_if_there_is_no_doubt(quote, start):
    assert find_again(quote, TEXT) == Span(start, start + len(quote.exact))


@pytest.mark.parametrize(
    "quote",
    [
        Quote("registre"),
        Quote("registre", prefix="le ", suffix=" partout"),
        Quote("registre", prefix="Ouvrir le ", suffix=" en mai"),
        Quote("jamais"),
        Quote(""),
    ],
)
def test_words_that_may_be_others_are_not_found_again(quote):
    assert find_again(quote, TEXT) is None


# Following


def followed(before, exact, after, nth=0):
    """Return what became of the nth place of some words, and those words where they stand now."""
    start = -1
    for _ in range(nth + 1):
        start = before.index(exact, start + 1)
    fate, span = Revision(before, after).follow(Span(start, start + len(exact)))
    if span:
        assert after[span.start : span.end] == exact
    return fate, span and span.start


def test_words_of_an_unchanged_text_are_kept():
    assert followed(TEXT, "registre", TEXT, nth=1) == (Fate.KEPT, 42)


def test_words_far_from_a_change_are_kept():
    after = f"Avant tout : {TEXT}"
    assert followed(TEXT, "registre", after, nth=2) == (Fate.KEPT, 82)


def test_words_beside_a_change_have_new_surroundings():
    after = TEXT.replace("Ouvrir le", "Montrer le")
    assert followed(TEXT, "registre", after, nth=1) == (Fate.MOVED, 43)


def test_words_that_stand_elsewhere_have_moved():
    after = "Fermer le registre en mai. Publier le registre avant mars. Ouvrir le registre à tous."
    assert followed(TEXT, "registre en mai", after) == (Fate.MOVED, 10)


def test_a_word_in_a_passage_that_moved_goes_with_it():
    before = (
        "Publier le budget. Le comité lit chaque rapport du ministère. Le comité publie son avis."
    )
    after = (
        "Le comité publie son avis. Publier le budget. Le comité lit chaque rapport du ministère."
    )
    assert followed(before, "comité", after, nth=1) == (Fate.MOVED, 3)


def test_altered_words_have_changed():
    after = TEXT.replace("avant mars", "avant juin")
    assert followed(TEXT, "registre avant mars", after) == (Fate.CHANGED, None)


def test_deleted_words_are_gone():
    after = "Publier le registre avant mars. Fermer le registre en mai."
    assert followed(TEXT, "à tous", after) == (Fate.GONE, None)


def test_deleted_words_are_not_taken_for_the_same_words_elsewhere():
    # Comments drifted to other words in CONSUL (its issue 5529).
    after = "Publier le registre avant mars. Fermer le registre en mai."
    assert followed(TEXT, "registre", after, nth=1)[1] is None


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_of_equal_sentences_none_is_guessed(nth):
    before, after = "Oui. Oui. Oui.", "Oui. Oui."
    assert followed(before, "Oui", after, nth=nth) == (Fate.CHANGED, None)


def test_a_copy_beside_the_quoted_words_leaves_a_doubt():
    before = "Un mot. Le plan est lu. Fin."
    after = "Un mot. Le plan est lu. Le plan est lu. Fin."
    assert followed(before, "plan est", after) == (Fate.CHANGED, None)


def test_a_copy_beside_the_quoted_words_leaves_a_doubt_though_more_was_changed():
    before = "Un mot court. Le plan est lu. Fin."
    after = "Un mot long. Le plan est lu. Le plan est lu. Fin."
    assert followed(before, "plan est", after) == (Fate.CHANGED, None)


def test_a_copy_elsewhere_leaves_none():
    before = "Un mot court. Le plan est lu. Fin du texte. Rien."
    after = "Un mot long. Le plan est lu. Fin du texte. Le plan est lu. Rien."
    assert followed(before, "plan est", after) == (Fate.MOVED, 16)


def test_a_word_between_rewritten_ones_is_not_taken_for_its_like():
    before = "Le plan de gestion est lu. Il parle de tout."
    after = "Le projet de vie est lu. Il parle de tout."
    assert followed(before, "de", after) == (Fate.CHANGED, None)


def test_words_that_the_order_gives_to_one_place_and_the_passage_to_another_are_not_guessed():
    before, after = "de tout ce qui est dit", "de cela et de tout ce qui est dit"
    assert followed(before, "de", after) == (Fate.CHANGED, None)


def test_part_of_a_word_is_followed():
    before, after = "Le plan climatique est lu.", "Tout le plan climatique est lu."
    assert followed(before, "climat", after) == (Fate.MOVED, 13)
    assert followed(before, "tique est l", after) == (Fate.MOVED, 18)


def test_part_of_a_word_that_changed_is_found_in_the_new_word():
    assert followed("Le plan climatique.", "climat", "Le plan climatisé.") == (Fate.MOVED, 8)


def test_arabic_words_are_followed():
    before = "تنشر الوزارة البيانات قبل مارس. تنشر الوزارة التقرير."
    after = "تنشر الوزارة الميزانية. تنشر الوزارة البيانات قبل مارس. تنشر الوزارة التقرير كل سنة."
    assert followed(before, "الوزارة", after, nth=1)[1] == after.index("الوزارة التقرير")
    assert followed(before, "البيانات قبل مارس", after)[1] == after.index("البيانات قبل مارس")


def test_words_of_a_text_without_spaces_are_followed():
    before, after = "政府在三月公布数据。公民可以评论。", "公民可以评论。政府在六月公布数据。"
    assert followed(before, "公民可以", after) == (Fate.MOVED, 0)
    assert followed(before, "三月", after)[1] is None


def test_white_space_alone_is_no_quote():
    assert Revision("un deux", "un trois").follow(Span(2, 3)) == (Fate.GONE, None)


def test_a_text_that_is_gone_takes_its_quotes_along():
    assert followed(TEXT, "registre", "") == (Fate.GONE, None)


def test_many_quotes_of_a_long_section_are_followed_in_a_moment():
    chosen = random.Random(5)  # noqa: S311 - the same text each time
    vocabulary = [f"mot{at}" for at in range(300)] + ["de", "la", "le", "."] * 30
    words = chosen.choices(vocabulary, k=3000)
    before = " ".join(words)
    for _ in range(40):
        at = chosen.randrange(len(words))
        words[at : at + 2] = chosen.choices(vocabulary, k=3)
    started = time.process_time()
    revision = Revision(before, " ".join(words))
    for _ in range(500):
        start = chosen.randrange(len(before) - 100)
        revision.follow(Span(start, start + chosen.randrange(1, 100)))
    assert time.process_time() - started < 1.0
