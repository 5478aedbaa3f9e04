"""A draft that comes back as a file: sections keep their keys, and people see first what it does."""

import io
import random

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from consult.drafts.importers import read_plan
from consult.drafts.imports import import_plan
from consult.drafts.matching import Passage, matched
from consult.drafts.models import DraftPage, Version
from consult.drafts.pandoc import convert
from consult.drafts.updates import Fate, foresee_update, update_plan
from tests.drafts.test_import_documents import document
from tests.factories.pages import let_edit, make_draft, make_translation

pytestmark = pytest.mark.django_db

PLAN = """# Plan

## Ouvrir les données

Les données sur le climat existent dans chaque administration du pays.

Elles restent pourtant dispersées et personne ne sait où les trouver.

## Associer le public

Chaque consultation publie une réponse à toutes les contributions reçues.
"""
CHANGED = """# Plan

## Associer le public

Chaque consultation publie une réponse motivée à toutes les contributions reçues.

## Ouvrir les données

Les données sur le climat existent dans chaque administration du pays.

Un registre public dit quels jeux sont ouverts.
"""


@pytest.fixture
def page(stage):
    return import_plan(read_plan(PLAN.encode()), parent=stage.consultation_page, publish=True)


def working(page):
    return DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def keys(page):
    return {
        block.value["text"] if block.block_type == "heading" else str(block.value): block.id
        for block in working(page).sections
    }


def fates(page, source):
    return [
        (step.fate, step.label.split()[0]) for step in foresee_update(page, read_plan(source)).steps
    ]


def run(tmp_path, source, **options):
    path = tmp_path / "plan"
    path.write_bytes(source)
    out = io.StringIO()
    call_command(
        "import_plan", str(path), language="fr", consultation="plan", stdout=out, **options
    )
    return out.getvalue()


# What it does


def test_sections_keep_their_keys_where_the_words_match(page):
    before = list(keys(page).values())
    update_plan(page, read_plan(CHANGED.encode()))
    after = list(keys(page).values())
    heading, first, _gone, other_heading, answer = before
    assert [after[0], after[1], after[2], after[3]] == [other_heading, answer, heading, first]
    assert after[4] not in before


def test_it_says_what_becomes_of_each_section(page):
    assert fates(page, CHANGED.encode()) == [
        (Fate.MOVED, "Associer"),
        (Fate.CHANGED, "Chaque"),
        (Fate.KEPT, "Ouvrir"),
        (Fate.KEPT, "Les"),
        (Fate.REMOVED, "Elles"),
        (Fate.ADDED, "Un"),
    ]


def test_nothing_is_published(page):
    update_plan(page, read_plan(CHANGED.encode()))
    page.refresh_from_db()
    assert Version.objects.filter(draft=page.translation_key).count() == 1
    assert page.has_unpublished_changes
    assert "dispersées" in str(page.sections)


def test_threads_stay_with_their_section(page, cast, as_user):
    version = Version.objects.get(draft=page.translation_key)
    section = version.sections.get(text__startswith="Chaque").section
    as_user(cast.citizen).post(
        f"/fr/drafts/{page.translation_key}/threads/", {"section": section.key, "body": "Oui."}
    )
    (step,) = [
        one
        for one in foresee_update(page, read_plan(CHANGED.encode())).steps
        if one.key == section.key
    ]
    assert (step.fate, step.comments_count) == (Fate.CHANGED, 1)
    update_plan(page, read_plan(CHANGED.encode())).publish()
    section.refresh_from_db()
    assert (section.retired_at, section.comments_count) == (None, 1)


def test_a_commitment_keeps_the_fields_that_a_file_cannot_hold(stage, as_user):
    """What was downloaded as a Word document and changed there comes back without its fields."""
    source = as_user().get(f"/fr/drafts/{stage.draft.pk}/versions/1/download.docx").content
    changed = convert(source, "--from", "docx", "--to", "markdown", "--standalone").replace(
        b"avant la", b"pour la"
    )
    update_plan(stage.page, read_plan(document("docx", changed.decode())))
    (before, after) = (
        stage.page.sections[2],
        working(stage.page).sections[2],
    )
    assert before.id == after.id
    assert "pour la fin de 2027" in str(after.value["actions"])
    for name in ("title", "lead", "partner", "themes", "sdgs"):
        assert after.value[name] == before.value[name]
    assert str(after.value["problem"]) == str(before.value["problem"])
    assert "Ministère" not in str(after.value["actions"])


