"""Every version can be taken away as Markdown, HTML and Word by those who may read it."""

import zipfile
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from consult.drafts.exports import html_of, word_of
from consult.drafts.importers import Commitment, Heading, read_plan
from consult.drafts.imports import import_plan
from consult.drafts.models import Version
from consult.drafts.pandoc import convert
from tests.drafts.importers.reading import all_words_shown
from tests.drafts.test_import_plan import DECLARATION, needs
from tests.factories.pages import make_draft, publish

pytestmark = pytest.mark.django_db

FORMS = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
HOSTILE = '</title><script>alert("1")</script> *a* | b'


def address(page, form, number=1):
    return f"/fr/drafts/{page.translation_key}/versions/{number}/download.{form}"


def taken(browser, page, form):
    answer = browser.get(address(page, form))
    assert answer.status_code == 200
    return answer.content


def outline(plan):
    return [
        (
            type(one).__name__,
            getattr(one, "text", "") or getattr(one, "title", ""),
            getattr(one, "html", ""),
        )
        for one in plan.sections
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_version_is_a_file(stage, as_user, form):
    answer = as_user().get(address(stage.page, form))
    assert answer["Content-Type"] == FORMS[form]
    assert answer["Content-Disposition"] == f'attachment; filename="projet-de-plan-fr-v1.{form}"'


def test_an_earlier_version_keeps_its_words(stage, as_user):
    page = stage.page
    page.sections = [("text", "<p>Tout autre chose.</p>")]
    publish(page)
    assert "dispersées" in taken(as_user(), page, "md").decode()
    assert "Tout autre" in as_user().get(address(page, "md", 2)).content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_version_that_one_may_not_read_is_not_there(stage, as_user, form):
    """ATTACKS, CVE-2026-40870: what one may not see is a 404 everywhere."""
    assert as_user().get(address(stage.page, form)).status_code == 200
    PageViewRestriction.objects.create(
        page=stage.consultation_page, restriction_type=PageViewRestriction.LOGIN
    )
    assert as_user().get(address(stage.page, form)).status_code == 404
    assert as_user().get(address(stage.page, form, 9)).status_code == 404


def test_other_forms_do_not_exist(stage, as_user):
    assert as_user().get(address(stage.page, "exe")).status_code == 404


def test_markdown_comes_back_as_the_same_sections(stage, as_user):
    plan = read_plan(
        b"# Plan\n\n## Un\n\nDu *texte*, **gras**, [lien](https://example.org) et 3 * 4 < 5 | 6.\n\n"
        b"Ceci :\n\n- un\n- deux\n\n1. a\n2. b\n\n### Engagement 1\n\nNous **ferons**.\n\n- tout\n\n"
        b"## Deux\n\nFin\\.\n"
    )
    page = import_plan(plan, parent=stage.consultation_page, publish=True)
    again = read_plan(taken(as_user(), page, "md"))
    assert again.title == "Plan"
    assert outline(again) == outline(plan)


@needs(DECLARATION)
@pytest.mark.parametrize("form", ["md", "docx"])
def test_a_real_plan_comes_back_with_the_same_words_in_their_order(stage, as_user, form):
    plan = read_plan(DECLARATION.read_bytes())
    page = import_plan(plan, parent=stage.consultation_page, publish=True)
    again = read_plan(taken(as_user(), page, form))
    assert all_words_shown(again).split() == all_words_shown(plan).split()


def test_the_word_document_has_headings_a_title_and_a_language(stage, as_user):
    source = taken(as_user(), stage.page, "docx")
    plan = read_plan(source)
    assert plan.title == "Projet de plan"
    assert any(isinstance(one, Heading | Commitment) for one in plan.sections)
    styles = zipfile.ZipFile(BytesIO(source)).read("word/styles.xml")
    assert b'w:val="fr"' in styles
    words = convert(source, "--from", "docx", "--to", "plain").decode()
    for said in ("dispersées", "Personne ne sait", "Collectif Climat ouvert", "Inventaire"):
        assert said in words


def test_right_to_left_texts_say_so(stage):
    version = Version.objects.get(draft=stage.page.translation_key)
    version.language = "ar"  # the site of the tests has no Arabic pages
    document = BeautifulSoup(html_of(version), "html.parser")
    assert (document.html["lang"], document.html["dir"]) == ("ar", "rtl")
    assert b"<w:bidi" in zipfile.ZipFile(BytesIO(word_of(version))).read("word/document.xml")


def test_the_html_stands_by_itself(stage, as_user):
    document = BeautifulSoup(taken(as_user(), stage.page, "html"), "html.parser")
    assert (document.html["lang"], document.html["dir"]) == ("fr", "ltr")
    assert not document.select("script, link, img, iframe")
    assert document.h1.text == "Projet de plan"
    assert document.select_one(f"#s-{stage.text.key}")


def test_titles_are_words_in_each_form(stage, as_user):
    """ATTACKS: titles are hostile text on every surface, exports too (CVE-2026-23891)."""
    page = make_draft(stage.consultation_page, slug="hostile")
    page.title = HOSTILE
    publish(page)
    html = as_user().get(address(page, "html", 2)).content
    assert b"<script>" not in html
    for form in ("md", "docx"):
        assert read_plan(as_user().get(address(page, form, 2)).content).title == HOSTILE
