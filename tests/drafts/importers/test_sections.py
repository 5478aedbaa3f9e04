from tests.drafts.importers.reading import codes, headings, read, texts


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


def test_a_table_becomes_a_list_with_every_cell():
    plan = read("Who | When\n--- | ---\nMinistry | 2025 | surplus\n**Town** | \n")
    assert texts(plan) == [
        "<ul><li>Who \u2013 When</li><li>Ministry \u2013 2025 \u2013 surplus</li>"
        "<li><b>Town</b></li></ul>"
    ]
    assert codes(plan) == [(1, "table_as_list")]


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
