"""The demonstration on a site with further languages: what has words is translated, people write in any."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TestCase
from wagtail.models import Site

from cms.demo import content
from cms.pages.pages import EditorialPage, HomePage
from consult.answers.models import ClosingReportPage
from consult.consultations.models import ConsultationPage
from consult.drafts.models import DraftPage, Version
from consult.threads.models import Comment
from tests.demo.test_demo import demo
from tests.factories.pages import locale, make_root

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAMES = [("fr", "Français"), ("en", "English"), ("es", "Español"), ("ar", "العربية")]
MARK = "[es] "
TRANSLATED = {"home", "take_part", "charter"}
"""What of site.yaml has words in Spanish here, beside one consultation and its draft."""


def in_two_languages(value):
    """Return a piece of content without the further languages that it has."""
    if isinstance(value, list):
        return [in_two_languages(one) for one in value]
    if not isinstance(value, dict):
        return value
    if content.is_text(value):
        return {code: value[code] for code in content.ALWAYS}
    return {name: in_two_languages(one) for name, one in value.items()}


def marked(value):
    """Return a piece of content with words in Spanish: those in English, with a mark."""
    if isinstance(value, list):
        return [marked(one) for one in value]
    if not isinstance(value, dict):
        return value
    if not content.is_text(value):
        return {name: marked(one) for name, one in value.items()}
    english = value["en"]
    if english.startswith("<"):
        return {**value, "es": english}
    is_slug = " " not in english and english == english.lower()
    return {**value, "es": f"es-{english}" if is_slug else f"{MARK}{english}"}


def read_with_spanish(read):
    def reading(name):
        texts = read(name)
        if name.startswith("plan") or name == "site":
            texts = in_two_languages(texts)
        if name == "plan-courts":
            return marked(texts)
        if name == "site":
            texts = {key: marked(one) if key in TRANSLATED else one for key, one in texts.items()}
            texts["consultations"] = [
                marked(one) if "courts" in one.get("drafts", []) else one
                for one in texts["consultations"]
            ]
        return texts

    return reading


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The demonstration in four languages, some of it in Spanish, built once."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "LANGUAGES", NAMES)
        patch.setattr(settings, "WAGTAIL_CONTENT_LANGUAGES", NAMES)
        patch.setattr(content, "read", read_with_spanish(content.read))
        atomics = TestCase._enter_atomics()
        try:
            make_root()
            said = demo()
        except BaseException:  # or every module after this one would fail too
            TestCase._rollback_atomics(atomics)
            raise
        yield said
        TestCase._rollback_atomics(atomics)
        cache.clear()


@pytest.fixture(autouse=True)
def languages(settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = NAMES


def translated(page_class, code):
    """Return the pages that are translated into a language, and not shown in another one's words."""
    return page_class.objects.filter(locale__language_code=code, alias_of=None)


def test_pages_with_words_in_a_further_language_are_translated(built):
    for page_class in (HomePage, EditorialPage, ConsultationPage, DraftPage):
        (page,) = translated(page_class, "es")
        assert page.title.startswith(MARK)
        assert page.live
    names = translated(ConsultationPage, "es").get().partners.values_list("name", flat=True)
    assert names
    assert all(name.startswith(MARK) for name in names)
    assert not any(
        translated(one, "ar").exists() for one in (HomePage, ConsultationPage, DraftPage)
    )


def test_every_page_is_in_both_languages_of_the_demonstration_as_before(built):
    for page_class in (ConsultationPage, DraftPage, EditorialPage):
        for page in page_class.objects.filter(locale=locale("fr")):
            assert page.get_translation(locale("en")).live


def test_a_draft_in_a_further_language_has_the_same_sections_and_versions(built):
    page = translated(DraftPage, "es").get()
    versions = {
        code: list(
            Version.objects.filter(draft=page.translation_key, language=code)
            .order_by("number")
            .last()
            .sections.values_list("section__key", flat=True)
        )
        for code in ("fr", "en", "es")
    }
    assert versions["fr"] == versions["en"] == versions["es"]


def test_a_completed_consultation_has_its_report_in_each_language_of_its_page(built):
    report = translated(ClosingReportPage, "es").get()
    assert report.get_parent().specific == translated(ConsultationPage, "es").get()


def test_an_arabic_question_is_answered_in_french_and_a_thread_is_in_spanish(built, client):
    (question,) = Comment.objects.filter(language="ar", thread=None)
    replies = Comment.objects.filter(thread=question)
    assert set(replies.values_list("language", flat=True)) == {"fr", "ar"}
    (remark,) = Comment.objects.filter(language="es", thread=None)
    assert Comment.objects.filter(thread=remark, language="es").exists()
    Site.objects.update(hostname="testserver", port=80)
    cache.clear()
    page = client.get(f"/c/{question.pk}", follow=True).content.decode()
    assert "بطاقة التكيّف" in page
    assert 'lang="ar"' in page
    assert 'dir="auto"' in page or 'dir="rtl"' in page


# The content as it is


def files():
    return [path.stem for path in Path(content.FOLDER).glob("*.yaml")]


def texts_of(value, path=""):
    """Yield each text in several languages, and where it stands."""
    if content.is_text(value):
        yield path, value
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in items:
        if isinstance(one, dict | list):
            yield from texts_of(one, f"{path}.{name}")


@pytest.mark.parametrize("name", files())
def test_texts_have_words_in_languages_that_are_known_only(name):
    known = {code for code, _name in NAMES}
    for path, text in texts_of(content.read(name)):
        extra = set(text) - known
        assert not extra or name == "desk", f"{name}{path}: {extra}"


def pages():
    """Yield each page of the demonstration, with all that must be there in its languages."""
    site = content.read("site")
    charter = site.pop("charter")
    for page in site.pop("consultations"):
        yield page["key"], [page, charter]
    yield from ((key, [page]) for key, page in site.items())
    yield from ((name, [content.read(name)]) for name in files() if name.startswith("plan"))


@pytest.mark.parametrize(("key", "texts"), list(pages()), ids=str)
def test_a_page_in_a_further_language_is_whole(key, texts):
    for code, _name in NAMES:
        if content.speaks(texts[0], code):
            content.in_language(texts, code)


@pytest.mark.parametrize("name", ["site", *(one for one in files() if one.startswith("plan"))])
def test_a_translation_has_the_tags_of_its_source(name):
    for path, text in texts_of(content.read(name)):
        tags = {code: re.findall(r"</?(?:h\d|p|ul|ol|li)>", words) for code, words in text.items()}
        assert all(one == tags["fr"] for one in tags.values()), f"{name}{path}"


def test_half_a_page_is_refused_with_the_words_that_are_missing():
    half = {
        "title": {"fr": "Un", "en": "One", "es": "Uno"},
        "intro": {"fr": "Des mots", "en": "Words"},
    }
    assert content.speaks(half, "es")
    assert not content.speaks(half, "ar")
    with pytest.raises(content.NotTranslated, match="Des mots"):
        content.in_language(half, "es")
