"""Bringing translations in step loses nobody's words.

wagtail-localize issue 876: who stops a translation, edits it by hand and starts it again finds the page
as it was before. Each test here is a way in which words could go.
"""

import json
from datetime import timedelta
from uuid import uuid4

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from consult.consultations import kept_words, trees
from consult.consultations.translating import bring_up_to_date
from consult.drafts.models import DraftPage, Version
from tests.factories.pages import SECTIONS, locale, publish, synchronise

pytestmark = pytest.mark.django_db

ENGLISH = {
    "Projet de plan": "Draft plan",
    "Ouvrir les données climatiques": "Open climate data",
    "Les données existent, mais elles restent dispersées.": "Data exist, but lie scattered.",
    "Engagement 1": "Commitment 1",
    "Personne ne sait ce qui existe.": "Nobody knows what exists.",
    "Chaque administration publie ses données avant la fin de 2027.": "All publish by 2027.",
    "Ministère de la Transition": "Ministry of Transition",
    "Collectif Climat ouvert": "Open Climate Collective",
    "Inventaire": "Inventory",
}


@pytest.fixture
def translated(stage, cast):
    """The draft's page in English, every sentence of it translated."""
    synchronise(stage.consultation_page)
    synchronise(stage.page)
    translation = translation_of(stage.page)
    for segment in segments_of(translation):
        if segment.string.data in ENGLISH:
            say(translation, segment, ENGLISH[segment.string.data], by=cast.publisher)
    return synchronise(stage.page)


def translation_of(page):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale=locale("en")
    )


def segments_of(translation):
    return StringSegment.objects.filter(source=translation.source).select_related(
        "string", "context"
    )


def say(translation, segment, words, *, by=None):
    return StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        defaults={"data": words, "translation_type": "manual", "last_translated_by": by},
    )[0]


def words_of(page):
    """Return all that a draft page says, as it is stored."""
    page = DraftPage.objects.get(pk=page.pk)
    return page.title + json.dumps(list(page.sections.raw_data), default=str, ensure_ascii=False)


def rewrite(page, *blocks, **fields):
    page = DraftPage.objects.get(pk=page.pk)
    if blocks:
        page.sections = list(blocks)
    for name, value in fields.items():
        setattr(page, name, value)
    return publish(page)


def raw(page):
    return [dict(one) for one in DraftPage.objects.get(pk=page.pk).sections.raw_data]


def section(html):
    """Return a section of text that is new."""
    return {"type": "text", "value": html, "id": str(uuid4())}


def bring_in_step(page, as_user, cast, *, and_publish=True):
    """Press the button that brings translations in step."""
    source = translation_of(page).source
    data = {"publish_translations": "on"} if and_publish else {}
    answer = as_user(cast.admin).post(f"/admin/localize/update/{source.pk}/", data, follow=True)
    assert answer.status_code == 200
    latest = page.get_translation(locale("en")).get_latest_revision()
    if and_publish and latest:  # it publishes after commit, unlike a test
        latest.publish()
    return answer


def edit_by_hand(page, *blocks, **fields):
    """Stop a page's translation, and write on it as in Wagtail's editor."""
    translation = translation_of(page)
    translation.enabled = False
    translation.save()
    twin = DraftPage.objects.get(translation_key=page.translation_key, locale=locale("en"))
    return rewrite(twin, *blocks, **fields)


def start_again(twin, as_user, cast):
    return as_user(cast.admin).post(
        f"/admin/pages/{twin.pk}/edit/", {"localize-restart-translation": "1"}, follow=True
    )


# The source is changed


def test_every_sentence_was_translated(translated):
    for words in ENGLISH.values():
        assert words in words_of(translated)


def test_a_section_that_was_moved_keeps_its_translation(stage, translated, as_user, cast):
    first, second, third = raw(stage.page)
    rewrite(stage.page, third, first, second)
    bring_in_step(stage.page, as_user, cast)
    for words in ENGLISH.values():
        assert words in words_of(translated)


