"""Suggesting another wording: written from the present text, shown as what changes."""

import pytest

from consult.drafts.queries import latest_wording
from consult.threads.models import Comment
from tests.factories.pages import publish
from tests.threads.pages import HTMX, article_in, fields_of, soup_of

pytestmark = pytest.mark.django_db

PRESENT = "Les données existent, mais elles restent dispersées."
BETTER = "Les données existent, et elles sont ouvertes."


def box(browser, stage, section=None):
    """The box to write in about a section."""
    page = browser.get(f"{stage.page.url}?section={(section or stage.text).key}")
    return soup_of(page).select_one(".talk form.composer")


def typed(stage, **more):
    return {"section": str(stage.text.key), "kind": "suggestion", "wording": BETTER, **more}


def test_the_box_starts_from_the_sections_present_text(cast, stage, as_user):
    form = box(as_user(cast.citizen), stage)
    assert fields_of(form)["wording"] == PRESENT
    assert form.select_one('[data-for-kind="suggestion"] textarea')["name"] == "wording"
    assert [radio["value"] for radio in form.select("[name=kind]")] == [
        "remark",
        "question",
        "suggestion",
    ]


def test_the_fragment_has_the_same_box(cast, stage, as_user):
    answer = as_user(cast.citizen).get(f"{stage.url()}?section={stage.text.key}", headers=HTMX)
    assert fields_of(soup_of(answer).select_one("form.composer"))["wording"] == PRESENT


def test_after_a_new_version_it_starts_from_that(cast, stage, as_user):
    stage.page.sections[1] = ("text", "<p>Les données sont là.</p>", str(stage.text.key))
    publish(stage.page)
    assert fields_of(box(as_user(cast.citizen), stage))["wording"] == "Les données sont là."


def test_the_whole_draft_has_no_wording_to_change_and_no_words_to_quote(cast, stage, as_user):
    whole = stage.draft.sections.get(key=stage.draft.pk)
    form = box(as_user(cast.citizen), stage, whole)
    assert not {"wording", "quote"} & fields_of(form).keys()


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_suggestion_needs_no_reason_and_shows_what_it_changes(cast, stage, as_user, htmx):
    browser = as_user(cast.citizen)
    answer = browser.post(stage.url(), typed(stage), headers=HTMX if htmx else {})
    comment = Comment.objects.get()
    assert (comment.kind, comment.wording, comment.source) == ("suggestion", BETTER, "")
    page = answer if htmx else browser.get(answer["Location"])
    article = article_in(page, comment)
    proposal = article.select_one(".proposal")
    assert [one.get_text() for one in proposal.select("del, ins")]
    kept = "".join(
        one if isinstance(one, str) else one.contents[1] if one.name == "ins" else ""
        for one in proposal.select_one(".difference").contents
    )
    assert kept == BETTER
    assert not article.select(".words")
    assert article.select_one(".chip-suggestion")


def test_a_screen_reader_hears_what_is_inserted_and_deleted(cast, stage, as_user):
    as_user(cast.citizen).post(stage.url().replace("/fr/", "/en/"), typed(stage))
    page = as_user().get(f"/en/comments/{Comment.objects.get().pk}/")
    inserted = soup_of(page).select_one(".proposal ins .visually-hidden")
    deleted = soup_of(page).select_one(".proposal del .visually-hidden")
    assert (inserted.get_text(), deleted.get_text()) == ("inserted: ", "deleted: ")


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("wording", "status", "sentence"),
    [
        ("", 422, "Your suggestion is empty"),
        (" \n ", 422, "Your suggestion is empty"),
        (PRESENT, 422, "is the text as it stands"),
        (PRESENT.replace(" ", "  ") + "\r\n", 422, "is the text as it stands"),
        ("a" * 20_001, 422, "20,001 characters"),
        ("a\x07b", 422, "invisible control characters"),
    ],
    ids=["empty", "blank", "the same", "the same but for spaces", "too long", "control"],
)
def test_a_refused_suggestion_comes_back_as_it_was_typed(
    cast, stage, as_user, wording, status, sentence, htmx
):
    sent = typed(stage, wording=wording, body="Parce que.", stance="against", quote="données")
    answer = as_user(cast.citizen).post(
        stage.url().replace("/fr/", "/en/"), sent, headers=HTMX if htmx else {}
    )
    assert answer.status_code == status
    form = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert sentence in form.select_one(".refusal").get_text()
    assert fields_of(form).items() >= sent.items()
    assert not Comment.objects.exists()


def test_a_suggestion_about_the_whole_draft_is_refused_and_comes_back(cast, stage, as_user):
    answer = as_user(cast.citizen).post(
        stage.url().replace("/fr/", "/en/"), typed(stage, section=str(stage.draft.pk))
    )
    assert answer.status_code == 422
    form = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert "Choose the passage" in form.get_text()
    assert fields_of(form)["wording"] == BETTER


def test_a_reply_proposes_nothing(cast, stage, post, as_user):
    root = post()
    answer = as_user(cast.citizen).post(stage.url(), typed(stage, in_reply_to=str(root.pk)))
    assert answer.status_code == 422
    assert Comment.objects.count() == 1


def test_a_remark_takes_no_notice_of_the_wording_that_was_in_its_box(cast, stage, as_user):
    as_user(cast.citizen).post(stage.url(), typed(stage, kind="remark", body="Bien."))
    comment = Comment.objects.get()
    assert (comment.kind, comment.wording, comment.written_on) == ("remark", "", None)


def test_a_hidden_suggestion_shows_no_word_of_what_it_proposed(cast, stage, post, hide, as_user):
    comment = hide(post("", kind="suggestion", wording=f"{PRESENT} Zanzibar."))
    page = f"{stage.page.url}?section={stage.text.key}"
    assert "Zanzibar" not in as_user(cast.citizen).get(page).content.decode()
    article = article_in(as_user(cast.moderator_gov).get(page), comment)
    assert "Zanzibar" in article.select_one(".proposal.hidden-words").get_text()


def test_a_hostile_wording_is_text(cast, stage, as_user):
    """CVE-2026-23891: what people write is text on every surface, in the box that comes back too."""
    hostile = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
    browser = as_user(cast.citizen)
    browser.post(stage.url(), typed(stage, wording=hostile))
    refused = browser.post(stage.url(), typed(stage, wording=hostile, stance="nonsense"))
    assert refused.status_code == 422
    for page in (refused, browser.get(f"/fr/comments/{Comment.objects.get().pk}/")):
        soup = soup_of(page)
        assert not soup.find("script", string="alert(1)")
        assert not soup.find("img", src="x")


def test_a_suggestion_does_not_undo_what_was_published_while_it_was_written(stage, post):
    """It is compared with the version that its author had before them."""
    text = stage.text
    before = latest_wording(text, "fr")
    page = stage.page
    raw = [dict(one) for one in page.sections.raw_data]
    raw[1] = {**raw[1], "value": "<p>Les données existent enfin, mais restent dispersées.</p>"}
    page.sections = raw
    publish(page)

    wording = before.text.replace("dispersées", "cachées")
    posted = post("", kind="suggestion", wording=wording, version=before.version_id)

    assert posted.written_on == before
    changed = [tuple(one) for one in posted.difference if one[0] != "="]
    assert changed == [("-", "dispersées"), ("+", "cachées")]


def test_a_version_of_another_draft_is_no_ground_for_a_suggestion(stage, post):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = stage.other_draft.versions.get()
    posted = post("", kind="suggestion", wording="Tout autre.", version=foreign.pk)
    assert posted.written_on.version.draft_id == stage.draft.pk
