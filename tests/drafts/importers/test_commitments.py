import pytest

from tests.drafts.importers.reading import codes, commitments, headings, read, texts

pytestmark = pytest.mark.pure


def test_a_heading_in_a_list_item_is_a_commitment_with_its_body_whole():
    plan = read(
        "We will:\n\n- ### Publish *all* data.\n\n    First.\n\n    Steps:\n\n    1. one\n\n"
        "    2. two\n\n- ### Listen.\n\n\n    Second.\n\n## Next"
    )
    first, second = commitments(plan)
    assert (first.title, first.line) == ("Publish all data.", 3)
    assert first.html == "<p>First.</p><p>Steps:</p><ol><li>one</li><li>two</li></ol>"
    assert (second.title, second.html) == ("Listen.", "<p>Second.</p>")
    assert texts(plan) == ["<p>We will:</p>"]
    assert headings(plan) == [("Next", 2)]


@pytest.mark.parametrize(
    "words",
    [
        "Commitment 1: Open budgets",
        "Engagement 2 : Budgets",
        "ENGAGEMENT N° 12",
        "Compromiso 3. Datos",
        "التزام 4",
    ],
)
@pytest.mark.parametrize("level", ["##", "####"])
def test_a_heading_that_says_so_is_a_commitment(words, level):
    plan = read(f"{level} {words}\n\nWhat will be done.")
    assert [(found.title, found.html) for found in commitments(plan)] == [
        (words, "<p>What will be done.</p>")
    ]


@pytest.mark.parametrize("words", ["Commitments", "Engagement of citizens", "Commitment 2030"])
def test_a_heading_about_commitments_is_not_one(words):
    assert not commitments(read(f"## {words}\n\nText."))


def test_a_commitment_reaches_to_the_next_heading_of_its_level():
    plan = read(
        "## Theme\n\n### Commitment 1\n\nDo.\n\n#### Why\n\n- a\n\n### Else\n\nText.\n\n"
        "### Commitment 2\n\nMore.\n\n## End"
    )
    first, second = commitments(plan)
    assert first.html == "<p>Do.</p><p><b>Why</b></p><ul><li>a</li></ul>"
    assert second.html == "<p>More.</p>"
    assert headings(plan) == [("Theme", 2), ("Else", 3), ("End", 2)]
    assert codes(plan) == [(7, "heading_in_text")]


def test_the_first_h1_is_no_title_if_it_is_a_commitment():
    plan = read("# Engagement 1\n\nA.\n\n# Engagement 2\n\nB.")
    assert plan.title == ""
    assert [found.title for found in commitments(plan)] == ["Engagement 1", "Engagement 2"]


def test_a_body_that_lost_its_indent_returns_to_its_commitment():
    plan = read("- ### One\n\nFirst.\n\n- a\n\n- ### Two\n\nSecond.\n\n## Next\n\nText.")
    assert [(found.title, found.html) for found in commitments(plan)] == [
        ("One", "<p>First.</p><ul><li>a</li></ul>"),
        ("Two", "<p>Second.</p>"),
    ]
    assert (3, "body_indent_restored") in codes(plan)
    assert texts(plan) == ["<p>Text.</p>"]


def test_a_commitment_without_a_body_is_doubted():
    plan = read("- ### One\n- ### Two\n\n## Next")
    assert codes(plan) == [(1, "commitment_without_body"), (2, "commitment_without_body")]


def test_numbers_of_commitments_in_a_list_stay_in_their_titles():
    plan = read("1. ### Publish\n\n   Now.\n\n2. ### Listen\n\n   Then.\n")
    assert [found.title for found in commitments(plan)] == ["1. Publish", "2. Listen"]


def test_plain_items_between_commitments_stay_a_list():
    plan = read("- plain\n- ### One\n\n  Body.\n- other\n")
    assert texts(plan) == ["<ul><li>plain</li></ul>", "<ul><li>other</li></ul>"]
    assert [found.html for found in commitments(plan)] == ["<p>Body.</p>"]