def test_a_section_that_was_split_keeps_the_translation_of_both_parts(
    stage, translated, as_user, cast
):
    """The second part is a new section: wagtail-localize knew its sentence only in the first."""
    first, second, third = raw(stage.page)
    halves = ("<p>Les données existent.</p>", "<p>Elles restent dispersées.</p>")
    page = rewrite(stage.page, first, {**second, "value": "".join(halves)}, third)
    bring_in_step(page, as_user, cast)
    translation = translation_of(page)
    for segment in segments_of(translation):
        if segment.string.data == "Elles restent dispersées.":
            say(translation, segment, "They lie scattered.")
    rewrite(page, first, {**second, "value": halves[0]}, section(halves[1]), third)
    bring_in_step(page, as_user, cast)
    assert "They lie scattered." in words_of(translated)


def test_a_sentence_that_was_changed_keeps_its_former_words_for_the_translator(
    stage, translated, as_user, cast
):
    first, second, third = raw(stage.page)
    changed = "<p>Les données existent, mais elles restent très dispersées.</p>"
    rewrite(stage.page, first, {**second, "value": changed}, third)
    answer = bring_in_step(stage.page, as_user, cast)

    kept = StringTranslation.objects.get(
        data="Data exist, but lie scattered.", translation_of__data__contains="très"
    )
    assert kept.has_error
    assert kept.get_error()
    assert kept.last_translated_by == cast.publisher
    assert "1" in str(next(iter(answer.context["messages"])))
    # The page shows the new original until somebody has looked at it.
    assert "très dispersées" in words_of(translated)
    editor = as_user(cast.admin).get(f"/admin/pages/{translated.pk}/edit/").content.decode()
    assert "Data exist, but lie scattered." in editor


def test_former_words_count_once_they_are_confirmed(stage, translated, as_user, cast):
    first, second, third = raw(stage.page)
    changed = "<p>Les données existent, mais elles restent très dispersées.</p>"
    rewrite(stage.page, first, {**second, "value": changed}, third)
    before = translation_of(stage.page).get_progress()
    bring_in_step(stage.page, as_user, cast)
    translation = translation_of(stage.page)
    assert translation.get_progress() == (before[0], before[1] - 1)
    segment = next(one for one in segments_of(translation) if "très" in one.string.data)
    as_user(cast.admin).put(
        f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
        "value=Data+exist%2C+but+lie+scattered.",
        content_type="application/x-www-form-urlencoded",
    )
    assert translation.get_progress() == before
    synchronise(stage.page)
    assert "Data exist, but lie scattered." in words_of(translated)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("Ouvrir les données climatiques", "Ouvrir les données du climat", "Open climate data"),
        ("Engagement 1", "Engagement 12", "Commitment 1"),
        (
            "Ministère de la Transition",
            "Ministère de la Transition verte",
            "Ministry of Transition",
        ),
        ("Inventaire", "Inventaires", "Inventory"),
    ],
)
def test_headings_and_fields_of_commitments_keep_theirs(
    stage, translated, as_user, cast, old, new, kept
):
    blocks = json.loads(
        json.dumps(raw(stage.page), default=str, ensure_ascii=False).replace(old, new)
    )
    rewrite(stage.page, *blocks)
    bring_in_step(stage.page, as_user, cast)
    assert StringTranslation.objects.get(translation_of__data=new).data == kept


def test_a_title_keeps_its_words_however_much_of_it_was_changed(stage, translated, as_user, cast):
    rewrite(stage.page, title="Tout autre chose")
    bring_in_step(stage.page, as_user, cast)
    assert (
        StringTranslation.objects.get(translation_of__data="Tout autre chose").data == "Draft plan"
    )


def test_a_section_that_was_removed_has_its_translation_back_when_it_comes_back(
    stage, translated, as_user, cast
):
    first, second, third = raw(stage.page)
    rewrite(stage.page, first, third)
    bring_in_step(stage.page, as_user, cast)
    assert "scattered" not in words_of(translated)
    rewrite(stage.page, first, second, third)
    bring_in_step(stage.page, as_user, cast)
    assert "Data exist, but lie scattered." in words_of(translated)


