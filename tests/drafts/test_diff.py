"""A difference of two texts can be read, heard and trusted: it loses no letter of either."""

import random
import time
from itertools import pairwise
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.drafts.alignment import split, words
from consult.drafts.diff import (
    Op,
    SectionStatus,
    SectionText,
    Segment,
    compare,
    difference,
    from_json,
    to_json,
)

pytestmark = pytest.mark.pure


@given(st.text(alphabet="aé\u0301\u200d国文 \n\t.,!_’2", max_size=60))
@example("Un mot,\nun  autre. ")
def test_words_split_at_once_are_those_found_one_by_one(text):
    assert list(zip(*split(text), strict=True)) == words(text)


def told(before, after):
    return to_json(difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("Un mot.", "Un mot.", [["=", "Un mot."]]),
        ("", "Un mot.", [["+", "Un mot."]]),
        ("Un mot.", "", [["-", "Un mot."]]),
        ("a b", "a  b", [["=", "a "], ["+", " "], ["=", "b"]]),
        (
            "Publier avant mars 2026.",
            "Publier avant juin 2026.",
            [["=", "Publier avant "], ["-", "mars"], ["+", "juin"], ["=", " 2026."]],
        ),
        (
            "L’action : « ouvrir » !",
            "L’action : « fermer » !",
            [["=", "L’action : « "], ["-", "ouvrir"], ["+", "fermer"], ["=", " » !"]],
        ),
        (
            "تنشر الوزارة البيانات قبل مارس، كل سنة.",
            "تنشر الوزارة البيانات قبل يونيو، كل سنة.",
            [
                ["=", "تنشر الوزارة البيانات قبل "],
                ["-", "مارس"],
                ["+", "يونيو"],
                ["=", "، كل سنة."],
            ],
        ),
        (
            "政府在三月公布数据。",
            "政府在六月公布所有数据。",
            [
                ["=", "政府在"],
                ["-", "三"],
                ["+", "六"],
                ["=", "月公布"],
                ["+", "所有"],
                ["=", "数据。"],
            ],
        ),
    ],
)
def test_words_that_changed_are_told(before, after, expected):
    assert told(before, after) == expected


def test_a_word_with_marks_is_one_word():
    assert told("كِتَاب جديد", "كِتَابٌ جديد") == [["-", "كِتَاب"], ["+", "كِتَابٌ"], ["=", " جديد"]]


def test_a_new_paragraph_begins_where_it_is_read():
    assert told("Un.\n\nTrois.", "Un.\n\nDeux.\n\nTrois.") == [
        ["=", "Un.\n\n"],
        ["+", "Deux.\n\n"],
        ["=", "Trois."],
    ]


def test_a_new_sentence_is_not_cut_in_two():
    assert told("Le plan est court. Le plan est lu.", "Le plan est court. Le plan est long. Le plan est lu.") == [
        ["=", "Le plan est court. "],
        ["+", "Le plan est long. "],
        ["=", "Le plan est lu."],
    ]  # fmt: skip


def test_a_rewritten_text_is_one_deletion_and_one_insertion():
    before = "Le ministère publie la liste des marchés publics chaque année"
    after = "Un registre est ouvert à tous dans la capitale et les régions par décret"
    assert told(before, after) == [["-", before], ["+", after]]


def test_changes_about_a_single_short_word_are_one_change():
    assert told("Le rapport de mars est lu.", "Le bilan de juin est lu.") == [
        ["=", "Le "],
        ["-", "rapport de mars"],
        ["+", "bilan de juin"],
        ["=", " est lu."],
    ]


def test_a_sentence_between_two_changes_stays():
    kept = ". Elle garde son avis et le rend public. "
    assert told(f"Un deux{kept}Trois quatre.", f"Cinq six{kept}Sept huit.") == [
        ["-", "Un deux"],
        ["+", "Cinq six"],
        ["=", kept],
        ["-", "Trois quatre"],
        ["+", "Sept huit"],
        ["=", "."],
    ]


WORDS = st.sampled_from(
    ["le", "plan", "de", "l’eau", ",", ".", "«", "سنة", "كِتاب", "政", "府", "🙂", "a\u0301"]
)
SPACES = st.sampled_from([" ", " ", " ", "", "\n", "\n\n", "\xa0", "\t"])
TEXTS = st.lists(st.one_of(WORDS, SPACES), max_size=40).map("".join)


@given(st.one_of(TEXTS, st.text(max_size=30)), st.one_of(TEXTS, st.text(max_size=30)))
@example("a b a", "b a b")
@settings(deadline=None)
def test_no_letter_is_lost_and_none_invented(before, after):
    segments = difference(before, after)
    assert "".join(text for op, text in segments if op != Op.INSERTED) == before
    assert "".join(text for op, text in segments if op != Op.DELETED) == after
    assert all(text for _, text in segments)
    assert all(one.op != other.op for one, other in pairwise(segments))
    assert from_json(to_json(segments)) == segments


