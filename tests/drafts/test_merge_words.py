"""Two changes of one text are put together by word: nothing is lost, nothing stands twice."""

import random
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.drafts.merging import Origin, merge

pytestmark = pytest.mark.pure

WORDS = st.sampled_from(
    ["le", "plan", "de", "l’eau", ",", ".", "«", "سنة", "كِتاب", "政", "府", "🙂", "a\u0301"]
)
SPACES = st.sampled_from([" ", " ", " ", "", "\n", "\n\n", "\xa0", "\t"])
TEXTS = st.one_of(
    st.lists(st.one_of(WORDS, SPACES), max_size=30).map("".join), st.text(max_size=20)
)


def told(base, ours, theirs):
    """Return the parts that are not the same in all three texts."""
    parts = merge(base, ours, theirs).parts
    return [
        (part.origin.value, part.base, part.ours, part.theirs)
        for part in parts
        if part.origin is not Origin.SAME
    ]


def merged(base, ours, theirs):
    found = merge(base, ours, theirs)
    assert not found.conflicts
    return found.text()


# What people see


def test_changes_in_different_places_come_together():
    base = "Le ministère publie la liste de tous les marchés chaque année."
    ours = "Le ministère publie la liste complète de tous les marchés chaque année."
    theirs = "Le ministère publie la liste de tous les marchés chaque trimestre."
    assert merged(base, ours, theirs) == (
        "Le ministère publie la liste complète de tous les marchés chaque trimestre."
    )
    assert told(base, ours, theirs) == [
        ("ours", "", "complète ", ""),
        ("theirs", "année", "année", "trimestre"),
    ]


def test_the_same_words_changed_in_two_ways_are_a_conflict():
    base, ours, theirs = "Avant mars 2027, tout.", "Avant juin 2027, tout.", "Avant mai 2027, tout."
    assert told(base, ours, theirs) == [("conflict", "mars", "juin", "mai")]
    found = merge(base, ours, theirs)
    assert (found.text(Origin.OURS), found.text(Origin.THEIRS)) == (ours, theirs)


def test_what_one_side_deletes_and_the_other_changes_is_a_conflict():
    assert told("un deux trois", "un trois", "un dos trois") == [("conflict", "deux ", "", "dos ")]


def test_two_insertions_at_one_place_are_a_conflict():
    assert told("un deux", "un ici deux", "un là deux") == [("conflict", "", "ici ", "là ")]


def test_a_change_that_both_made_is_made_once():
    assert told("a b c d", "a x c d", "a x c d e") == [
        ("both", "b", "x", "x"),
        ("theirs", "", "", " e"),
    ]
    assert merged("a b c d", "a x c d", "a x c d e") == "a x c d e"


def test_white_space_alone_is_no_conflict():
    assert merged("un deux trois", "un  deux trois", "un dos trois") == "un dos trois"
    assert merged("un deux trois", "un\xa0deux trois", "un  deux trois quatre").endswith(" quatre")


def test_a_new_line_counts_as_a_change():
    assert merge("Un. Deux. Trois.", "Un.\nDeux. Trois.", "Un. Dos. Trois.").conflicts
    base = "Un.\nDeux.\nLe plan."
    assert merged(base, "Un.\nLe plan.", "Un.\nDeux.\nLe projet.") == "Un.\nLe projet."


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (
            "تنشر الوزارة البيانات قبل مارس، كل سنة.",
            "تنشر الوزارة البيانات قبل يونيو، كل سنة.",
            "تنشر الوزارة كل البيانات قبل مارس، كل سنة.",
            "تنشر الوزارة كل البيانات قبل يونيو، كل سنة.",
        ),
        (
            "政府在三月公布数据。",
            "政府在六月公布数据。",
            "政府在三月公布所有数据。",
            "政府在六月公布所有数据。",
        ),
    ],
)
def test_scripts_of_all_kinds_are_merged(base, ours, theirs, expected):
    assert merged(base, ours, theirs) == expected


# Laws


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_what_one_side_alone_changed_is_taken_as_it_is(base, changed):
    assert merged(base, base, changed) == changed
    assert merged(base, changed, base) == changed
    assert merged(base, changed, changed) == changed


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_the_parts_are_the_three_texts(base, ours, theirs):
    parts = merge(base, ours, theirs).parts
    assert "".join(part.base for part in parts) == base
    assert "".join(part.ours for part in parts) == ours
    assert "".join(part.theirs for part in parts) == theirs


OTHER_SIDE = {Origin.OURS: Origin.THEIRS, Origin.THEIRS: Origin.OURS}


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_no_side_is_preferred(base, ours, theirs):
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert [
        (OTHER_SIDE.get(part.origin, part.origin), part.base, part.theirs, part.ours)
        for part in one.parts
    ] == [(part.origin, part.base, part.ours, part.theirs) for part in other.parts]
    assert one.text(Origin.OURS).split() == other.text(Origin.THEIRS).split()


@st.composite
def edits(draw):
    """Return a text of words that are all different, and two changes of it."""
    base = [f"w{at}" for at in range(draw(st.integers(0, 12)))]

    def changed(name):
        found = []
        for at, word in enumerate([*base, None]):
            if draw(st.integers(0, 5)) == 0:
                found.append(f"{name}{at}")
            if word and draw(st.integers(0, 5)):
                found.append(word)
        return found

    return base, changed("ours"), changed("theirs")


@given(edits(), st.sampled_from([" ", "\n", "  "]))
@settings(deadline=None)
def test_each_word_put_in_is_there_once_and_each_taken_out_is_gone(edits, space):
    base, ours, theirs = edits
    found = merge(*(space.join(side) for side in edits))
    for lead, side, other in ((Origin.OURS, ours, theirs), (Origin.THEIRS, theirs, ours)):
        result = found.text(lead).split()
        assert max(Counter(result).values(), default=1) == 1
        # The side that conflicts are given to has all its changes, and its order.
        assert {word for word in result if word in side or word in base} <= set(side)
        assert set(side) - set(base) <= set(result)
        assert [word for word in result if word in side] == [
            word for word in side if word in result
        ]
        if not found.conflicts:
            kept = {word for word in base if word in side and word in other}
            assert set(result) == kept | (set(side) | set(other)) - set(base)
            assert [word for word in result if word in other] == [
                word for word in other if word in result
            ]


def shuffled(words, seed, length=20_000):
    chosen = random.Random(seed)  # noqa: S311 - the same texts each time
    return " ".join(chosen.choices(words, k=length // (len(words[0]) + 1)))


@pytest.mark.parametrize(
    "words",
    [[f"mot{at:03}" for at in range(900)], list("ab.c"), ["a"]],
    ids=["many", "four", "one"],
)
def test_long_texts_are_merged_in_a_moment(words):
    # 20,000 letters of which no text has much of another: 0.5 s, a real edit takes 0.1 s. Wide
    # enough that no busy machine fails it.
    base, ours, theirs = (shuffled(words, seed) for seed in range(3))
    started = time.thread_time()
    found = merge(base, ours, theirs)
    assert time.thread_time() - started < 10
    assert "".join(part.theirs for part in found.parts) == theirs
