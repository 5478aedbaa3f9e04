import pytest

from tests.drafts.importers.reading import codes, headings, read, texts

pytestmark = pytest.mark.pure


def test_front_matter_gives_the_title_and_nothing_else_to_the_text():
    plan = read('---\nlayout: home\ntitle: "Plan: five"\n---\nText.')
    assert plan.title == "Plan: five"
    assert texts(plan) == ["<p>Text.</p>"]
    assert plan.sections[0].line == 5


def test_each_other_setting_is_reported_with_its_line():
    plan = read("---\nlayout: home\ntitle: Plan\ntags: [a, b]\n# secret\n---\nText.")
    assert [(note.line, note.data["key"], note.data["value"]) for note in plan.notes] == [
        (2, "layout", "home"),
        (4, "tags", "[a, b]"),
        (5, "#", "secret"),
    ]
    assert all(note.kind == "dropped" for note in plan.notes)
    assert plan.notes[0].sentence == "A setting of the old page was left out: layout: home"


def test_beside_a_title_in_front_matter_the_first_h1_is_a_heading():
    plan = read("---\ntitle: Plan\n---\n# Foreword\n\nText.")
    assert plan.title == "Plan"
    assert headings(plan) == [("Foreword", 2)]


def test_without_front_matter_the_first_h1_is_the_title():
    plan = read("Before.\n\n# The *plan*\n\nText.\n\n# Annex")
    assert plan.title == "The plan"
    assert headings(plan) == [("Annex", 2)]


def test_without_both_the_title_is_empty():
    assert read("## Vision\n\nText.").title == ""


def test_a_heading_between_two_rules_is_no_front_matter():
    plan = read("---\n\n# Declaration\n\n---\n\nText.")
    assert plan.title == "Declaration"
    assert plan.notes == ()


@pytest.mark.parametrize(
    "settings",
    ["title: [a, b", "a: b: c", "\tx: y", "a: @b", "a: *nowhere", "a: " + "[" * 20_000],
    ids=["unclosed", "two colons", "tab", "at", "unknown alias", "deep"],
)
def test_unreadable_front_matter_is_kept_as_text_and_reported(settings):
    plan = read(f"---\n{settings}\n---\n\nText.")
    assert (1, "front_matter_unreadable") in codes(plan)
    assert texts(plan)[-1] == "<p>Text.</p>"
    assert len(texts(plan)) >= 2


def test_front_matter_that_never_ends_is_kept_as_text_and_reported():
    plan = read("---\ntitle: Plan\n\nText.")
    assert codes(plan) == [(1, "front_matter_unclosed")]
    assert texts(plan) == ["<p>title: Plan</p>", "<p>Text.</p>"]


def test_a_yaml_bomb_is_a_line_of_text_in_a_note():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
        for old, new in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
    )
    plan = read(f"---\n{bomb}title: Plan\n---\nText.")
    assert plan.title == "Plan"
    assert sum(len(str(note.data)) for note in plan.notes) < 2_000


def test_yaml_tags_make_no_objects():
    plan = read("---\ntitle: Plan\nrun: !!python/object/apply:os.system [ls]\n---\nText.")
    assert plan.title == "Plan"


def test_a_second_title_is_reported():
    plan = read("---\ntitle: One\ntitle: Two\n---\nText.")
    assert plan.title == "One"
    assert plan.notes[0].data == {"key": "title", "value": "Two"}
