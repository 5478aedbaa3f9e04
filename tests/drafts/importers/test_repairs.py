import pytest

from tests.drafts.importers.reading import codes, headings, read, texts

pytestmark = pytest.mark.pure

PROSE = "Notre priorité est claire."


def test_capitals_under_a_heading_in_capitals_complete_it():
    plan = read(f"## CLIMAT ET DÉVELOPPEMENT\n\n**DURABLE** {PROSE}\n\nAutre.")
    assert headings(plan) == [("CLIMAT ET DÉVELOPPEMENT DURABLE", 2)]
    assert texts(plan) == [f"<p>{PROSE}</p>", "<p>Autre.</p>"]
    assert codes(plan) == [(3, "heading_completed")]


def test_the_document_bears_witness_that_capitals_complete_a_heading():
    plan = read(
        f"## NOS ENJEUX : CLIMAT ET DÉVELOPPEMENT\n\n**DURABLE** {PROSE}\n\n"
        "**AUTRE ENJEU** Le développement durable."
    )
    assert headings(plan) == [
        ("NOS ENJEUX : CLIMAT ET DÉVELOPPEMENT DURABLE", 2),
        ("AUTRE ENJEU", 2),
    ]
    assert (1, "maybe_two_headings") in codes(plan)


def test_a_series_of_run_in_headings_lies_under_its_heading():
    plan = read(f"## PRIORITÉS\n\n**NOUVELLES MÉTHODES** {PROSE}\n\n**NOUVEAUX MEMBRES** {PROSE}")
    assert headings(plan) == [("PRIORITÉS", 2), ("NOUVELLES MÉTHODES", 3), ("NOUVEAUX MEMBRES", 3)]
    assert texts(plan) == [f"<p>{PROSE}</p>"] * 2
    assert codes(plan) == [(3, "heading_run_in"), (5, "heading_run_in")]


def test_a_lone_run_in_heading_after_text_is_a_sibling():
    plan = read(f"## TRANSPARENCE\n\n{PROSE}\n\n**BIENS COMMUNS** Le partage.")
    assert headings(plan) == [("TRANSPARENCE", 2), ("BIENS COMMUNS", 2)]


@pytest.mark.parametrize(
    "opening",
    [
        "**OGP** Members agree.",
        "**BIENS COMMUNS** sont à tous.",
        "**Biens communs** Le partage.",
        "BIENS COMMUNS Le partage.",
        "**BIENS COMMUNS**LE partage.",
        "**المنافع العامة** النص.",
    ],
    ids=["acronym", "goes on", "no capitals", "not bold", "glued", "no case"],
)
def test_bold_words_in_a_sentence_are_not_a_heading(opening):
    assert headings(read(f"Text.\n\n{opening}")) == []


def test_a_paragraph_of_bold_capitals_is_a_heading():
    assert headings(read("Text.\n\n**BIENS COMMUNS**\n\nText.")) == [("BIENS COMMUNS", 2)]


def test_a_sentence_cut_by_a_page_break_is_joined():
    plan = read(
        "Nous favoriserons le renforcement entre\n\nsecteur public et société civile.\n\nPuis."
    )
    assert texts(plan) == [
        "<p>Nous favoriserons le renforcement entre secteur public et société civile.</p>",
        "<p>Puis.</p>",
    ]
    assert codes(plan) == [(3, "sentence_joined")]
    assert "“…Nous favoriserons le renforcement entre”" in plan.notes[0].sentence


def test_a_sentence_cut_at_several_pages_is_joined_whole():
    assert texts(read("Nous allons,\n\navec **vous** et\n\n*les autres*, agir.")) == [
        "<p>Nous allons, avec <b>vous</b> et <i>les autres</i>, agir.</p>"
    ]


def test_the_rest_of_an_item_returns_to_it_and_the_list_is_one():
    plan = read(
        "With:\n\n- Towns.\n- Parliaments and the work of the\n\ngroup on openness.\n\n- Firms."
    )
    assert texts(plan) == [
        "<p>With:</p><ul><li>Towns.</li><li>Parliaments and the work of the group on openness.</li>"
        "<li>Firms.</li></ul>"
    ]
    assert codes(plan) == [(6, "sentence_joined"), (8, "list_joined")]


