"""Taking a stance on a passage: optional, on roots only, summed up for each section."""

import pytest

from consult.threads.models import Comment
from tests.threads.pages import HTMX, article_in, fields_of, soup_of

pytestmark = pytest.mark.django_db


def typed(stage, stance, **more):
    return {"section": str(stage.text.key), "body": "Bien vu.", "stance": stance, **more}


def sums(browser, stage):
    page = soup_of(browser.get(f"{stage.page.url}?section={stage.text.key}"))
    box = page.select_one(f'[data-stances="{stage.text.key}"]')
    return {one["data-stance"]: int(one.get_text()) for one in box.select("[data-stance]")}


def test_nobody_has_to_say_where_they_stand(cast, stage, as_user):
    page = as_user(cast.citizen).get(f"{stage.page.url}?section={stage.text.key}")
    form = soup_of(page).select_one("form.composer")
    values = [radio["value"] for radio in form.select("[name=stance]")]
    assert values == ["for", "against", "neither", ""]
    assert fields_of(form)["stance"] == ""


@pytest.mark.parametrize("stance", ["for", "against", "neither"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_stance_stands_on_the_contribution_and_in_the_sum(cast, stage, as_user, stance, htmx):
    browser = as_user(cast.citizen)
    answer = browser.post(stage.url(), typed(stage, stance), headers=HTMX if htmx else {})
    comment = Comment.objects.get()
    assert comment.stance == stance
    article = article_in(answer if htmx else browser.get(answer["Location"]), comment)
    assert article.select_one(f".chip-stance.stance-{stance}")
    assert sums(browser, stage) == {"for": 0, "against": 0, "neither": 0, stance: 1}


def test_without_one_no_chip_is_shown(cast, stage, as_user):
    as_user(cast.citizen).post(stage.url(), typed(stage, ""))
    comment = Comment.objects.get()
    article = article_in(as_user().get(f"/fr/comments/{comment.pk}/"), comment)
    assert not article.select(".chip-stance")


def test_who_changes_their_mind_counts_once(cast, stage, as_user):
    browser = as_user(cast.citizen)
    for stance in ("for", "against"):
        browser.post(stage.url(), typed(stage, stance))
    as_user(cast.neighbour).post(stage.url(), typed(stage, "against"))
    assert sums(browser, stage) == {"for": 0, "against": 2, "neither": 0}


def test_a_reply_takes_none(cast, stage, post, as_user):
    root = post()
    page = as_user(cast.citizen).get(f"/fr/comments/{root.pk}/reply/", headers=HTMX)
    assert not soup_of(page).select("[name=stance], [name=kind], [name=quote], [name=wording]")
    sent = typed(stage, "for", in_reply_to=str(root.pk))
    answer = as_user(cast.citizen).post(stage.url().replace("/fr/", "/en/"), sent)
    assert answer.status_code == 422
    assert "A reply answers a contribution" in answer.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("stance", ["maybe", "FOR", "\x00", "for,against", "' OR 1=1 --"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_stance_that_is_none_is_refused_with_the_words_given_back(
    cast, stage, as_user, stance, htmx
):
    answer = as_user(cast.citizen).post(
        stage.url().replace("/fr/", "/en/"),
        typed(stage, stance),
        headers=HTMX if htmx else {},
    )
    assert answer.status_code == 422
    form = soup_of(answer).select_one("form.composer:has(.refusal)")
    assert "for or against the passage" in form.get_text()
    assert fields_of(form)["body"] == "Bien vu."
    assert not Comment.objects.exists()


def test_a_deleted_contribution_takes_its_stance_along(cast, stage, as_user):
    browser = as_user(cast.citizen)
    browser.post(stage.url(), typed(stage, "for"))
    browser.post(f"/fr/comments/{Comment.objects.get().pk}/delete/")
    assert sums(as_user(), stage) == {"for": 0, "against": 0, "neither": 0}
