"""A comment knows its language: told from its words, and set right by its author."""

import pytest
from django.db import transaction

from consult.live.models import Event
from consult.threads import refusals, services
from consult.threads.models import Comment, Edit, HeldText
from consult.threads.places import Said
from tests.moderation.house import set_rules
from tests.threads.pages import HTMX, article_in, soup_of

pytestmark = pytest.mark.django_db

GERMAN = "Abends fahren hier viel zu wenige Busse."
ARABIC = "OGP نحتاج إلى مزيد من الحافلات في المساء"
FRENCH = "Il manque des bus le soir dans notre quartier."


def address(comment):
    return f"/fr/comments/{comment.pk}/edit/"


def stored(comment):
    return Comment.objects.values_list("language", "language_named").get(pk=comment.pk)


def told():
    """What live pages are told of comments."""
    events = Event.objects.filter(type__startswith="comment.").order_by("number")
    return list(events.values_list("type", flat=True))


def test_a_comment_in_german_on_a_french_page_is_german(stage, cast, as_user):
    answer = as_user(cast.citizen).post(
        f"/fr/drafts/{stage.draft.pk}/threads/",
        {"section": stage.text.key, "body": GERMAN},
        headers=HTMX,
    )
    assert answer.status_code == 201
    comment = Comment.objects.get()
    assert stored(comment) == ("de", False)
    words = article_in(answer, comment).select_one(".words")
    assert (words["lang"], words["dir"]) == ("de", "ltr")


def test_words_from_right_to_left_run_so_even_behind_a_latin_word(stage, post, as_user):
    comment = post(ARABIC)
    page = as_user().get(f"{stage.page.url}?section={stage.text.key}")
    words = article_in(page, comment).select_one(".words")
    assert (words["lang"], words["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize("page", ["fr", "en"])
def test_too_few_words_are_in_the_language_of_the_page(post, page):
    assert stored(post("OK !", language=page)) == (page, False)


def test_its_author_may_name_it_when_writing(stage, cast, as_user, post):
    answer = as_user(cast.citizen).post(
        f"/fr/drafts/{stage.draft.pk}/threads/",
        {"section": stage.text.key, "body": "Ja, danke", "language": "de"},
        headers=HTMX,
    )
    assert answer.status_code == 201
    assert stored(Comment.objects.get()) == ("de", True)


def test_a_language_that_nobody_offered_is_refused_with_the_words_kept(stage, cast, as_user):
    answer = as_user(cast.citizen).post(
        f"/fr/drafts/{stage.draft.pk}/threads/",
        {"section": stage.text.key, "body": "nuqneH", "language": "tlh"},
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert "nuqneH" in answer.content.decode()
    assert not Comment.objects.exists()


def test_the_box_offers_the_languages_in_their_own_names_without_a_script(stage, cast, as_user):
    page = soup_of(as_user(cast.citizen).get(f"{stage.page.url}?section={stage.text.key}"))
    options = page.select('.composer select[name="language"] option')
    assert options[0]["value"] == ""
    assert {"Deutsch", "العربيّة", "Français"} <= {one.get_text() for one in options}


def test_another_language_for_the_same_words_is_no_edit_and_everybody_is_told(cast, post, as_user):
    comment = post("Information")
    Comment.objects.filter(pk=comment.pk).update(posted_at="2020-01-01T00:00Z")
    answer = as_user(cast.citizen).post(address(comment), {"body": "Information", "language": "de"})
    assert answer.status_code == 302
    comment.refresh_from_db()
    assert (comment.language, comment.edited_at, comment.edits_count) == ("de", None, 0)
    assert not Edit.objects.exists()
    assert told() == ["comment.posted", "comment.edited"]


def test_the_same_language_again_tells_nobody(cast, post, as_user):
    comment = post(FRENCH)
    as_user(cast.citizen).post(address(comment), {"body": FRENCH, "language": ""})
    as_user(cast.citizen).post(address(comment), {"body": FRENCH})
    assert told() == ["comment.posted"]


def test_only_its_author_names_it(cast, post, as_user):
    comment = post(FRENCH)
    answer = as_user(cast.neighbour).post(address(comment), {"body": FRENCH, "language": "de"})
    assert answer.status_code == 403
    assert stored(comment) == ("fr", False)


def test_other_words_tell_another_language(cast, post):
    comment = post(FRENCH)
    services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=GERMAN)
    assert stored(comment) == ("de", False)


def test_what_the_author_named_stays_with_other_words_until_they_let_the_words_tell(cast, post):
    comment = post("Information", written_in="de")
    services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=FRENCH)
    assert stored(comment) == ("de", True)
    services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=FRENCH, language="")
    assert stored(comment) == ("fr", False)


def test_the_editor_shows_how_it_stands(cast, post, as_user):
    told, named = post(GERMAN), post("Information", written_in="es")
    browser = as_user(cast.citizen)
    summary = soup_of(browser.get(address(told))).select_one(".language-box summary")
    assert "Deutsch" in summary.get_text()
    box = soup_of(browser.get(address(named))).select_one(".language-box")
    assert box.select_one("option[selected]")["value"] == "es"
    assert box.has_attr("open")


def test_a_reply_has_its_own_language(cast, post):
    reply = post(GERMAN, by=cast.neighbour, in_reply_to=post(FRENCH).pk)
    assert reply.language == "de"


def test_a_suggestion_gives_reasons_in_one_language_for_a_text_in_another(stage, post, as_user):
    comment = post(GERMAN, kind="suggestion", wording="Le texte qui devrait être là.")
    assert comment.language == "de"
    page = as_user().get(f"{stage.page.url}?section={stage.text.key}")
    article = article_in(page, comment)
    assert article.select_one(".proposal")["lang"] == "fr"
    assert article.select_one(".words")["lang"] == "de"


def test_a_suggestion_without_reasons_is_in_the_language_of_its_text(stage, post):
    comment = post("", kind="suggestion", wording="Abends fahren hier viel zu wenige Busse.")
    assert comment.language == "fr"


def test_held_words_keep_their_language_until_they_are_public(stage, cast, post):
    said = Said("Ja, danke", "fr", written_in="de")
    set_rules(stage.consultation, premoderation="all")
    posted = services.post_comment(by=cast.citizen, place=stage.place(), said=said)
    held = HeldText.objects.get(pk=posted.held.pk)
    assert (held.language, held.language_named) == ("de", True)
    with transaction.atomic():
        assert stored(services.publish_held(services.lock_held(held.pk))) == ("de", True)


def test_a_held_edit_changes_the_language_with_the_words(stage, cast, post):
    comment = post(FRENCH)
    set_rules(stage.consultation, premoderation="all")
    edited = services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=GERMAN)
    assert stored(comment) == ("fr", False)
    with transaction.atomic():
        services.publish_held(services.lock_held(edited.held.pk))
    assert stored(comment) == ("de", False)


def test_a_language_is_one_of_those_on_offer(cast, post):
    comment = post(FRENCH)
    with pytest.raises(refusals.UnknownLanguage):
        services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=FRENCH, language="tlh")
