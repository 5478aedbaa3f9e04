"""A bilingual table of commitments, as a data portal has it: the same sections in each language."""

import pytest
import yaml

from consult.drafts.importers import Commitment, Heading, Text, UnreadablePlan, read_plan
from consult.drafts.importers.recombinant import MAX_CHARACTERS
from tests.drafts.importers.reading import check_html, real_plan

pytestmark = pytest.mark.pure

FILE = """dataset_type: plan
title: A plan
resources:
- title: A plan
  fields:
  - datastore_id: commitments
    label: {en: Commitments, fr: Engagements}
    description: {en: All of them, fr: Tous}
    choices:
      C01: {en: Open <b>data</b>, fr: "Données & accès"}
  - datastore_id: milestones
    label: {en: Milestones, fr: Jalons}
    choices:
      C01.1: {en: First, fr: Premier}
      C01.2: {en: Second, fr: Second}
  - datastore_id: indicators
    label: {en: Indicators, fr: Indicateurs}
    choices:
      C01.1.1:
        en: Publish
        fr: Publier
        due_date: 2027-02
        deadline: {en: By winter, fr: D'ici l'hiver}
        lead_dept: tbs-sct
        supt_sept: [ec, jus]
        s4d: true
      C01.1.2:
        en: Print
        fr: Imprimer
        due_date: 2026-12
        deadline: {en: Soon, fr: Bientôt}
        lead_dept: ec
        s4d: false
        note: by hand
  - datastore_id: status
    label: {en: Status, fr: État}
    choices:
      NS: {en: Not started, fr: Non commencé}
  - datastore_id: progress_en
    label: {en: Progress, fr: Progrès}
"""


def refused(text, language="en"):
    with pytest.raises(UnreadablePlan) as refusal:
        read_plan(text.encode(), language)
    assert "%(" not in refusal.value.sentence
    return refusal.value


def fields_of(source):
    [resource] = yaml.safe_load(source)["resources"]
    return {field["datastore_id"]: field for field in resource["fields"]}


def commitments_of(plan):
    return [one for one in plan.sections if isinstance(one, Commitment)]


# Small


def test_each_language_gives_the_same_sections_in_its_words():
    english, french = (read_plan(FILE.encode(), language) for language in ("en", "fr"))
    assert [type(one) for one in english.sections] == [type(one) for one in french.sections]
    assert [type(one) for one in english.sections] == [Text, Commitment, Heading, Text]
    [commitment] = commitments_of(french)
    assert commitment.title == "C01: Données & accès"
    assert commitment.lead == "tbs-sct, ec"
    assert commitment.milestones == (("C01.1: Premier", "2027-02-28"), ("C01.2: Second", ""))
    assert commitment.html == (
        "<p><b>Indicateurs C01.1</b></p><ul>"
        "<li>C01.1.1: Publier (D'ici l'hiver · 2027-02 · tbs-sct · + ec, jus · s4d)</li>"
        "<li>C01.1.2: Imprimer (Bientôt · 2026-12 · ec · note: by hand)</li></ul>"
    )
    assert (english.title, french.title) == ("A plan", "")


def test_what_found_no_place_is_said():
    notes = read_plan(FILE.encode(), "fr").notes
    assert {note.code for note in notes} == {"field_left_out", "words_in_one_language"}
    assert any("Progrès" in note.sentence for note in notes)


def test_markup_of_a_value_is_words():
    [commitment] = commitments_of(read_plan(FILE.encode(), "en"))
    assert commitment.title == "C01: Open <b>data</b>"
    check_html(commitment.html)


def test_a_language_that_the_file_does_not_have_is_refused_and_the_known_are_named():
    refusal = refused(FILE, "ar")
    assert refusal.code == "no_such_language"
    assert "en, fr" in refusal.sentence


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (("fr: Imprimer", "de: Drucken"), "words_missing", "C01.1.2"),
        (("C01.1.2:", "C09.1.2:"), "no_place", "C09.1.2"),
        (("C01.2:", "C01.1:"), "twice", "C01.1"),
        (("datastore_id: milestones", "datastore_id: stones"), "no_plan_inside", "milestones"),
        (("en: Publish", "en: [Publish"), "damaged", ""),
        (("en: Print", "en: &a Print\n        more: *a"), "refers_within", ""),
    ],
    ids=["one language", "orphan", "twice", "no milestones", "broken", "alias"],
)
def test_a_file_that_is_not_whole_is_refused_with_what_is_missing(change, code, named):
    assert FILE.count(change[0]) == 1
    refusal = refused(FILE.replace(*change), "fr")
    assert refusal.code == code
    assert named in refusal.sentence


def test_bombs_and_depths_are_refused():
    """ATTACKS: a file of nothing but references grows a billionfold when somebody follows them."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join(['*' + chr(97 + at)] * 9)}]\n"
        for at in range(9)
    )
    assert refused(f"dataset_type: x\n{bomb}resources: *j\n").code == "refers_within"
    deep = f"dataset_type: x\ndeep: {'[' * 200_000}{']' * 200_000}\nresources: []\n"
    assert refused(deep).code == "damaged"
    assert refused(FILE + "#" * MAX_CHARACTERS).code == "too_large"
    assert refused("dataset_type: !!python/object/apply:os.system [x]\nresources: []\n")


# Real


def test_a_real_plan_has_all_its_commitments_milestones_and_indicators():
    source = real_plan("ogp-canada-nap/nap5.yaml")
    fields = fields_of(source)
    for language in ("en", "fr"):
        found = commitments_of(read_plan(source, language))
        assert len(found) == 5
        assert sum(len(one.milestones) for one in found) == 19
        assert sum(one.html.count("<li>") for one in found) == 106
        assert len(fields["indicators"]["choices"]) == 106


@pytest.mark.parametrize("place", [0, 7, 18])
def test_a_real_plan_has_its_words_in_both_languages_in_the_same_places(place):
    source = real_plan("ogp-canada-nap/nap5.yaml")
    fields = fields_of(source)
    number, value = list(fields["milestones"]["choices"].items())[place]
    for language in ("en", "fr"):
        steps = [
            step for one in commitments_of(read_plan(source, language)) for step in one.milestones
        ]
        words = " ".join(value[language].split())
        assert steps[place][0] == f"{number}: {words}"
        dates = [
            one["due_date"]
            for code, one in fields["indicators"]["choices"].items()
            if code.startswith(f"{number}.") and one.get("due_date")
        ]
        assert steps[place][1].startswith(max(dates))
