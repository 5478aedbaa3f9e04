"""In the admin, a draft is translated from a document in another language, after a look."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from consult.drafts.models import DraftPage, Version
from tests.factories.pages import locale, make_draft, make_translation

pytestmark = pytest.mark.django_db

SECTIONS = [
    ("heading", {"level": "2", "text": "Article 1"}),
    ("text", "<p>Un premier passage.</p><p>Et un autre.</p>"),
    ("text", "<ul><li>un</li><li>deux</li></ul>"),
]
ENGLISH = """<!doctype html><html lang="en"><body><h1>The plan</h1>
<article><h2>Article 1</h2><p>A first passage.</p><p>And another.</p></article>
<ul><li>one</li><li>two</li></ul></body></html>"""


@pytest.fixture
def page(stage):
    return make_draft(stage.consultation_page, slug="textes", sections=SECTIONS)


@pytest.fixture
def url(page):
    return reverse("drafts_translate", args=[page.pk])


def upload(text=ENGLISH, **more):
    file = SimpleUploadedFile("<b>plan</b>.html", text.encode())
    return {"file": file, "language": locale("en").pk, **more}


def hidden(answer):
    form = BeautifulSoup(answer.content, "html.parser").select_one("form:has([name=plan])")
    return {one["name"]: one.get("value", "") for one in form.select("input[name]")}


def counts(answer):
    soup = BeautifulSoup(answer.content, "html.parser")
    return {one["data-count"]: int(one.get_text()) for one in soup.select("[data-count]")}


def twin(page):
    return DraftPage.objects.filter(
        translation_key=page.translation_key, locale__language_code="en", alias_of=None
    ).first()


def words(page):
    return [block.value for block in twin(page).get_latest_revision_as_object().sections]


def test_a_document_becomes_a_translation_after_a_look(page, url, cast, as_user):
    publisher = as_user(cast.publisher)
    asked = BeautifulSoup(publisher.get(url).content, "html.parser")
    assert asked.select_one("select[name=language]")
    seen = publisher.post(url, upload())
    assert counts(seen) == {"changes": 6, "kept": 0, "unspoken": 0}
    assert "And another." in seen.content.decode()
    assert not StringTranslation.objects.filter(data="The plan").exists()
    answer = publisher.post(url, hidden(seen))
    made = twin(page)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert (made.title, made.live) == ("The plan", False)
    assert str(words(page)[2].source) == "<ul><li>one</li><li>two</li></ul>"
    assert not Version.objects.filter(draft=page.translation_key, language="en").exists()
    row = StringTranslation.objects.get(data="The plan")
    assert row.last_translated_by == cast.publisher


def test_what_a_person_translated_is_shown_and_stays(page, url, cast, as_user):
    """wagtail-localize 876: what somebody translated was lost without a word."""
    publisher = as_user(cast.publisher)
    publisher.post(url, hidden(publisher.post(url, upload())))
    StringTranslation.objects.filter(data="two").update(data="both", tool_name="")
    changed = ENGLISH.replace("two", "second").replace("one", "first")
    seen = publisher.post(url, upload(changed))
    assert counts(seen) == {"changes": 1, "kept": 1, "unspoken": 0}
    assert 'data-fate="kept"' in seen.content.decode()
    publisher.post(url, hidden(seen))
    assert str(words(page)[2].source) == "<ul><li>first</li><li>both</li></ul>"
    publisher.post(url, hidden(publisher.post(url, upload(changed, overwrite="on"))))
    assert str(words(page)[2].source) == "<ul><li>first</li><li>second</li></ul>"


def test_what_was_translated_in_the_meantime_is_not_overwritten(page, url, cast, as_user):
    publisher = as_user(cast.publisher)
    publisher.post(url, hidden(publisher.post(url, upload())))
    seen = publisher.post(url, upload(ENGLISH.replace("two", "second")))
    StringTranslation.objects.filter(data="two").update(data="both", tool_name="")
    assert publisher.post(url, hidden(seen))["Location"] == url
    assert StringTranslation.objects.filter(data="both").exists()


def test_an_uneven_document_is_refused_and_leads_back(page, url, cast, as_user):
    publisher = as_user(cast.publisher)
    answer = publisher.post(url, upload(ENGLISH.replace("<h2>Article 1</h2>", "")), follow=True)
    assert answer.redirect_chain[0][0] == url
    assert "Article 1" in answer.content.decode()
    assert twin(page) is None


@pytest.mark.parametrize("change", [("en", "fr"), ("<li>", "<li>é")], ids=["language", "encoding"])
def test_a_document_that_cannot_be_read_is_refused_in_the_form(url, cast, as_user, change):
    text = ENGLISH.replace(f'lang="{change[0]}"', f'lang="{change[1]}"').replace(*change)
    sent = upload(text)
    if "é" in text:
        sent["file"] = SimpleUploadedFile("plan.html", text.encode("latin-1"))
    answer = BeautifulSoup(as_user(cast.publisher).post(url, sent).content, "html.parser")
    assert answer.select_one(".error-message")
    assert not answer.select("[name=plan]")


def test_the_first_translation_is_for_publishers_and_later_ones_for_drafters_too(
    page, url, cast, as_user
):
    drafter = as_user(cast.drafter_civ)
    assert drafter.get(url).status_code == 200
    assert drafter.post(url, upload())["Location"].startswith("/admin/")
    assert twin(page) is None
    make_translation(page)
    seen = drafter.post(url, upload())
    assert counts(seen)["changes"] == 6
    drafter.post(url, hidden(seen))
    assert twin(page).get_latest_revision_as_object().title == "The plan"
    for reader in (cast.outsider, cast.citizen, None):
        assert as_user(reader).get(url).status_code == 302


def test_a_preview_belongs_to_whom_and_to_which_draft_it_was_shown(stage, page, url, cast, as_user):
    """ATTACKS, CVE-2024-27095: uploads belong to who uploaded them."""
    make_translation(page)
    fields = hidden(as_user(cast.publisher).post(url, upload()))
    as_user(cast.drafter_gov).post(url, fields)
    other = reverse("drafts_translate", args=[stage.page.pk])
    as_user(cast.publisher).post(other, fields)
    assert not StringTranslation.objects.filter(data="The plan").exists()


def test_hostile_words_are_shown_as_words(url, cast, as_user):
    hostile = ENGLISH.replace("two", "&lt;img src=x onerror=alert(1)&gt;")
    shown = as_user(cast.publisher).post(url, upload(hostile))
    soup = BeautifulSoup(shown.content, "html.parser")
    assert not soup.select("td img")
    assert "onerror=alert(1)" in soup.get_text()
