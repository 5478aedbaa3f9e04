"""A table is a section like any other: it is read, translated, quoted and compared by its words."""

import pytest
from bs4 import BeautifulSoup
from wagtail_localize.models import StringTranslation, TranslationSource

from consult.core.text import plain
from consult.drafts.models import VersionSection
from consult.drafts.tables import rows_of
from consult.threads.highlights import Mark, highlight
from consult.threads.quotes import Span, squash
from tests.factories.pages import locale, make_translation, publish, synchronise

pytestmark = pytest.mark.django_db

TABLE = {
    "caption": "Étapes",
    "header_row": True,
    "header_column": True,
    "rows": [
        ["", "<p>Qui</p>", "<p>Quand</p>"],
        ["<p>Inventaire</p>", "<p>Le <b>ministère</b></p><p>et nous</p>", "<p>2027</p>"],
        ["<p>Bilan</p>"],
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
        [("th", "row", "Bilan"), ("td", "", ""), ("td", "", "")],
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
    assert " ".join(mark.a.get_text() for mark in soup.select("mark")).split() == exact.split()
    assert plain(str(soup).replace("<br/>", "<br>")) == section.text
