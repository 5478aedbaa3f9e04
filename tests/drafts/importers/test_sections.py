import pytest

from consult.drafts.importers import Table, Text
from tests.drafts.importers.reading import codes, commitments, headings, read, tables, texts

pytestmark = pytest.mark.pure


def test_each_paragraph_is_a_text_of_its_own():
    plan = read("One,\nstill one.\n\nTwo.")
    assert texts(plan) == ["<p>One, still one.</p>", "<p>Two.</p>"]
    assert [section.line for section in plan.sections] == [1, 4]


def test_a_list_is_one_text():
    assert texts(read("Text.\n\n- a\n- b\n  - c\n")) == [
        "<p>Text.</p>",
        "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
    ]


def test_a_list_joins_the_paragraph_that_announces_it():
    plan = read("We will:\n\n1. open data\n2. listen\n\nAfter.")
    assert texts(plan) == [
        "<p>We will:</p><ol><li>open data</li><li>listen</li></ol>",
        "<p>After.</p>",
    ]


def test_paragraphs_of_an_item_are_kept_apart_by_breaks():
    assert texts(read("- One.\n\n  Two.\n")) == ["<ul><li>One.<br>Two.</li></ul>"]


def test_headings_keep_their_level_and_deep_ones_are_clamped():
    plan = read("## A\n\n### B\n\n#### C\n\n###### D\n\nText.")
    assert headings(plan) == [("A", 2), ("B", 3), ("C", 4), ("D", 4)]
    assert codes(plan) == [(7, "level_clamped")]
    assert plan.notes[0].data == {"heading": "D", "was": 6, "level": 4}


def test_underlined_headings_are_headings():
    assert headings(read("Vision\n---\n\nText.\n\nAims\n----\n\nText.")) == [
        ("Vision", 2),
        ("Aims", 2),
    ]


def test_a_rule_under_a_sentence_does_not_make_it_a_heading():
    plan = read("This sentence ends.\n---\n\nNext.")
    assert texts(plan) == ["<p>This sentence ends.</p>", "<p>Next.</p>"]
    assert codes(plan) == [(1, "rule_not_heading")]


def test_rules_between_blank_lines_say_nothing():
    plan = read("One.\n\n---\n\n***\n\nTwo.")
    assert texts(plan) == ["<p>One.</p>", "<p>Two.</p>"]
    assert plan.notes == ()


def test_a_list_that_does_not_count_from_one_keeps_its_numbers():
    plan = read("7. seven\n8. eight\n")
    assert texts(plan) == ["<ul><li>7. seven</li><li>8. eight</li></ul>"]
    assert codes(plan) == [(1, "numbers_kept")]


def test_a_year_that_opens_a_paragraph_is_not_lost():
    assert texts(read("2016. The year of the summit.")) == [
        "<ul><li>2016. The year of the summit.</li></ul>"
    ]


def test_formatting_becomes_what_wagtail_knows():
    assert texts(read("A **bold *both*** word, _tilted_, `code`.  \nNew line.")) == [
        "<p>A <b>bold <i>both</i></b> word, <i>tilted</i>, code.<br>New line.</p>"
    ]


def test_footnotes_stay_in_the_text():
    plan = read("A claim[^1].\n\n[^1]: Source\n\n[^n]: https://example.org/source")
    assert texts(plan) == [
        "<p>A claim[^1].</p>",
        "<p>[^1]: Source</p>",
        "<p>[^n]: https://example.org/source</p>",
    ]


def test_a_table_keeps_every_cell():
    plan = read("Who | When\n--- | ---\nMinistry | 2025 | surplus\n**Town** | \n| | x |\n")
    assert tables(plan) == [
        [["Who", "When"], ["Ministry", "2025", "surplus"], ["<b>Town</b>"], ["", "x"]]
    ]
    [table] = plan.sections
    assert (table.has_header_row, table.has_header_column, table.caption) == (True, False, "")
    assert codes(plan) == []


def test_a_table_needs_no_head_and_the_line_above_it_is_its_caption():
    plan = read("Steps & *years*\n| | |\n|-|-|\n| a\\|b `c\\|d` | e<br>f [g](https://x.org) |\n")
    [table] = plan.sections
    assert table.caption == "Steps & years"
    assert not table.has_header_row
    assert tables(plan) == [[["a|b c|d", 'e<br>f <a href="https://x.org">g</a>']]]
    assert codes(plan) == []


@pytest.mark.parametrize(
    "above",
    ["One line\nand another", "With [a link](https://x.org)", "Long " * 60],
)
def test_what_cannot_be_a_caption_is_a_paragraph_above_the_table(above):
    plan = read(f"{above}\n| a | b |\n|-|-|\n")
    assert [type(section) for section in plan.sections] == [Text, Table]
    assert plan.sections[1].caption == ""


def test_a_table_inside_a_commitment_or_a_list_becomes_a_list():
    plan = read("- item\n\n  Steps\n  Who | When\n  --|--\n  Town | 2027\n")
    assert texts(plan) == [
        "<ul><li>item<ul><li>Steps</li><li>Who \u2013 When</li><li>Town \u2013 2027</li></ul></li></ul>"
    ]
    plan = read("## Commitment 1\n\nDone.\n\nWho | When\n--|--\nTown | 2027\n")
    assert [one.html for one in commitments(plan)] == [
        "<p>Done.</p><ul><li>Who \u2013 When</li><li>Town \u2013 2027</li></ul>"
    ]
    assert codes(plan) == [(5, "table_as_list")]


def test_code_becomes_paragraphs():
    plan = read("```yaml\na: <b>\n\nc\n```\n\nText.\n\n    deep\n    text\n")
    assert texts(plan) == [
        "<p>yaml<br>a: &lt;b&gt;</p>",
        "<p>c</p>",
        "<p>Text.</p>",
        "<p>deep<br>text</p>",
    ]
    assert codes(plan) == [(1, "code_as_text"), (9, "code_as_text")]


def test_quotations_become_paragraphs():
    plan = read("> One.\n>\n> Two.")
    assert texts(plan) == ["<p>One.</p>", "<p>Two.</p>"]
    assert codes(plan) == [(1, "quote_as_text")]


def test_a_lone_number_is_kept_and_doubted():
    plan = read("One.\n\n12\n\nTwo.")
    assert texts(plan) == ["<p>One.</p>", "<p>12</p>", "<p>Two.</p>"]
    assert [(note.line, note.kind, note.code) for note in plan.notes] == [
        (3, "unplaced", "maybe_page_number")
    ]


def test_bullets_that_are_not_markdowns_are_bullets():
    plan = read("We will:\n\n• listen\n• answer\n")
    assert texts(plan) == ["<p>We will:</p><ul><li>listen</li><li>answer</li></ul>"]
    assert codes(plan) == [(3, "bullet_restored"), (4, "bullet_restored")]
