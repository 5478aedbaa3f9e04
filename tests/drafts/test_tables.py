"""A table is a section like any other: it is read, translated, quoted and compared by its words."""

import zipfile
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringTranslation, TranslationSource

from consult.core.text import plain
from consult.drafts.blocks import IN_A_LINE, PROSE
from consult.drafts.exports import html_of, markdown_of, word_of
from consult.drafts.importers import Table, read_plan
from consult.drafts.imports import import_plan
from consult.drafts.models import DraftPage, Version, VersionSection
from consult.drafts.tables import rows_of
from consult.drafts.updates import Fate, foresee_update, update_plan
from consult.threads.highlights import Mark, highlight
from consult.threads.quotes import Span, squash
from tests.factories.pages import locale, make_translation, publish, synchronise

pytestmark = pytest.mark.django_db

LINK = '<a href="https://example.org/bilan">Bilan</a>'
TABLE = {
    "caption": "Étapes",
    "header_row": True,
    "header_column": True,
    "rows": [
        ["", "<p>Qui</p>", "<p>Quand</p>"],
        ["<p>Inventaire</p>", "<p>Le <b>ministère</b></p><p>et nous</p>", "<p>2027</p>"],
        [f"<p>{LINK}</p>"],
    ],
}
WORDS = "Étapes\n\nQui\tQuand\n\nInventaire\tLe ministère\net nous\t2027\n\nBilan"


@pytest.fixture
def page(stage):
    page = stage.page
    page.sections = [*stage.page.sections.raw_data, {"type": "table", "value": stored(TABLE)}]
    return publish(page)


def stored(table):
    """Return a table as an editor's page holds it."""
    return {**table, "rows": rows_of(table["rows"])}


def latest(page, language="fr"):
    found = VersionSection.objects.filter(
        version__draft=page.translation_key, version__language=language, kind="table"
    )
    return found.latest("version__number")


def table_of(html):
    soup = BeautifulSoup(html, "html.parser")
    return [
        [
            (cell.name, cell.get("scope", ""), cell.decode_contents())
            for cell in row.select("th, td")
        ]
        for row in soup.select("tr")
    ]


def test_a_table_is_read_with_its_headers_and_every_row_as_long_as_the_longest(page):
    section = latest(page)
    assert table_of(section.html) == [
        [("td", "", ""), ("th", "col", "Qui"), ("th", "col", "Quand")],
        [("th", "row", "Inventaire"), ("td", "", "Le <b>ministère</b><br/>et nous"), ("td", "", "2027")],
        [("th", "row", LINK), ("td", "", ""), ("td", "", "")],
    ]  # fmt: skip
    soup = BeautifulSoup(section.html, "html.parser")
    assert soup.caption.get_text() == "Étapes"
    assert len(soup.select("thead tr")) == 1


def test_who_cannot_see_it_all_may_scroll_it_by_keyboard(page, as_user):
    soup = BeautifulSoup(as_user().get(page.url).content, "html.parser")
    around = soup.select_one(".section .table")
    assert (around["tabindex"], around["role"], around["aria-label"]) == ("0", "group", "Étapes")


def test_the_words_of_a_table_keep_cells_apart_and_rows_on_lines_of_their_own(page):
    assert latest(page).text == WORDS


def test_a_table_without_a_cell_is_no_reason_to_fall(stage):
    page = stage.page
    page.sections = [{"type": "table", "value": {"caption": "", "rows": []}}]
    publish(page)
    assert latest(page).text == ""
    assert BeautifulSoup(latest(page).html, "html.parser").select_one("[aria-label]")["aria-label"]


def test_every_cell_is_translated_by_itself_and_keeps_its_place(page):
    make_translation(page)
    source = TranslationSource.objects.get_for_instance(page)
    english = locale("en")
    for segment in source.stringsegment_set.select_related("string", "context"):
        if segment.string.data in ("Inventaire", "Quand", "Le <b>ministère</b>", "Étapes"):
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=english,
                data={
                    "Inventaire": "Inventory",
                    "Quand": "When",
                    "Le <b>ministère</b>": "The <b>ministry</b>",
                    "Étapes": "Steps",
                }[segment.string.data],
            )
    twin = synchronise(page)
    assert latest(page, "en").text == (
        "Steps\n\nQui\tWhen\n\nInventory\tThe ministry\net nous\t2027\n\nBilan"
    )
    ids = [
        [(row.id, [cell.id for cell in row.value.bound_blocks]) for row in rows.bound_blocks]
        for rows in (one.sections[-1].value["rows"] for one in (page, twin))
    ]
    assert ids[0] == ids[1]
    assert page.sections[-1].id == twin.sections[-1].id


@pytest.mark.parametrize(
    "exact", ["Inventaire", "Quand Inventaire Le ministère", "et nous 2027 Bilan"]
)
def test_words_of_cells_are_marked_where_they_are_quoted(page, exact):
    section = latest(page)
    start = squash(section.text).index(exact)
    marked = highlight(section.html, [Mark(Span(start, start + len(exact)), "#c", "c")])
    soup = BeautifulSoup(marked, "html.parser")
    for note in soup.select("[data-not-text]"):
        note.decompose()
    assert " ".join(mark.get_text() for mark in soup.select("mark")).split() == exact.split()
    assert plain(str(soup).replace("<br/>", "<br>")) == section.text


# In the editors


def test_the_editor_and_that_of_translations_show_each_cell(page, cast, as_user):
    twin = make_translation(page)
    for one in (page, twin):
        answer = as_user(cast.admin).get(reverse("wagtailadmin_pages:edit", args=[one.pk]))
        assert answer.status_code == 200
        assert "Inventaire" in answer.content.decode()


