"""`manage.py import_plan`: one text in several languages is one draft, whose sections have one key."""

from io import StringIO

import pytest
import yaml
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.drafts.publishing import has_own_text
from tests.drafts.importers.reading import DATA
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db

FILES = {"fr": "fra", "en": "eng", "es": "spa", "ar": "arb"}
NAMES = [("fr", "Français"), ("en", "English"), ("es", "Español"), ("ar", "العربية")]
DECLARATIONS = DATA / "udhr-html"
NAP = DATA / "ogp-canada-nap" / "nap5.yaml"

needs_declarations = pytest.mark.skipif(
    not DECLARATIONS.exists(), reason="needs the thirty articles in ../shared/data/udhr-html"
)
needs_nap = pytest.mark.skipif(
    not NAP.exists(), reason="needs the bilingual plan in ../shared/data/ogp-canada-nap"
)

FRENCH = """<!doctype html><html lang="fr"><body><h1>Plan</h1>
<article><h2>Article 1</h2><p>Un <a href="https://example.org/fr">lien</a>.</p></article>
<article><h2>Article 2</h2><ul><li>un</li><li>deux</li></ul></article></body></html>"""
ENGLISH = """<!doctype html><html lang="en"><body><h1>The plan</h1>
<article><h2>Article 1</h2><p>A <a href="https://example.org/fr">link</a>.</p></article>
<article><h2>Article 2</h2><ul><li>one</li><li>two</li></ul></article></body></html>"""


@pytest.fixture(autouse=True)
def languages(settings):
    """Let the site speak four languages."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = NAMES
    for code in FILES:
        Locale.objects.get_or_create(language_code=code)


@pytest.fixture
def write(tmp_path):
    def written(content, name):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def pair(write):
    return write(FRENCH, "fr.html"), write(ENGLISH, "en.html")


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    def ran(path, *more, language="fr", consultation="plan", **options):
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command(
                "import_plan",
                str(path),
                *more,
                language=language,
                consultation=consultation,
                stdout=out,
                **options,
            )
        return out.getvalue()

    return ran


@pytest.fixture
def refusal_of(run):
    def refused(*args, **options):
        with pytest.raises(CommandError) as refusal:
            run(*args, **options)
        assert refusal.value.returncode == 1
        return str(refusal.value)

    return refused


@pytest.fixture
def imported(run, pair):
    """A small draft in French, and its translation, both published."""
    run(pair[0], f"--with=en={pair[1]}", publish=True)
    return page_in("fr", "plan")


def page_in(language, slug):
    return DraftPage.objects.get(slug=slug, locale__language_code=language)


def twin_of(page, language="en"):
    return DraftPage.objects.get(
        translation_key=page.translation_key, locale__language_code=language
    )


def latest(page, language):
    versions = Version.objects.filter(draft=page.translation_key, language=language)
    version = versions.order_by("-number").first()
    return list(VersionSection.objects.filter(version=version).order_by("position"))


def words(page, language):
    return [one.text for one in latest(page, language)]


def files_of_declarations():
    return {code: DECLARATIONS / f"{name}.html" for code, name in FILES.items()}


def articles_of(path):
    """Return the words of each article of a file, read by other means than the importer's."""
    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    return [
        [" ".join(p.get_text().split()) for p in article.find_all("p")]
        for article in soup.find_all("article")
    ]


# Thirty articles in four languages


@pytest.fixture
def declaration(run):
    files = files_of_declarations()
    more = [f"--with={code}={files[code]}" for code in ("en", "es", "ar")]
    run(files["fr"], *more, publish=True)
    return DraftPage.objects.filter(locale__language_code="fr").latest("pk")


@needs_declarations
def test_thirty_articles_have_one_key_in_each_language(stage, declaration):
    keys = {code: [str(one.section.key) for one in latest(declaration, code)] for code in FILES}
    assert len(set(map(tuple, keys.values()))) == 1
    assert len(keys["fr"]) == 62
    assert Section.objects.filter(draft=declaration.translation_key).count() == 63
    for code, path in files_of_declarations().items():
        texts = words(declaration, code)[3::2]
        expected = articles_of(path)
        assert len(texts) == len(expected) == 30
        for text, paragraphs in zip(texts, expected, strict=True):
            assert [" ".join(line.split()) for line in text.split("\n") if line] == paragraphs


@needs_declarations
def test_no_word_of_any_preamble_is_lost_where_paragraphs_stand_otherwise(stage, declaration):
    for code, path in files_of_declarations().items():
        soup = BeautifulSoup(path.read_bytes(), "html.parser")
        paragraphs = soup.header.find_all("p")
        said = " ".join(" ".join(p.get_text().split()) for p in paragraphs)
        assert " ".join(words(declaration, code)[1].split()) == said
        assert latest(declaration, code)[1].html.count("<p") == 1