def test_a_numbered_list_that_was_cut_counts_on():
    plan = read("1. One.\n2. Two and the\n\nrest of two.\n\n3. Three.")
    assert texts(plan) == ["<ol><li>One.</li><li>Two and the rest of two.</li><li>Three.</li></ol>"]


@pytest.mark.parametrize(
    "source",
    [
        "It ends.\n\nand begins low.",
        "It announces:\n\nand begins low.",
        "It pauses;\n\nand begins low.",
        "No end\n\nBut a capital.",
        "apples\n\npears\n\nplums",
        "**A bold line**\n\nand text.",
        "See our site\n\nwww.example.org",
        "No end\n\na) first",
        "## Heading\n\nand text.",
        "No end\n\n---\n\nand text.",
        "بدون نهاية\n\nثم نص",
    ],
)
def test_what_may_be_two_paragraphs_stays_two(source):
    plan = read(source)
    assert len(plan.sections) == len([part for part in source.split("\n\n") if part != "---"])
    assert "sentence_joined" not in [note.code for note in plan.notes]


def test_a_word_cut_at_a_line_end_is_whole_again_if_the_text_knows_it():
    plan = read("International law. The inter-\nnational order.\n\nThe inter-\n\nnational way.")
    assert texts(plan) == [
        "<p>International law. The international order.</p>",
        "<p>The international way.</p>",
    ]
    assert (2, "word_rejoined") in codes(plan)


def test_a_hyphen_that_the_text_knows_stays():
    assert texts(read("A self-assessment. Each self-\nassessment.")) == [
        "<p>A self-assessment. Each self-assessment.</p>"
    ]


def test_a_hyphen_that_nobody_knows_stays_as_it_is():
    assert texts(read("The pre-\nor postwar.")) == ["<p>The pre- or postwar.</p>"]


def test_an_enumeration_in_a_sentence_becomes_a_list_with_its_marks():
    plan = read("Nous allons (a) ouvrir ; (b) publier. A ce titre, tout ; et (c) répondre.")
    assert texts(plan) == [
        "<p>Nous allons</p><ul><li>(a) ouvrir ;</li>"
        "<li>(b) publier. A ce titre, tout ; et</li><li>(c) répondre.</li></ul>"
    ]
    assert codes(plan) == [(1, "enumeration_listed")]


def test_an_enumeration_broken_by_a_page_is_one_list():
    plan = read("Agir :\n(a) ici ; (b) là ; (c) partout ;\n\n(d) demain ; (e) toujours.")
    assert texts(plan) == [
        "<p>Agir :</p><ul><li>(a) ici ;</li><li>(b) là ;</li><li>(c) partout ;</li>"
        "<li>(d) demain ;</li><li>(e) toujours.</li></ul>"
    ]
    assert codes(plan) == [(1, "enumeration_listed"), (4, "enumeration_joined")]


def test_the_sentence_after_an_enumeration_is_not_part_of_its_last_item():
    assert texts(
        read("Focus: (1) one thing; (2) two U.S. Things; (3) three things. Then more.")
    ) == [
        "<p>Focus:</p><ul><li>(1) one thing;</li><li>(2) two U.S. Things;</li>"
        "<li>(3) three things.</li></ul><p>Then more.</p>"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "See articles (a), (b) and (c).",
        "Two: (a) one; (b) two.",
        "As in 2 (a) and 3 (c) and 4 (b) of it.",
        "Call f (a) or (b) or (c) now.",
    ],
)
def test_references_in_brackets_are_not_an_enumeration(source):
    assert texts(read(source)) == [f"<p>{source}</p>"]


def test_an_enumeration_in_an_item_is_a_list_in_the_list():
    assert texts(read("- We: (a) one; (b) two; (c) three.\n")) == [
        "<ul><li>We:<ul><li>(a) one;</li><li>(b) two;</li><li>(c) three.</li></ul></li></ul>"
    ]