def test_a_quite_different_sentence_is_given_no_former_words(stage, translated, as_user, cast):
    first, second, third = raw(stage.page)
    rewrite(stage.page, first, {**second, "value": "<p>Zut.</p>"}, third)
    bring_in_step(stage.page, as_user, cast)
    assert not StringTranslation.objects.filter(translation_of__data="Zut.").exists()


def test_versions_that_were_published_keep_every_word(stage, translated, as_user, cast):
    before = Version.objects.filter(draft=stage.draft, language="en").order_by("-number")[0]
    rewrite(stage.page, *raw(stage.page)[:1])
    bring_in_step(stage.page, as_user, cast)
    assert before.sections.filter(text__contains="scattered").exists()


def test_two_pages_that_share_a_sentence_have_a_translation_each(stage, translated, as_user, cast):
    synchronise(stage.other_page)
    other = translation_of(stage.other_page)
    for segment in segments_of(other):
        if segment.string.data in ENGLISH:
            say(other, segment, "Otherwise")
    twin = synchronise(stage.other_page)
    bring_in_step(stage.page, as_user, cast)
    assert "Data exist, but lie scattered." in words_of(translated)
    assert "Otherwise" in words_of(twin)
    assert "scattered" not in words_of(twin)


# By hand


def test_what_was_written_by_hand_stays_when_the_translation_is_started_again(
    stage, translated, as_user, cast
):
    """wagtail-localize issue 876, as it was reported."""
    first, second, third = raw(translated)
    by_hand = {**second, "value": "<p>Data are there, yet scattered about.</p>"}
    twin = edit_by_hand(stage.page, first, by_hand, third, title="The plan, by hand")

    start_again(twin, as_user, cast)

    assert translation_of(stage.page).enabled
    bring_in_step(stage.page, as_user, cast)
    assert "Data are there, yet scattered about." in words_of(twin)
    assert "The plan, by hand" in words_of(twin)
    assert "Commitment 1" in words_of(twin)


def test_words_that_have_no_place_are_not_thrown_away(stage, translated, as_user, cast):
    twin = edit_by_hand(stage.page, *raw(translated), section("<p>A passage of our own.</p>"))
    answer = start_again(twin, as_user, cast)
    assert not translation_of(stage.page).enabled
    assert "A passage of our own." in words_of(twin)
    assert "A passage of our own." in answer.content.decode()


def test_an_unpublished_edit_by_hand_is_kept_too(stage, translated, as_user, cast):
    first, second, third = raw(translated)
    translation = translation_of(stage.page)
    translation.enabled = False
    translation.save()
    twin = DraftPage.objects.get(pk=translated.pk)
    twin.sections = [first, {**second, "value": "<p>Only saved.</p>"}, third]
    twin.save_revision()
    start_again(twin, as_user, cast)
    bring_in_step(stage.page, as_user, cast)
    assert "Only saved." in words_of(twin)


def test_after_the_source_was_changed_words_by_hand_are_to_be_confirmed(
    stage, translated, as_user, cast
):
    first, second, third = raw(translated)
    twin = edit_by_hand(stage.page, first, {**second, "value": "<p>By hand.</p>"}, third)
    source_first, source_second, source_third = raw(stage.page)
    new = {**source_second, "value": "<p>Rien de tel.</p>"}
    rewrite(stage.page, source_first, new, source_third)
    bring_up_to_date(translation_of(stage.page).source)
    start_again(twin, as_user, cast)
    kept = StringTranslation.objects.get(translation_of__data="Rien de tel.")
    assert (kept.data, kept.has_error) == ("By hand.", True)


def test_translating_a_page_with_those_below_takes_in_what_was_written_there(
    stage, translated, as_user, cast
):
    """The way by which it happens unseen: a page below starts again with the one above."""
    first, second, third = raw(translated)
    twin = edit_by_hand(stage.page, first, {**second, "value": "<p>By hand.</p>"}, third)
    parent = stage.consultation_page
    english = parent.get_translation(locale("en"))
    Translation.objects.filter(source__object_id=parent.translation_key).delete()
    Page.objects.filter(pk=english.pk).update(alias_of=parent.pk)
    as_user(cast.admin).post(
        f"/admin/localize/submit/page/{parent.pk}/",
        {"locales": [locale("en").pk], "include_subtree": "on"},
    )
    assert translation_of(stage.page).enabled
    bring_in_step(stage.page, as_user, cast)
    assert "By hand." in words_of(twin)