@pytest.mark.parametrize("form", ["md", "docx", "odt"])
def test_what_was_downloaded_and_not_changed_changes_nothing(stage, as_user, form):
    form_taken = "docx" if form == "odt" else form
    url = f"/fr/drafts/{stage.draft.pk}/versions/1/download.{form_taken}"
    source = as_user().get(url).content
    if form == "odt":
        source = convert(source, "--from", "docx", "--to", "odt", "--standalone")
    assert not foresee_update(stage.page, read_plan(source)).changes


@pytest.mark.parametrize("form", ["md", "docx"])
def test_a_section_of_several_paragraphs_comes_back_as_one(stage, as_user, form):
    page = make_draft(
        stage.consultation_page,
        slug="long",
        sections=[
            ("text", "<p>Un début.</p><ul><li>un</li></ul><p>Une fin.</p>"),
            ("text", "<p>Fin.</p>"),
        ],
    )
    url = f"/fr/drafts/{page.translation_key}/versions/1/download.{form}"
    assert not foresee_update(page, read_plan(as_user().get(url).content)).changes


# Keys, whatever happens


VOCABULARY = [f"mot{number}" for number in range(400)]


@given(st.integers(0, 2**32), st.integers(2, 25))
def test_keys_survive_random_edits(seed, size):
    # Words by chance: an adversary would write the same passage twice, and nobody could tell them apart.
    chance = random.Random(seed)  # noqa: S311
    before = [
        Passage(
            chance.choice(["text", "text", "heading"]),
            " ".join(chance.choices(VOCABULARY, k=chance.randint(6, 40))),
        )
        for _number in range(size)
    ]
    after = [
        (place, edited(chance, one)) for place, one in enumerate(before) if chance.random() > 0.2
    ]
    chance.shuffle(after)
    for _number in range(chance.randint(0, 4)):
        new = Passage("text", " ".join(f"neuf{chance.random()}" for _word in range(9)))
        after.insert(chance.randint(0, len(after)), (None, new))
    found = matched(before, [one for _place, one in after])
    assert found == [place for place, _one in after]


