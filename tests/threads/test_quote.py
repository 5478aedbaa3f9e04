"""Quoting words of a passage: with a form alone, found in it, shown with what became of them."""

import pytest

from consult.threads.models import Comment
from tests.factories.pages import publish
from tests.threads.pages import HTMX, article_in, fields_of, soup_of

pytestmark = pytest.mark.django_db

PRESENT = "Les données existent, mais elles restent dispersées."


def typed(stage, **more):
    return {
        "section": str(stage.text.key),
        "body": "Lesquelles ?",
        "quote": "elles restent dispersées",
        **more,
    }


def test_the_box_shows_the_passage_to_choose_words_from(cast, stage, as_user):
    page = as_user(cast.citizen).get(f"{stage.page.url}?section={stage.text.key}")
    box = soup_of(page).select_one("form.composer details[data-quote]")
    passage = box.select_one("textarea[readonly]")
    assert passage.get_text().strip() == PRESENT
    assert not passage.has_attr("name")
    assert box.find("label", attrs={"for": passage["id"]})
    assert not box.has_attr("open")
    assert {one["name"] for one in box.select("[name]")} == {
        "quote",
        "quote_prefix",
        "quote_suffix",
    }


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_quoted_words_lead_to_their_passage(cast, stage, as_user, htmx):
    browser = as_user(cast.citizen)
    answer = browser.post(stage.url(), typed(stage), headers=HTMX if htmx else {})
    comment = Comment.objects.get()
    assert (comment.quote_exact, comment.quote_state) == ("elles restent dispersées", "kept")
    article = article_in(answer if htmx else browser.get(answer["Location"]), comment)
    quote = article.select_one("blockquote.quote")
    assert quote.get_text().strip() == "elles restent dispersées"
    assert quote.a["href"] == f"#p-{stage.text.key}"
    assert not article.select("figcaption")


def test_words_may_be_pasted_with_other_line_breaks(cast, stage, as_user):
    as_user(cast.citizen).post(stage.url(), typed(stage, quote=" elles\r\nrestent   dispersées\n"))
    assert Comment.objects.get().quote_exact == "elles restent dispersées"


def test_of_words_that_stand_twice_the_surroundings_tell_which(cast, stage, as_user):
    stage.page.sections[1] = ("text", "<p>Un plan. Deux plans, un plan.</p>", str(stage.text.key))
    publish(stage.page)
    as_user(cast.citizen).post(
        stage.url(),
        typed(stage, quote="plan", quote_prefix="x" * 9000 + "Deux plans, un ", quote_suffix="."),
    )
    comment = Comment.objects.get()
    assert (comment.quote_start, comment.quote_prefix) == (24, "Un plan. Deux plans, un ")


@pytest.mark.parametrize("quote", ["", "   ", "\r\n"])
def test_without_words_a_comment_is_about_its_passage(cast, stage, as_user, quote):
    as_user(cast.citizen).post(stage.url(), typed(stage, quote=quote))
    assert Comment.objects.get().quote_state == ""


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("des données ouvertes", "are not in this passage"),
        ("Chaque administration publie", "are not in this passage"),
        ("a\x00b", "are not in this passage"),
        ("\u202eseél", "are not in this passage"),
        ("a" * 1001, "1,001 characters"),
        ("e\u0301" * 600, "1,200 characters"),
    ],
    ids=["made up", "of another passage", "NUL", "turned", "too long", "too many marks"],
)
def test_a_quote_that_is_not_there_is_refused_and_comes_back_open(
    cast, stage, as_user, quote, sentence, htmx
):
    sent = typed(stage, quote=quote, quote_prefix="mais ", stance="for", kind="question")
    answer = as_user(cast.citizen).post(
        stage.url().replace("/fr/", "/en/"), sent, headers=HTMX if htmx else {}
    )
    assert answer.status_code == 422
    form = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert sentence in form.select_one(".refusal").get_text()
    assert fields_of(form).items() >= sent.items()
    assert form.select_one("details.quote-box").has_attr("open")
    assert not Comment.objects.exists()


def test_the_whole_draft_has_no_words_to_quote(cast, stage, as_user):
    answer = as_user(cast.citizen).post(stage.url(), typed(stage, section=str(stage.draft.pk)))
    assert answer.status_code == 422
    back = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert fields_of(back)["quote"] == "elles restent dispersées"


def test_a_reply_quotes_nothing_of_the_text(cast, stage, post, as_user):
    answer = as_user(cast.citizen).post(stage.url(), typed(stage, in_reply_to=str(post().pk)))
    assert answer.status_code == 422
    assert Comment.objects.count() == 1


def test_words_that_changed_are_said_to_have_and_lead_to_what_changed(cast, stage, as_user, client):
    """CONSUL 5529: a comment that drifts to other words when the text changes."""
    as_user(cast.citizen).post(stage.url(), typed(stage))
    comment = Comment.objects.get()
    stage.page.sections[1] = ("text", "<p>Les données sont ouvertes.</p>", str(stage.text.key))
    publish(stage.page)

    page = as_user().get(f"/en/comments/{comment.pk}/")
    article = article_in(page, comment)
    assert "elles restent dispersées" in article.select_one("blockquote.quote").get_text()
    assert "words that have changed" in article.figcaption.get_text()
    answer = as_user().get(article.figcaption.a["href"])
    assert answer["Location"].endswith(f"/versions/1...2/#s-{stage.text.key}")
    assert as_user().get(answer["Location"]).status_code == 200


def test_a_comment_without_a_quote_leads_to_no_difference(post, as_user):
    assert as_user().get(f"/fr/comments/{post().pk}/changes/").status_code == 404


def test_a_quote_of_a_hidden_comment_is_hidden_with_it(cast, stage, as_user, post, hide):
    as_user(cast.citizen).post(stage.url(), typed(stage))
    comment = hide(Comment.objects.get())
    article = article_in(as_user().get(f"/fr/comments/{comment.pk}/"), comment)
    assert "dispersées" not in article.get_text()
    for_moderators = as_user(cast.moderator_civ).get(f"/fr/comments/{comment.pk}/")
    assert "dispersées" in article_in(for_moderators, comment).get_text()