@needs_declarations
def test_the_arabic_page_runs_from_right_to_left(stage, declaration, as_user):
    page = twin_of(declaration, "ar")
    soup = BeautifulSoup(as_user().get(page.url).content, "html.parser")
    assert (soup.html["lang"], soup.html["dir"]) == ("ar", "rtl")
    shown = " ".join(soup.get_text().split())
    assert articles_of(files_of_declarations()["ar"])[11][0] in shown
    assert page.title in shown


@needs_declarations
def test_a_comment_on_the_french_article_12_is_seen_at_the_arabic_one(
    stage, cast, declaration, as_user
):
    heading, text = latest(declaration, "fr")[24:26]
    assert heading.title.endswith("12")
    address = f"drafts/{declaration.translation_key}/threads/"
    said = "Et la vie privée en ligne ?"
    as_user(cast.citizen).post(f"/fr/{address}", {"section": text.section.key, "body": said})
    at = {
        one.section.key: as_user().get(f"/ar/{address}?section={one.section.key}", follow=True)
        for one in latest(declaration, "ar")[25:29:2]
    }
    assert {key: said in answer.content.decode() for key, answer in at.items()} == {
        text.section.key: True,
        latest(declaration, "fr")[27].section.key: False,
    }
    assert latest(declaration, "ar")[24].title == "المادة 12"


@needs_declarations
def test_a_second_run_changes_nothing_in_any_language(stage, run, declaration):
    before = list(Version.objects.values_list("pk", flat=True))
    rows = list(StringTranslation.objects.order_by("pk").values_list("data", "updated_at"))
    for code in ("en", "es", "ar"):
        said = run(
            files_of_declarations()[code],
            language=code,
            translates=str(declaration.translation_key),
            publish=True,
        )
        assert "Nothing was changed" in said or "changes: 0, kept: 0" in said
    assert list(Version.objects.values_list("pk", flat=True)) == before
    assert list(StringTranslation.objects.order_by("pk").values_list("data", "updated_at")) == rows


# A plan in two languages, value by value


@needs_nap
@pytest.mark.parametrize(("first", "second"), [("en", "fr"), ("fr", "en")])
def test_a_bilingual_plan_is_one_draft_in_whichever_language_first(
    stage, run, english_page, first, second
):
    consultation = english_page.get_parent().slug if first == "en" else "plan"
    run(
        NAP,
        f"--with={second}",
        language=first,
        consultation=consultation,
        title="NAP",
        publish=True,
    )
    page = page_in(first, "nap")
    twin = twin_of(page, second)
    assert has_own_text(page)
    assert not has_own_text(twin)
    [resource] = yaml.safe_load(NAP.read_text())["resources"]
    fields = {field["datastore_id"]: field.get("choices") for field in resource["fields"]}
    for code, one in ((first, page), (second, twin)):
        commitments = [block for block in one.sections if block.block_type == "commitment"]
        assert len(commitments) == 5
        steps = [step for block in commitments for step in block.value["milestones"]]
        assert len(steps) == 19
        numbered = list(fields["milestones"].items())
        for place in range(0, 19, 3):
            number, value = numbered[place]
            assert steps[place]["title"] == f"{number}: {' '.join(value[code].split())}"
        shown = " ".join(" ".join(words(page, code)).split())
        for number, value in list(fields["indicators"].items())[::9]:
            assert f"{number}: {' '.join(value[code].split())}" in shown
            assert " ".join(value["deadline"][code].split()) in shown
    assert [one.section.key for one in latest(page, "en")] == [
        one.section.key for one in latest(page, "fr")
    ]


# In step


def test_a_translation_is_one_that_editors_go_on_with(stage, imported):
    twin = twin_of(imported)
    assert (twin.title, twin.slug, twin.live) == ("The plan", "the-plan", True)
    translation = Translation.objects.get(
        source__object_id=imported.translation_key, target_locale=twin.locale
    )
    assert translation.enabled
    total, translated = translation.get_progress()
    assert total == translated
    assert words(imported, "en") == ["Article 1", "A link.", "Article 2", "one\ntwo"]
    assert Version.objects.get(draft=imported.translation_key, language="en").translates


def test_it_waits_for_editors_unless_it_is_published(stage, run, pair):
    run(pair[0], publish=True)
    page = page_in("fr", "plan")
    said = run(pair[1], language="en", translates="plan", yes=True)
    twin = twin_of(page)
    assert not twin.live
    assert f"page {twin.pk}" in said
    assert not Version.objects.filter(draft=page.translation_key, language="en").exists()
    run(pair[1], language="en", translates="plan", publish=True)
    assert twin_of(page).live


