"""`manage.py import_plan`: from a Markdown file to a draft that people read and discuss."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError

from consult.drafts.importers import MAX_BYTES, read_plan, words_in_plan, words_of
from consult.drafts.models import Draft, DraftPage, Version, VersionSection
from tests.factories.pages import make_consultation, make_home, make_list, make_translation

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[3] / "shared" / "data"
DECLARATION = DATA / "declaration-2016" / "declaration-fr.md"
US_PLAN = DATA / "us-nap-5" / "plan-en.md"
PLAN = """# Plan d’action

## Ouvrir

Un premier *paragraphe*, avec un [lien](https://example.org).

- un
- deux
"""


def needs(path):
    return pytest.mark.skipif(
        not path.exists(), reason=f"needs the real plan {path.name} in ../shared/data"
    )


@pytest.fixture
def plan(tmp_path):
    def write(content=PLAN, name="plan.md"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def run(path, *, language="fr", consultation="plan", **options):
    out = StringIO()
    call_command(
        "import_plan",
        str(path),
        language=language,
        consultation=consultation,
        stdout=out,
        **options,
    )
    return out.getvalue()


def refusal_of(path, **options):
    with pytest.raises(CommandError) as refusal:
        run(path, **options)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def imported():
    return DraftPage.objects.latest("pk")


# Done


def test_an_import_waits_for_editors(stage, plan, as_user):
    said = run(plan())
    page = imported()
    assert (page.title, page.slug, page.live) == ("Plan d’action", "plan-daction", False)
    assert page.get_parent().pk == stage.consultation_page.pk
    assert page.get_latest_revision() is not None
    assert [block.block_type for block in page.sections] == ["heading", "text", "text"]
    assert "3 sections" in said
    assert f"page {page.pk}" in said
    assert not Draft.objects.filter(pk=page.translation_key).exists()
    assert as_user().get(page.url).status_code == 404


def test_published_at_once_it_is_read_and_discussed(stage, cast, plan, as_user):
    said = run(plan(), publish=True)
    page = imported()
    assert page.live
    assert page.full_url in said
    (version,) = Version.objects.filter(draft=page.translation_key)
    assert (version.number, version.language) == (1, "fr")
    section = version.sections.first().section
    answer = as_user(cast.citizen).post(
        f"/fr/drafts/{page.translation_key}/threads/", {"section": section.key, "body": "Oui."}
    )
    assert answer.status_code == 302
    assert "Oui." in as_user().get(answer["Location"]).content.decode()


def test_a_title_of_ones_own(stage, plan):
    run(plan(), title="Notre plan")
    assert (imported().title, imported().slug) == ("Notre plan", "notre-plan")


def test_in_the_language_named(stage, plan):
    make_translation(stage.consultation_page)
    run(plan(), language="en")
    assert imported().locale.language_code == "en"
    assert imported().get_parent().locale.language_code == "en"


def test_two_imports_stand_beside_each_other(stage, plan):
    run(plan())
    run(plan(), title="Un autre")
    assert DraftPage.objects.child_of(stage.consultation_page).count() == 3


def test_two_plans_in_arabic_stand_beside_each_other(stage, plan):
    """Their titles have no Latin letter from which an address could be made."""
    run(plan(), title="خطة المناخ")
    run(plan(), title="خطة النزاهة")
    slugs = DraftPage.objects.child_of(stage.consultation_page).values_list("slug", flat=True)
    assert {"خطة-المناخ", "خطة-النزاهة"} <= set(slugs)


# Refused


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n\x00\x01\x02\xff\xfe", "neither Markdown nor"),
        (b"\x89PNG\r\n\x1a\n\x00", "not text"),
        (b"", "no text"),
        (b" \n\n\t\n", "no text"),
        (b"a" * (MAX_BYTES + 1), "too large"),
    ],
    ids=["pdf", "png", "empty", "blank", "5 MB and 1"],
)
def test_a_file_that_is_no_plan_is_refused_with_a_reason(stage, plan, content, sentence):
    make_translation(stage.consultation_page)
    before = DraftPage.objects.count()
    assert sentence in refusal_of(plan(content), language="en")
    assert DraftPage.objects.count() == before


def test_five_megabytes_are_no_reason(stage, plan):
    words = b"# Plan\n\n" + b"Un mot. " * ((MAX_BYTES - 8) // 8)
    read_plan(words)
    assert len(words) == MAX_BYTES


def test_a_missing_file_is_refused(stage, tmp_path):
    assert "cannot be read" in refusal_of(tmp_path / "none.md")
    assert "cannot be read" in refusal_of(tmp_path)


def test_an_unknown_consultation_is_refused_and_the_known_are_named(stage, plan):
    said = refusal_of(plan(), consultation="nowhere")
    assert "nowhere" in said
    assert "plan" in said
    assert "autre" in said


def test_a_consultation_of_another_language_is_not_this_one(stage, plan):
    assert "plan" in refusal_of(plan(), language="en")


def test_a_language_that_is_not_spoken_is_refused(stage, plan):
    with pytest.raises(CommandError):
        call_command("import_plan", str(plan()), "--language", "tlh", "--consultation", "plan")


def test_without_a_title_one_is_asked_for(stage, plan):
    path = plan("Un paragraphe sans titre.\n")
    if not read_plan(path.read_bytes()).title:
        assert "--title" in refusal_of(path)
    run(path, title="Avec titre")
    assert imported().title == "Avec titre"


def test_the_same_name_twice_is_refused_and_leaves_the_first(stage, plan):
    run(plan())
    first = imported()
    assert "plan-daction" in refusal_of(plan())
    assert imported() == first


# Hostile and real


def test_markup_of_the_file_never_reaches_the_page(stage, plan, as_user):
    """CVE-2026-45572: raw HTML of those who write ran in visitors' browsers."""
    run(
        plan(
            "# Plan <script>alert(1)</script>\n\n"
            "## Titre <img src=x onerror=alert(2)>\n\n"
            "Avant <script>alert(3)</script> <img src=x onerror=alert(4)> après.\n\n"
            "[x](javascript:alert(5)) <a href='javascript:alert(6)' onclick='alert(7)'>y</a>\n\n"
            "<iframe src='https://evil.example'></iframe><svg onload=alert(8)></svg>\n\n"
            "<p style='position:fixed'>z</p>\n\n- <b onmouseover=alert(9)>w</b>\n"
        ),
        publish=True,
    )
    page = imported()
    for address in (page.url, stage.consultation_page.url):
        soup = BeautifulSoup(as_user().get(address).content, "html.parser")
        assert not [one for one in soup.find_all("script") if not one.get("src")]
        assert not soup.find_all(["iframe", "img", "object", "embed"])
        for element in soup.find_all(True):
            assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
            assert not str(element.get("href", "")).strip().lower().startswith("javascript")
    for section in VersionSection.objects.filter(version__draft=page.translation_key):
        assert "<script" not in section.html
        assert "<img" not in section.html


@pytest.mark.parametrize(
    ("path", "language", "commitments"),
    [
        pytest.param(DECLARATION, "fr", 0, marks=needs(DECLARATION)),
        pytest.param(US_PLAN, "en", 20, marks=needs(US_PLAN)),
    ],
    ids=["declaration", "us-nap-5"],
)
def test_a_real_plan_is_published_with_every_word(path, language, commitments, as_user):
    """Words in are words out, through to the version that readers see."""
    home = make_home()
    consultation = make_consultation(make_list(home))
    if language == "en":
        make_translation(consultation)
    said = run(path, language=language, publish=True)

    page = imported()
    sections = VersionSection.objects.filter(version__draft=page.translation_key)
    read = read_plan(path.read_bytes())
    stored = Counter(words_of(page.title))
    for section in sections:
        stored.update(words_of(section.text))
    for note in read.notes:
        if note.code == "word_rejoined":  # counted as the two halves that the file held
            stored.update([note.data["left"], note.data["right"]])
            stored.subtract([note.data["left"] + note.data["right"]])
    lost = Counter(words_in_plan(read)) - stored
    assert not [word for word in lost if not word.isdigit()]  # numbers of lists: the browser's
    assert sections.filter(kind="commitment").count() >= commitments
    assert said.count("\n") >= len(read.notes)
    html = as_user().get(page.url)
    assert html.status_code == 200
    assert html.content.decode().count('data-section="') == sections.count() + 1
