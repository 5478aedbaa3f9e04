"""Sections and paragraphs of one text in two languages: paired by place, number and length."""

import pytest

from consult.drafts.counterparts import (
    JoinedParagraphs,
    Shape,
    Uneven,
    UnevenParagraphs,
    are_one_to_one,
    beads,
    check_shapes,
    in_step,
    keyed_like,
    paired,
)
from consult.drafts.importers import Heading, ImportedPlan, Text

pytestmark = pytest.mark.pure


def heading(label, level="2"):
    return Shape("heading", level, label)


def text(label="Des mots."):
    return Shape("text", "", label)


@pytest.mark.parametrize(
    ("source", "other", "place"),
    [
        ([heading("Article 1"), text()], [heading("Article 1")], 2),
        ([heading("Article 1")], [heading("Article 1"), text()], 2),
        ([text(), heading("Un", "2")], [text(), heading("One", "3")], 2),
        ([text()], [heading("One")], 1),
        ([heading("Article 2")], [heading("المادة 3")], 1),
        ([heading("Article ٢")], [heading("المادة 3")], 1),
    ],
)
def test_texts_that_part_are_refused_at_the_first_place(source, other, place):
    with pytest.raises(Uneven) as refusal:
        check_shapes(source, other)
    assert refusal.value.data["place"] == place
    assert "%(" not in str(refusal.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Article premier", "Article 1"),
        ("Article 2", "المادة ٢"),
        ("12. Ouvrir", "12) Open"),
        ("En 2027-2029", "In 2027-2029"),
    ],
)
def test_numbers_are_those_of_any_script(one, other):
    check_shapes([heading(one)], [heading(other)])


def test_paragraphs_pair_by_their_length():
    assert beads([100, 40, 90], [110, 45, 95]) == [(1, 1)] * 3
    assert beads([100, 200], [105, 95, 110]) == [(1, 1), (1, 2)]
    assert beads([100, 200, 30, 60], [105, 95, 110, 90]) == [(1, 1), (1, 2), (2, 1)]
    assert beads([10] * 20, [100, 100]) == []
    assert not are_one_to_one([300, 20, 300, 150, 150], [300, 320, 20, 280, 130][::-1])


def pair(source, other, is_prose=True):
    return paired(source, other, is_prose=is_prose, place=3, label="Préambule")


def test_what_is_said_in_several_paragraphs_become_lines_of_one():
    assert pair(["a" * 50, "b" * 50], ["c" * 50, "d" * 25, "e" * 25]) == [
        "c" * 50,
        f"{'d' * 25}<br/>{'e' * 25}",
    ]
    assert pair(["tout"], ["one", "two", "three"]) == ["one<br/>two<br/>three"]


def test_several_paragraphs_that_are_one_are_refused():
    with pytest.raises(JoinedParagraphs) as refusal:
        pair(["a" * 50, "b" * 50, "c" * 50], ["d" * 50, "e" * 100])
    assert (refusal.value.data["place"], refusal.value.data["first"]) == (3, 2)


def test_items_of_a_list_are_never_joined():
    with pytest.raises(UnevenParagraphs):
        pair(["un", "deux"], ["one", "two", "three"], is_prose=False)


def plan(*paragraphs):
    html = "".join(f"<p>{one}</p>" for one in paragraphs)
    return ImportedPlan("", (Heading("A", 2, 1), Text(html, 2)), ())


def test_uneven_paragraphs_become_lines_in_all_languages():
    source, other = plan("a" * 90, "b" * 90), plan("c" * 45, "d" * 45, "e" * 90)
    (one, two), changed = in_step([source, other])
    assert changed == [1]
    assert one.sections[1].html == f"<p>{'a' * 90}<br>{'b' * 90}</p>"
    assert two.sections[1].html.count("<br>") == 2
    assert in_step([source, source]) == ([source, source], [])


def test_ids_of_lists_are_those_of_the_source():
    before = {"rows": [{"id": "r1", "value": [{"id": "c1", "value": "a"}]}]}
    after = {
        "rows": [
            {"id": "x", "value": [{"id": "y", "value": "b"}, {"id": "z", "value": "c"}]},
            {"id": "w", "value": []},
        ]
    }
    assert keyed_like(before, after) == {
        "rows": [
            {"id": "r1", "value": [{"id": "c1", "value": "b"}, {"id": "z", "value": "c"}]},
            {"id": "w", "value": []},
        ]
    }
