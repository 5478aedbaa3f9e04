"""Each publication takes an immutable, numbered version; sections keep their keys through them."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.live.models import Event, Stream
from consult.live.reading import tell
from tests.factories.pages import make_draft, publish

pytestmark = pytest.mark.django_db


def versions(stage, language="fr"):
    return Version.objects.filter(draft=stage.draft, language=language).order_by("number")


def snapshot(version):
    return list(version.sections.values_list("section__key", "kind", "title", "html", "text"))


def rewrite(page, change):
    """Publish a page with other blocks: `change` gets them as they are stored."""
    raw = [dict(block) for block in page.sections.raw_data]
    page.sections = change(raw)
    return publish(page)


def reworded(raw):
    raw[1] = {**raw[1], "value": "<p>Les données sont ouvertes.</p>"}
    return raw


def test_the_first_publication_makes_row_stream_sections_and_version(stage):
    draft = stage.draft
    assert draft.consultation == stage.consultation
    assert Stream.objects.filter(pk=draft.pk).exists()
    (version,) = versions(stage)
    assert (version.number, version.title, version.language) == (1, "Projet de plan", "fr")
    assert [one.key for one in stage.sections] == [UUID(one.id) for one in stage.page.sections]
    assert [one.position for one in draft.sections.all()] == [0, 1, 2, 3]
    kinds = version.sections.values_list("kind", "title", "level")
    assert list(kinds) == [
        ("heading", "Ouvrir les données climatiques", 2),
        ("text", "", 0),
        ("commitment", "Engagement 1", 3),
    ]


def test_a_commitment_holds_all_its_fields_in_words(stage):
    text = VersionSection.objects.get(kind="commitment", version=versions(stage).first()).text
    for words in (
        "Personne ne sait",
        "fin de 2027",
        "Ministère de la Transition",
        "Collectif Climat ouvert",
        "Inventaire",
        "13",
    ):
        assert words in text


def test_a_second_publication_leaves_the_first_untouched(stage):
    first = versions(stage).get()
    before = snapshot(first)
    rewrite(stage.page, reworded)

    assert [one.number for one in versions(stage)] == [1, 2]
    assert snapshot(first) == before
    assert "ouvertes" in snapshot(versions(stage)[1])[1][3]
    assert [row[0] for row in snapshot(versions(stage)[1])] == [row[0] for row in before]


def test_readers_see_the_latest_version_and_not_the_page_in_the_making(stage, as_user):
    page = stage.page
    page.sections = reworded([dict(one) for one in page.sections.raw_data])
    page.save_revision()
    html = as_user().get(page.url).content.decode()
    assert "dispersées" in html
    assert "ouvertes" not in html


def test_a_version_number_is_taken_once(stage):
    version = versions(stage).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(draft=stage.draft, language="fr", number=version.number, title="x")


def test_a_version_says_who_published_it(stage, cast):
    revision = stage.page.save_revision(user=cast.publisher)
    revision.publish(cast.publisher, skip_permission_checks=True)
    assert versions(stage).last().published_by == cast.publisher


def test_publication_is_told_to_readers_of_that_language(stage):
    event = Event.objects.get(stream=stage.draft.pk, type="version.published")
    told = dict(tell([event], ["fr", "en"]))[event.number]
    assert '"number": 1' in told["fr"] or '"number":1' in told["fr"]
    assert "version.published" not in told["en"]


# Sections through versions


def test_sections_keep_their_keys_when_moved_and_reworded(stage, post):
    comment, keys = post(), [one.key for one in stage.sections]
    rewrite(stage.page, lambda raw: reworded(raw)[::-1])

    assert [one.key for one in stage.sections] == keys[::-1]
    comment.refresh_from_db()
    assert comment.section.key == keys[1]
    assert Section.objects.get(key=keys[1]).comments_count == 1


def test_a_section_that_is_taken_out_is_retired_with_what_was_said(stage, post, as_user):
    comment, key = post(), stage.text.key
    rewrite(stage.page, lambda raw: [raw[0], raw[2]])

    assert Section.objects.get(key=key).retired_at
    assert list(stage.draft.sections.current().values_list("position", flat=True)) == [0, 1, 2]
    html = as_user().get(f"/c/{comment.pk}", follow=True).content.decode()
    assert f'id="c-{comment.pk}"' in html
    assert f'id="s-{key}"' not in html


def test_a_section_that_returns_brings_its_talk_back(stage, post):
    comment, key = post(), stage.text.key
    whole = [dict(one) for one in stage.page.sections.raw_data]
    page = rewrite(stage.page, lambda raw: [raw[0], raw[2]])
    rewrite(page, lambda raw: whole)

    section = Section.objects.get(key=key)
    assert (section.retired_at, section.comments_count) == (None, 1)
    comment.refresh_from_db()
    assert comment.section == section
    assert Section.objects.filter(draft=stage.draft).count() == 4


def test_a_draft_without_any_section_is_published_all_the_same(stage, as_user):
    empty = make_draft(stage.consultation_page, slug="vide", sections=[])
    assert as_user().get(empty.url).status_code == 200
    assert Section.objects.filter(draft=empty.translation_key).count() == 1


# What is no publication


def test_a_scheduled_publication_takes_no_version_before_its_time(stage):
    page = stage.page
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert [one.number for one in versions(stage)] == [1]


def test_saving_takes_no_version(stage):
    stage.page.save_revision()
    assert versions(stage).count() == 1


def test_an_alias_takes_no_version_and_shows_the_text_it_stands_for(stage, as_user):
    twin = stage.page.create_alias(parent=stage.other_page.get_parent(), update_slug="alias")
    assert versions(stage).count() == 1
    html = as_user().get(twin.url).content.decode()
    assert "dispersées" in html


def test_unpublishing_closes_the_door_for_those_who_listen(stage, as_user):
    draft, page = stage.other_draft, stage.other_page
    told = Event.objects.filter(type="visibility.changed", object_id=draft.pk)
    before = told.count()
    page.unpublish()
    assert told.count() == before + 1
    assert as_user().get(page.url).status_code == 404
    section = draft.sections.last().key
    assert as_user().get(f"/fr/drafts/{draft.pk}/threads/?section={section}").status_code == 404


def test_publishing_again_after_that_goes_on_counting(stage):
    stage.page.unpublish()
    publish(DraftPage.objects.get(pk=stage.page.pk))
    assert [one.number for one in versions(stage)] == [1, 2]


def test_deleting_a_page_tells_those_who_listen_and_keeps_the_talk(stage, post):
    """Nothing lost: a page is a face, the thing behind it is one row."""
    comment = post()
    stage.page.delete()
    comment.refresh_from_db()
    assert Draft.objects.filter(pk=comment.draft_id).exists()


# Copies


def test_a_copy_has_rows_of_its_own_and_takes_no_talk(stage, post):
    """Wagtail CVE-2026-44200: a copy reveals nothing that hangs on what it was copied from."""
    post("Zanzibar")
    copy = stage.page.copy(
        to=stage.other_page.get_parent(), update_attrs={"slug": "copie", "title": "Copie"}
    )
    assert copy.translation_key != stage.page.translation_key
    draft = Draft.objects.get(pk=copy.translation_key)
    assert draft.consultation == stage.other_draft.consultation
    assert not draft.comments.exists()
    assert sum(draft.sections.values_list("comments_count", flat=True)) == 0
    assert Stream.objects.get(pk=draft.pk).last == 1


def test_a_copy_below_the_same_consultation_shares_nothing(stage, post):
    comment = post()
    copy = stage.page.copy(update_attrs={"slug": "copie", "title": "Copie"})
    rewrite(DraftPage.objects.get(pk=copy.pk), lambda raw: raw[:1])
    assert Section.objects.get(pk=comment.section_id).retired_at is None
    assert Section.objects.get(pk=comment.section_id).comments_count == 1