def test_an_editor_writes_a_table(page, cast, as_user):
    table = {
        "caption": "Autre",
        "header_row": "on",
        "rows": streamfield(
            [
                ("item", streamfield([("item", rich_text(f"<p>{cell}</p>", features=IN_A_LINE))]))
                for cell in ("Un <b>gros</b> titre", "Deux")
            ]
        ),
    }
    data = nested_form_data(
        {
            "title": "Projet",
            "slug": page.slug,
            "introduction": rich_text("", features=PROSE),
            "sections": streamfield([("table", table)]),
            "comments": inline_formset([]),
        }
    )
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert as_user(cast.admin).post(address, data).status_code == 302
    DraftPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert table_of(latest(page).html) == [
        [("th", "col", "Un <b>gros</b> titre")],
        [("td", "", "Deux")],
    ]


# Out and in again

FORMS = {"md": markdown_of, "docx": word_of}


@pytest.fixture
def imported(stage):
    source = (
        "# Plan\n\n## Étapes\n\nVoici les étapes du plan.\n\nQui & *quand*\n"
        "| Étape | Qui | Quand |\n|---|---|---|\n"
        "| Inventaire | Le **ministère** de l\u2019eau<br>et nous \\| vous | 2027 |\n"
        f"| Bilan \\* | | {'Une très longue cellule, en plusieurs phrases. ' * 9} |\n\n"
        "Puis la suite.\n\n| | |\n|-|-|\n| a | [b](https://example.org) |\n"
    )
    return import_plan(read_plan(source.encode()), parent=stage.consultation_page, publish=True)


def version_of(page):
    return Version.objects.filter(draft=page.translation_key).latest("number")


def working(page):
    return DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def fates(page, plan):
    return [step.fate for step in foresee_update(page, plan).steps]


@pytest.mark.parametrize("form", FORMS)
def test_a_version_that_comes_back_has_its_tables_and_changes_nothing(imported, form):
    """With the captions, breaks and bars in cells, cells without words, tables without a head."""
    again = read_plan(FORMS[form](version_of(imported)))
    assert fates(imported, again) == [Fate.KEPT] * 5
    first, second = (one for one in again.sections if isinstance(one, Table))
    assert (first.caption, first.has_header_row) == ("Qui & quand", True)
    assert (second.caption, second.has_header_row) == ("", False)
    assert first.rows[1][:2] == (
        "Inventaire",
        "Le <b>ministère</b> de l\u2019eau<br>et nous | vous",
    )
    assert first.rows[2][:2] == ("Bilan *", "")


def test_the_words_of_a_markdown_table_are_read_as_a_table_elsewhere_too(imported):
    written = markdown_of(version_of(imported)).decode()
    assert "Qui & quand\n| Étape" in written.replace("\\&", "&").replace("&amp;", "&")
    assert "<br>et nous \\| vous" in written


def test_html_and_word_have_real_tables(imported):
    version = version_of(imported)
    soup = BeautifulSoup(html_of(version), "html.parser")
    assert [len(one.select("tr")) for one in soup.select("table")] == [3, 1]
    with zipfile.ZipFile(BytesIO(word_of(version))) as packed:
        assert packed.read("word/document.xml").count(b"<w:tbl>") == 2


def test_changed_cells_are_a_change_of_the_table_and_what_stays_keeps_its_ids(imported):
    before = imported.sections.get_prep_value()[2]
    written = markdown_of(version_of(imported)).decode()
    changed = written.replace("Inventaire", "Relevé").replace("| 2027", "| 2028")
    plan = read_plan(changed.encode())
    assert fates(imported, plan) == [Fate.KEPT, Fate.KEPT, Fate.CHANGED, Fate.KEPT, Fate.KEPT]
    update_plan(imported, plan)
    after = working(imported).sections.get_prep_value()[2]
    assert after["id"] == before["id"]
    assert ids_of(after) == ids_of(before)
    assert [cell["value"] for cell in after["value"]["rows"][1]["value"]][::2] == [
        "<p>Relevé</p>",
        "<p>2028</p>",
    ]
    kept = [one["value"]["rows"][2] for one in (before, after)]
    assert kept[0] == kept[1]


def test_a_word_that_changes_its_cell_is_a_change(imported):
    written = markdown_of(version_of(imported)).decode()
    moved = written.replace("| a", "| ").replace("[b]", "a [b]")
    assert fates(imported, read_plan(moved.encode()))[-1] is Fate.CHANGED


def test_a_new_row_leaves_the_others_theirs(imported):
    before = imported.sections.get_prep_value()[2]
    written = markdown_of(version_of(imported)).decode()
    longer = written.replace("| Inventaire", "| Appel | nous | 2026 |\n| Inventaire")
    update_plan(imported, read_plan(longer.encode()))
    after = working(imported).sections.get_prep_value()[2]
    rows = after["value"]["rows"]
    assert [rows[0], *rows[2:]] == before["value"]["rows"]


def test_a_list_that_was_a_table_becomes_a_table_and_keeps_its_discussion(stage):
    """Files imported before there were tables."""
    page = stage.page
    page.sections = [("text", "<ul><li>Qui – Quand</li><li>Nous – dès 2027</li></ul>")]
    publish(page)
    key = page.sections[0].id
    plan = read_plan("| Qui | Quand |\n|--|--|\n| Nous | dès 2027 |\n".encode())
    update_plan(page, plan)
    [section] = working(page).sections
    assert (section.block_type, section.id) == ("table", key)


def ids_of(block):
    return [(row["id"], [cell["id"] for cell in row["value"]]) for row in block["value"]["rows"]]