def test_a_translation_of_what_is_not_public_is_not_published(stage, run, refusal_of, pair):
    run(pair[0])
    said = refusal_of(pair[1], language="en", translates="plan", publish=True, yes=True)
    assert "not published" in said
    assert run(pair[1], language="en", translates="plan", yes=True)


def test_a_changed_file_changes_the_words_of_its_language_only(stage, run, imported, write):
    french = words(imported, "fr")
    path = write(ENGLISH.replace("two", "second"), "en2.html")
    said = run(path, language="en", translates="plan", yes=True, publish=True)
    assert "“two” → “second”" in said
    assert "changes: 1, kept: 0" in said
    assert words(imported, "en")[3] == "one\nsecond"
    assert words(imported, "fr") == french
    assert Version.objects.filter(draft=imported.translation_key, language="fr").count() == 1


def test_what_a_person_changed_since_is_listed_and_kept_until_it_is_asked_for(
    stage, cast, run, imported, write
):
    """wagtail-localize 876: what somebody translated was lost without a word."""
    row = StringTranslation.objects.get(data="two", context__object_id=imported.translation_key)
    row.data, row.tool_name, row.last_translated_by = "both", "", cast.publisher
    row.save()
    changed = ENGLISH.replace("two", "second").replace("one", "first")
    path = write(changed, "en2.html")
    said = run(path, language="en", translates="plan", yes=True, publish=True)
    assert "“both” → “second”" in said
    assert "changes: 1, kept: 1" in said
    assert words(imported, "en")[3] == "first\nboth"
    run(path, language="en", translates="plan", yes=True, publish=True, overwrite=True)
    assert words(imported, "en")[3] == "first\nsecond"


def test_a_changed_source_keeps_the_words_of_what_did_not_change(stage, run, imported, write):
    raw = [dict(one) for one in imported.sections.raw_data]
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "text": "Article 1 bis"}}
    imported.sections = raw
    publish(imported)
    path = write(ENGLISH.replace("Article 1<", "Article 1 again<"), "en2.html")
    said = run(path, language="en", translates="plan", yes=True, publish=True)
    assert "changes: 1, kept: 0" in said
    assert words(imported, "en") == ["Article 1 again", "A link.", "Article 2", "one\ntwo"]


def test_a_dry_run_stores_nothing(stage, run, pair, write):
    before = DraftPage.objects.count()
    said = run(pair[0], f"--with=en={pair[1]}", publish=True, dry_run=True)
    assert "not stored" in said
    assert DraftPage.objects.count() == before
    assert not Translation.objects.filter(source__object_repr="Plan").exists()
    run(pair[0], publish=True)
    said = run(pair[1], language="en", translates="plan", dry_run=True)
    assert "changes: 6" in said
    assert (
        DraftPage.objects.filter(translation_key=page_in("fr", "plan").translation_key).count() == 1
    )


def test_without_agreement_nothing_is_done(stage, run, refusal_of, pair, monkeypatch):
    run(pair[0], publish=True)
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    assert "Nothing was changed" in refusal_of(pair[1], language="en", translates="plan")
    assert not StringTranslation.objects.filter(data="The plan").exists()


def test_links_are_those_of_the_draft(stage, run, pair, write):
    """A translation brings words: an address that the draft does not have finds no place."""
    run(pair[0], publish=True)
    path = write(
        ENGLISH.replace("example.org/fr", "example.org/en").replace(
            "<li>two</li>", '<li>two <a href="https://evil.example">x</a></li>'
        ),
        "en2.html",
    )
    said = run(path, language="en", translates="plan", yes=True, publish=True)
    assert "“link”" in said
    assert "“x”" in said
    html = latest(page_in("fr", "plan"), "en")[1].html
    assert "https://example.org/fr" in html
    assert "evil.example" not in "".join(one.html for one in latest(page_in("fr", "plan"), "en"))
    assert words(page_in("fr", "plan"), "en")[3] == "one\ntwo x"


# Refused


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("<h2>Article 2</h2>", "", ["3", "Article 2", "one"]),
        ("Article 2", "Article 3", ["3", "Article 2", "Article 3"]),
        ("<h2>Article 2</h2>", "<h3>Article 2</h3>", ["3", "Article 2"]),
        ("<li>two</li>", "", ["4", "2", "1"]),
        ("</body>", "<article><h2>More</h2></article></body>", ["5", "end of the text", "More"]),
    ],
    ids=["section", "number", "level", "item", "longer"],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "later"])