def long_text(words, seed):
    chosen = random.Random(seed)  # noqa: S311 - the same texts each time
    return " ".join(chosen.choices(words, k=20_000 // (len(words[0]) + 1)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (long_text([f"mot{at:03}" for at in range(900)], 1), long_text([f"mot{at:03}" for at in range(900)], 2)),
        (long_text(["a", "b"], 1), long_text(["a", "b"], 2)),
        (long_text(["a", "b", ".", "c"], 1), long_text(["a", "b", ".", "c"], 2)),
        (long_text(list("政府开放数据计划公民"), 1).replace(" ", ""), long_text(list("政府开放数据计划公民"), 2).replace(" ", "")),
        ("a " * 10_000, "a " * 9_999),
        ("x" * 20_000, "y" * 20_000),
        ("\n" * 20_000, " " * 20_000),
    ],
    ids=["words", "two letters", "short sentences", "no spaces", "one word", "no words", "space"],
)  # fmt: skip
def test_long_texts_are_compared_in_a_moment(before, after):
    # 20,000 characters, and the worst that can be said in them: 0.3 s; comparing each word with
    # each takes minutes. Wide enough that no busy machine fails it.
    started = time.process_time()
    segments = difference(before, after)
    assert time.process_time() - started < 10
    assert "".join(text for op, text in segments if op != Op.INSERTED) == before


def test_a_small_change_in_a_long_text_without_spaces_stays_small():
    text = long_text(list("政府开放数据计划公民社会部门法律发布年度报告"), 3).replace(" ", "")
    changed = f"{text[:4000]}新{text[4000:9000]}{text[9003:]}"
    assert [len(one) for op, one in difference(text, changed) if op != Op.SAME] == [1, 3]


# Sections

KEYS = {name: UUID(int=at) for at, name in enumerate("abcdef")}


def sections(**texts):
    return [SectionText(KEYS[name], name, text) for name, text in texts.items()]


def fates(before, after):
    return [(change.title, change.status.value) for change in compare(before, after)]


def test_sections_are_followed_by_their_keys():
    before = sections(a="un", b="deux", c="trois", d="quatre")
    after = sections(a="un", e="cinq", c="trois fois", d="quatre")
    assert fates(before, after) == [
        ("a", "same"),
        ("b", "removed"),
        ("e", "added"),
        ("c", "changed"),
        ("d", "same"),
    ]


def test_only_the_section_that_moved_is_said_to_have_moved():
    before = sections(a="un", b="deux", c="trois", d="quatre")
    after = sections(d="quatre", a="un", b="deux", c="trois")
    assert fates(before, after) == [("d", "moved"), ("a", "same"), ("b", "same"), ("c", "same")]


def test_a_change_of_words_counts_for_more_than_a_move():
    assert fates(sections(a="un", b="deux"), sections(b="deux fois", a="un"))[0] == ("b", "changed")


def test_removed_sections_stay_in_their_row():
    before = sections(a="un", b="deux", c="trois", d="quatre")
    assert fates(before, sections(d="quatre")) == [
        ("a", "removed"),
        ("b", "removed"),
        ("c", "removed"),
        ("d", "same"),
    ]


def test_a_new_title_is_a_change():
    before = [SectionText(KEYS["a"], "Registre", "un")]
    after = [SectionText(KEYS["a"], "Registres", "un")]
    assert [(change.title, change.status) for change in compare(before, after)] == [
        ("Registres", SectionStatus.CHANGED)
    ]


def test_what_a_section_lost_and_won_is_told():
    added, removed = compare(sections(b="deux"), sections(a="un"))[::-1]
    assert (added.segments, removed.segments) == (
        [Segment(Op.INSERTED, "un")],
        [Segment(Op.DELETED, "deux")],
    )


# As it is shown


def shown(before, after):
    segments = difference(before, after)
    return render_to_string("drafts/components/difference.html", {"segments": segments})


@pytest.fixture(autouse=True)
def english():
    """What is said to screen readers is compared in English."""
    with translation.override("en"):
        yield


def test_a_screen_reader_hears_where_changes_begin_and_end():
    assert shown("avant mars.", "avant juin.").strip() == (
        '<div class="difference">avant '
        '<del><span class="visually-hidden">deleted: </span>mars'
        '<span class="visually-hidden"> end of deletion</span></del>'
        '<ins><span class="visually-hidden">inserted: </span>juin'
        '<span class="visually-hidden"> end of insertion</span></ins>.</div>'
    )


def test_lines_are_kept():
    assert "Un.\n\n<ins>" in shown("Un.\n\nTrois.", "Un.\n\nDeux.\n\nTrois.")


def test_hostile_words_are_shown_and_not_run():
    # Proposed wording is people's text (the lesson of CVE-2026-23891).
    html = shown("un", "<script>alert(1)</script>")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