def edited(chance: random.Random, passage: Passage) -> Passage:
    """Return a passage with up to a fifth of its words changed."""
    spoken = passage.text.split()
    for place in chance.sample(range(len(spoken)), len(spoken) // 5):
        spoken[place] = chance.choice(VOCABULARY)
    return Passage(passage.kind, " ".join(spoken))


@given(
    st.lists(st.builds(Passage, st.sampled_from(["a", "b"]), st.text("xy .", max_size=8))),
    st.lists(st.builds(Passage, st.sampled_from(["a", "b"]), st.text("xy .", max_size=8))),
)
def test_no_key_is_given_twice(before, after):
    found = [place for place in matched(before, after) if place is not None]
    assert len(found) == len(set(found))


@given(st.lists(st.builds(Passage, st.just("a"), st.text("xy ", max_size=4)), max_size=40))
def test_the_same_text_keeps_every_key_in_its_place(passages):
    assert matched(passages, passages) == list(range(len(passages)))


# The command


def test_the_command_shows_and_does_nothing_in_a_dry_run(page, tmp_path):
    said = run(tmp_path, CHANGED.encode(), update="plan", dry_run=True)
    assert "Associer le public" in said
    assert "Elles restent" in said
    assert page.get_latest_revision().pk == DraftPage.objects.get(pk=page.pk).latest_revision_id


def test_the_command_updates_when_told_so(page, tmp_path):
    said = run(tmp_path, CHANGED.encode(), update="plan", yes=True)
    assert "nothing is published" in said
    assert "motivée" in str(working(page).sections)


def test_the_command_asks_and_takes_silence_for_no(page, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError):
        run(tmp_path, CHANGED.encode(), update="plan")
    assert "motivée" not in str(working(page).sections)


def test_the_command_refuses_what_changes_nothing_and_a_draft_that_is_not_there(page, tmp_path):
    for source, slug in ((PLAN, "plan"), (CHANGED, "rien")):
        with pytest.raises(CommandError):
            run(tmp_path, source.encode(), update=slug, yes=True)


def test_a_translation_is_not_updated(page, tmp_path):
    make_translation(page)
    with pytest.raises(CommandError, match="translation"):
        call_command(
            "import_plan", str(file(tmp_path)), language="en", consultation="plan", update="plan"
        )


def file(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text(CHANGED)
    return path


# The admin


@pytest.fixture
def editor(cast, stage, as_user):
    return as_user(let_edit(cast.citizen, stage.consultation_page))


def upload(source):
    return {"file": SimpleUploadedFile("<b>plan</b>.docx", source)}


def hidden(answer):
    form = BeautifulSoup(answer.content, "html.parser").select_one("form:has([name=plan])")
    return {one["name"]: one.get("value", "") for one in form.select("input[name]")}


def test_a_document_becomes_a_draft_after_a_look(stage, editor):
    url = reverse("drafts_import", args=[stage.consultation_page.pk])
    assert editor.get(url).status_code == 200
    count = DraftPage.objects.count()
    seen = editor.post(url, upload(document("docx")))
    assert "Un premier paragraphe" in seen.content.decode()
    assert DraftPage.objects.count() == count
    answer = editor.post(url, hidden(seen))
    page = DraftPage.objects.latest("pk")
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.live) == ("Plan d’action", False)


def test_a_bad_document_is_refused_in_the_form(stage, editor):
    url = reverse("drafts_import", args=[stage.consultation_page.pk])
    answer = BeautifulSoup(editor.post(url, upload(b"PK\x03\x04")).content, "html.parser")
    assert answer.select_one(".error-message")
    assert not answer.select("[name=plan]")


def test_a_draft_is_updated_after_a_look(page, editor):
    url = reverse("drafts_update", args=[page.pk])
    seen = editor.post(url, upload(CHANGED.encode()))
    assert 'data-fate="removed"' in seen.content.decode()
    editor.post(url, hidden(seen))
    assert "motivée" in str(working(page).sections)


def test_what_was_saved_in_the_meantime_is_not_overwritten(page, editor):
    url = reverse("drafts_update", args=[page.pk])
    seen = editor.post(url, upload(CHANGED.encode()))
    page.save_revision()
    assert editor.post(url, hidden(seen))["Location"] == url
    assert "motivée" not in str(working(page).sections)


def test_a_translation_leads_back_to_its_editor(page, cast, as_user):
    twin = make_translation(page)
    answer = as_user(cast.admin).get(reverse("drafts_update", args=[twin.pk]))
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[twin.pk])


def test_a_preview_belongs_to_whom_and_to_which_page_it_was_shown(
    stage, page, cast, editor, as_user
):
    """ATTACKS, CVE-2024-27095: uploads belong to who uploaded them; CVE-2026-44199: the child must
    belong to the parent that was checked.
    """
    fields = hidden(editor.post(reverse("drafts_update", args=[page.pk]), upload(CHANGED.encode())))
    other = make_draft(stage.consultation_page, slug="troisieme")
    for browser, target in ((editor, other), (as_user(cast.admin), page)):
        browser.post(reverse("drafts_update", args=[target.pk]), fields)
        assert "motivée" not in str(working(target).sections)


def test_only_those_who_may_edit_reach_it(stage, page, editor):
    """ATTACKS, CVE-2026-45086 and CVE-2026-40869: every verb asks for this actor on this object."""
    other = stage.other_page
    for url in (
        reverse("drafts_update", args=[other.pk]),
        reverse("drafts_import", args=[other.get_parent().pk]),
    ):
        for answer in (editor.get(url), editor.post(url, upload(CHANGED.encode()))):
            assert answer.status_code in (302, 403)
            assert answer.get("Location", "/admin/") == "/admin/"


def test_hostile_words_are_shown_as_words(stage, editor):
    """ATTACKS, CVE-2026-28223 and CVE-2024-27095: titles and names of files as script."""
    hostile = "# <img src=x onerror=alert(1)>\n\n## <script>alert(1)</script>\n\nOui.\n"
    url = reverse("drafts_import", args=[stage.consultation_page.pk])
    shown = editor.post(url, upload(document("docx", hostile.replace("<", "\\<"))))
    assert b"<script>alert(1)" not in shown.content
    assert b"<img src=x" not in shown.content