def test_uneven_texts_are_refused_with_the_first_place(
    stage, run, refusal_of, pair, write, old, new, named, at_once
):
    assert old in ENGLISH
    path = write(ENGLISH.replace(old, new), "uneven.html")
    if at_once:
        before = DraftPage.objects.count()
        said = refusal_of(pair[0], f"--with=en={path}", publish=True)
        assert DraftPage.objects.count() == before
    else:
        run(pair[0], publish=True)
        said = refusal_of(path, language="en", translates="plan", yes=True)
        assert not StringTranslation.objects.filter(data="The plan").exists()
    assert "%(" not in said
    if at_once:  # in French, as the command speaks the draft's language
        named = [one for one in named if one != "end of the text"]
    for one in named:
        assert one in said


def test_other_refusals_name_what_to_do(stage, run, refusal_of, pair, write, imported):
    spoken = refusal_of(pair[0], language="en", translates="plan", yes=True)
    assert "“fr”" in spoken
    assert "“en”" in spoken
    assert "--with" in refusal_of(pair[0], f"--with=en={pair[1]}", translates="plan")
    assert "nowhere" in refusal_of(pair[1], language="en", translates="nowhere")
    assert "plan" in refusal_of(pair[1], language="en", translates="nowhere")
    assert "“x”" in refusal_of(pair[1], language="en", translates="plan", consultation="x")
    assert "Name each" in refusal_of(pair[0], f"--with=fr={pair[0]}", title="Other")
    with pytest.raises(CommandError):
        run(pair[0], "--with=tlh=x.html")
    latin = write(ENGLISH.replace("one", "né").encode("latin-1"), "latin.html")
    assert "UTF-8" in refusal_of(latin, language="en", translates="plan", yes=True)


def test_the_language_in_which_a_draft_is_written_is_no_translation(
    stage, refusal_of, imported, pair
):
    key = str(imported.translation_key)
    assert refusal_of(pair[0], language="fr", translates=key, yes=True)
    assert Draft.objects.filter(pk=imported.translation_key).exists()
    assert not StringTranslation.objects.filter(
        locale__language_code="fr", context__object_id=imported.translation_key
    ).exists()


def test_a_page_that_is_written_itself_is_not_overwritten(stage, refusal_of, imported, pair):
    Translation.objects.filter(source__object_id=imported.translation_key).update(enabled=False)
    said = refusal_of(pair[1], language="en", translates="plan", yes=True)
    assert "The plan" in said
    assert words(imported, "en") == ["Article 1", "A link.", "Article 2", "one\ntwo"]


# Other formats, and what a file cannot hold


MARKDOWN = """# Plan

## Ouvrir

Un *passage*.

Les dates
| Qui  | Quand |
|------|-------|
| Nous | Mars  |
| Vous | Juin  |

## Engagement 1 : publier

Tout est publié.
"""
MARKDOWN_ENGLISH = """# The plan

## Open

A *passage*.

The dates
| Who | When  |
|-----|-------|
| We  | March |
| You | June  |

## Commitment 1: publish

All is published.
"""


def test_tables_and_commitments_of_any_format_are_translated(stage, run, write):
    paths = write(MARKDOWN, "fr.md"), write(MARKDOWN_ENGLISH, "en.md")
    run(paths[0], f"--with=en={paths[1]}", publish=True)
    page = page_in("fr", "plan")
    assert words(page, "en")[:2] == ["Open", "A passage."]
    assert words(page, "en")[2].split() == [
        "The",
        "dates",
        "Who",
        "When",
        "We",
        "March",
        "You",
        "June",
    ]
    commitment = twin_of(page).sections[3].value
    assert commitment["title"] == "Commitment 1: publish"
    assert "All is published." in commitment["actions"].source
    assert [one.section.key for one in latest(page, "en")] == [
        one.section.key for one in latest(page, "fr")
    ]
    again = run(paths[1], language="en", translates="plan", publish=True)
    assert "Nothing was changed" in again or "changes: 0, kept: 0" in again


def test_a_table_with_another_row_is_refused(stage, run, refusal_of, write):
    run(write(MARKDOWN, "fr.md"), publish=True)
    path = write(MARKDOWN_ENGLISH.replace("| You |", "| He  | May   |\n| You |"), "en.md")
    said = refusal_of(path, language="en", translates="plan", yes=True)
    assert "Les dates" in said


def test_fields_that_no_file_holds_are_not_touched(stage, run, write):
    run(write(MARKDOWN, "fr.md"), publish=True)
    page = page_in("fr", "plan")
    raw = [dict(one) for one in page.sections.raw_data]
    raw[3] = {**raw[3], "value": {**raw[3]["value"], "problem": "<p>On ne sait rien.</p>"}}
    page.sections = raw
    publish(page)
    path = write(MARKDOWN_ENGLISH, "en.md")
    said = run(path, language="en", translates="plan", yes=True, publish=True)
    assert "without words here: 1" in said
    commitment = twin_of(page).sections[3].value
    assert commitment["problem"].source == "<p>On ne sait rien.</p>"
    assert commitment["title"] == "Commitment 1: publish"
