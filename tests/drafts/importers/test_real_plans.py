"""Two published plans as extracted, faults included: the judges of the importer."""

import re
from collections import Counter

import pytest

from consult.drafts.importers import read_plan, words_in_plan, words_of
from tests.drafts.importers.reading import (
    all_words_shown,
    check_html,
    codes,
    commitments,
    headings,
    htmls,
    real_plan,
    simple_words,
    texts,
)

pytestmark = pytest.mark.pure

DECLARATION = "declaration-2016/declaration-fr.md"
US_PLAN = "us-nap-5/plan-en.md"


@pytest.mark.parametrize("path", [DECLARATION, US_PLAN])
def test_words_in_are_words_out(path):
    source = real_plan(path)
    plan = read_plan(source)
    text = source.decode()
    assert words_in_plan(plan) == words_of(text)
    if text.startswith("---\nlayout"):
        _, settings, text = text.split("---\n", 2)
        text = re.search(r'title: "(.*)"', settings)[1] + "\n" + text
    assert Counter(re.findall(r"\w+", all_words_shown(plan))) == simple_words(text)


@pytest.mark.parametrize("path", [DECLARATION, US_PLAN])
def test_html_is_well_formed_and_of_few_tags(path):
    for html in htmls(read_plan(real_plan(path))):
        assert html
        check_html(html)


def test_the_us_plan_has_36_commitments_in_5_themes():
    plan = read_plan(real_plan(US_PLAN))
    assert plan.title == "Fifth U.S. Open Government National Action Plan"
    assert len(commitments(plan)) == 36
    assert all(found.html.startswith("<p>") for found in commitments(plan))
    assert [text for text, _ in headings(plan)][3:-1] == [
        "Improve Access to Government Data, Research, and Information",
        "Increase Civic Space to Engage the Public",
        "Transform Government Service Delivery",
        "Counter Corruption and Ensure Government Integrity and Accountability to the Public",
        "Ensure Equal Justice Under the Law",
    ]
    assert {level for _, level in headings(plan)} == {2}


def test_commitments_of_the_us_plan_hold_their_paragraphs_and_lists():
    found = {
        commitment.line: commitment for commitment in commitments(read_plan(real_plan(US_PLAN)))
    }
    assert found[70].html.count("<p>") == 7
    assert found[70].html.count("<li>(") == 5
    assert found[128].title == "Improve Public Engagement Related to Agency Regulatory Actions."
    assert (
        "additional steps to bolster openness and transparency through the FOIA:</p><ol><li>Issuance"
        in found[235].html
    )
    assert found[235].html.count("<li>") == 3
    assert found[296].title == "Increase Access to Justice."
    assert found[296].html.startswith("<p>Legal services are crucial")


def test_the_us_plan_loses_the_markup_of_its_site_only():
    plan = read_plan(real_plan(US_PLAN))
    assert Counter(note.code for note in plan.notes) == {
        "link_dropped": 11,
        "enumeration_listed": 4,
        "front_matter_value": 3,
        "markup_removed": 2,
    }


def test_the_declaration_has_its_headings_back():
    plan = read_plan(real_plan(DECLARATION))
    assert plan.title.startswith("DECLARATION DE CO-PRESIDENCE DE LA FRANCE")
    assert headings(plan) == [
        ("NOTRE VISION", 2),
        ("NOS PRIORITÉS POLITIQUES CLIMAT ET DÉVELOPPEMENT DURABLE", 2),
        ("TRANSPARENCE, INTÉGRITÉ ET LUTTE CONTRE LA CORRUPTION", 2),
        ("BIENS COMMUNS NUMÉRIQUES", 2),
        ("NOS PRIORITÉS TRANSVERSALES", 2),
        ("NOUVELLES MÉTHODES", 3),
        ("NOUVELLES COLLABORATIONS", 3),
        ("NOUVEAUX MEMBRES", 3),
        ("NOUVEAUX PARTENAIRES", 3),
        ("A PLUS LONG TERME", 2),
    ]


def test_the_sentences_of_the_declaration_are_whole():
    plan = read_plan(real_plan(DECLARATION))
    whole = " ".join(texts(plan))
    assert len(texts(plan)) == 20
    assert "renforcement mutuel entre secteur public" in whole
    assert "non propriétaire, ouvert et réutilisable" in whole
    assert "est aujourd'hui inégalement. Nous" in whole
    assert "une plus grande diversité" in whole
    assert "des travaux du groupe de travail" in whole


def test_the_lists_of_the_declaration_are_whole():
    found = texts(read_plan(real_plan(DECLARATION)))
    actions = next(html for html in found if "actions suivantes :</p>" in html)
    assert re.findall(r"<li>\((\w)\) ", actions) == list("abcde")
    partners = next(html for html in found if "la coopération avec:</p><ul>" in html)
    assert re.findall(r"<li><b>([^<]*)</b>", partners) == [
        "Les collectivités territoriales:",
        "Les parlements:",
        "Le secteur privé:",
    ]


def test_each_repair_of_the_declaration_is_reported_with_its_line():
    assert codes(read_plan(real_plan(DECLARATION))) == [
        (23, "sentence_joined"),
        (33, "maybe_two_headings"),
        (35, "heading_completed"),
        (37, "enumeration_listed"),
        (39, "enumeration_joined"),
        (43, "enumeration_listed"),
        (45, "heading_run_in"),
        (45, "enumeration_listed"),
        (47, "sentence_joined"),
        (55, "heading_run_in"),
        (59, "sentence_joined"),
        (61, "heading_run_in"),
        (63, "heading_run_in"),
        (65, "sentence_joined"),
        (67, "heading_run_in"),
        (72, "sentence_joined"),
        (74, "list_joined"),
    ]