def test_a_page_that_is_made_an_alias_has_its_words_back_when_it_is_translated_again(
    stage, translated, as_user, cast
):
    first, second, third = raw(translated)
    twin = edit_by_hand(stage.page, first, {**second, "value": "<p>By hand.</p>"}, third)
    as_user(cast.admin).post(f"/admin/localize/page/{twin.pk}/convert_to_alias/")
    assert Page.objects.get(pk=twin.pk).alias_of_id == stage.page.pk
    synchronise(stage.page)
    assert "By hand." in words_of(twin)
    assert "Commitment 1" in words_of(twin)


def test_an_edit_that_came_from_elsewhere_is_taken_in_before_the_next_publication(
    stage, translated, as_user, cast
):
    """As a revision that was restored, or a script: the translation goes on, and would undo it."""
    first, second, third = raw(translated)
    rewrite(translated, first, {**second, "value": "<p>Restored.</p>"}, third)
    bring_in_step(stage.page, as_user, cast)
    assert "Restored." in words_of(translated)


def test_an_untouched_translation_is_none_by_hand(stage, translated):
    assert not kept_words.was_edited_by_hand(translation_of(stage.page))


# From a file


def upload(translation, file, as_user, cast):
    return as_user(cast.admin).post(
        f"/admin/localize/translate/{translation.pk}/pofile/upload/",
        {"file": SimpleUploadedFile("en.po", str(file).encode()), "next": "/admin/"},
        follow=True,
    )


def entry(file, original):
    return next(one for one in file if one.msgid == original)


def test_a_file_brings_translations(stage, translated, as_user, cast):
    translation = translation_of(stage.page)
    file = translation.export_po()
    entry(file, "Engagement 1").msgstr = "First commitment"
    upload(translation, file, as_user, cast)
    synchronise(stage.page)
    assert "First commitment" in words_of(translated)
    assert "Inventory" in words_of(translated)


def test_a_file_that_is_older_than_the_editor_overwrites_nothing(stage, translated, as_user, cast):
    translation = translation_of(stage.page)
    file = polib.pofile(str(translation.export_po()))
    file.metadata["POT-Creation-Date"] = str(timezone.now() - timedelta(hours=1))
    segment = next(one for one in segments_of(translation) if one.string.data == "Engagement 1")
    say(translation, segment, "Commitment one, reviewed")
    answer = upload(translation, file, as_user, cast)
    assert StringTranslation.objects.filter(data="Commitment one, reviewed").exists()
    assert list(answer.context["messages"])


def test_a_file_that_lacks_a_sentence_deletes_nothing(stage, translated, as_user, cast):
    translation = translation_of(stage.page)
    file = translation.export_po()
    file.remove(entry(file, "Inventaire"))
    upload(translation, file, as_user, cast)
    synchronise(stage.page)
    assert "Inventory" in words_of(translated)


# Consultations


def test_a_consultation_keeps_its_words_too(stage, translated, as_user, cast):
    page = stage.consultation_page
    translation = translation_of(page)
    for segment in segments_of(translation):
        if segment.string.data == "Un plan, écrit ensemble.":
            say(translation, segment, "A plan, written together.")
    page.summary = "Un plan, écrit par tous."
    publish(page)
    bring_in_step(page, as_user, cast)
    kept = StringTranslation.objects.get(translation_of__data="Un plan, écrit par tous.")
    assert kept.data == "A plan, written together."


def test_an_alias_that_is_translated_is_no_edit_by_hand(stage, as_user, cast):
    trees.sync_languages()
    as_user(cast.admin).post(
        f"/admin/localize/submit/page/{stage.other_page.pk}/", {"locales": [locale("es").pk]}
    )
    twin = stage.other_page.get_translation(locale("es"))
    assert twin.alias_of is None
    assert SECTIONS[0][1]["text"] in words_of(twin)
    translation = Translation.objects.get(
        source__object_id=twin.translation_key, target_locale=locale("es")
    )
    assert not kept_words.was_edited_by_hand(translation)
