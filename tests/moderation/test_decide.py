"""Hiding and restoring through the form, and what is kept of each decision."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from consult.consultations.models import CharterArticle
from consult.drafts.models import Section
from consult.live.models import Event
from consult.moderation import services
from consult.moderation.models import Action, Decision
from consult.threads import services as threads
from consult.threads.models import Comment

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def address(comment, language="fr"):
    return f"/{language}/moderation/comments/{comment.pk}/"


def form(stage, action="hide", **more):
    return {"action": action, "article": stage.articles[0].pk, "explanation": "Insulte.", **more}


def status_of(comment):
    return Comment.objects.get(pk=comment.pk).status


# Done


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_hiding_leaves_a_tombstone_that_names_the_article(stage, cast, post, as_user, htmx):
    comment = post("Imbécile !", by=cast.citizen)
    browser = as_user(cast.moderator_gov)

    answer = browser.post(address(comment), form(stage), headers=HTMX if htmx else {})

    if htmx:
        assert answer.status_code == 200
        assert f'id="c-{comment.pk}"' in answer.content.decode()
        assert "Respect" in answer.content.decode()
    else:
        assert (answer.status_code, answer["Location"]) == (302, f"/c/{comment.pk}")
    page = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert "Imbécile" not in page
    assert "Respect" in page.split('class="tomb"')[1][:300]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_restoring_gives_the_words_back(stage, cast, post, hide, as_user, htmx):
    comment = hide(post("Quel mois ?"))
    browser = as_user(cast.moderator_civ)

    answer = browser.post(
        address(comment), form(stage, "restore"), headers=HTMX if htmx else {}, follow=True
    )

    assert answer.status_code == 200
    assert "Quel mois ?" in as_user().get(f"/c/{comment.pk}", follow=True).content.decode()
    assert status_of(comment) == "visible"


def test_nothing_is_decided_on_words_that_were_not_seen(stage, cast, post, as_user):
    comment, browser = post("Imbécile !"), as_user(cast.moderator_gov)
    shown = browser.get(address(comment))
    assert "no-store" in shown["Cache-Control"]  # it bears words that may be hidden
    seen = re.search(r'name="seen" value="([^"]+)"', shown.content.decode())[1]
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Pardon.")

    refused = browser.post(address(comment), form(stage, seen=seen))

    assert (refused.status_code, status_of(comment)) == (409, "visible")
    page = refused.content.decode()
    assert "Pardon." in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert browser.post(address(comment), form(stage, seen=seen)).status_code == 302
    assert status_of(comment) == "hidden"


def test_the_tombstone_speaks_the_readers_language(stage, cast, english_page, post, hide, as_user):
    article = stage.articles[0]
    article.titles = {"fr": "Respect", "en": "Courtesy"}
    article.save()
    hide(post("Imbécile !"))
    for page, title in ((stage.page, "Respect"), (english_page, "Courtesy")):
        html = as_user().get(f"{page.url}?section={stage.text.key}").content.decode()
        assert title in html.split('class="tomb"')[1][:300]


def test_a_decision_says_who_why_when_and_for_which_college(stage, cast, post):
    comment = post("Imbécile !")
    before = timezone.now()
    decision = services.hide_comment(
        by=cast.moderator_civ,
        comment_id=comment.pk,
        article_id=stage.articles[1].pk,
        explanation=" Hors sujet. ",
    )
    decision.refresh_from_db()
    assert decision.comment == comment
    assert (decision.action, decision.article) == (Action.HIDE, stage.articles[1])
    assert (decision.moderator, decision.college) == (cast.moderator_civ, "civil_society")
    assert decision.explanation == "Hors sujet."
    assert before <= decision.decided_at <= timezone.now()


def test_a_later_decision_leaves_the_earlier_as_it_was(stage, cast, post, hide):
    comment = hide(post("Imbécile !"))
    first = Decision.objects.values().get()
    services.restore_comment(by=cast.moderator_civ, comment_id=comment.pk, explanation="Ironie.")
    hide(comment, by=cast.moderator_civ)

    assert Decision.objects.filter(pk=first["id"]).values().get() == first
    actions = Decision.objects.order_by("decided_at").values_list("action", flat=True)
    assert list(actions) == ["hide", "restore", "hide"]


def test_a_decision_outlives_what_it_names(stage, cast, post, hide):
    """Decisions are never cut: the database refuses to delete what they stand on."""
    comment = hide(post("Imbécile !"))
    for thing in (comment, stage.articles[0], cast.moderator_gov, cast.citizen):
        with pytest.raises(ProtectedError), transaction.atomic():
            thing.delete()
    assert Decision.objects.count() == 1


def test_hiding_and_restoring_are_counted_and_told(stage, cast, post, hide):
    comment = post("Imbécile !")
    hide(comment)
    assert Section.objects.get(pk=stage.text.pk).comments_count == 0
    services.restore_comment(by=cast.moderator_gov, comment_id=comment.pk)
    assert Section.objects.get(pk=stage.text.pk).comments_count == 1
    told = Event.objects.filter(stream=stage.draft.pk, object_id=comment.pk).order_by("number")
    assert list(told.values_list("type", flat=True)) == [
        "comment.posted",
        "comment.hidden",
        "comment.restored",
    ]


def test_moderation_goes_on_after_the_consultation_closes(stage, cast, post, hide):
    comment = post("Imbécile !")
    consultation = stage.consultation
    consultation.closes_at = timezone.now() - timedelta(hours=1)
    consultation.save()
    assert hide(comment).is_hidden


def test_words_of_a_retired_passage_can_be_hidden(stage, cast, post, hide):
    comment = post("Imbécile !")
    Section.objects.filter(pk=stage.text.pk).update(retired_at=timezone.now())
    assert hide(comment).is_hidden


# The form


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_the_form_offers_the_articles_in_force(stage, cast, post, as_user, htmx):
    retired = stage.articles[1]
    CharterArticle.objects.filter(pk=retired.pk).update(retired_at=timezone.now())
    page = as_user(cast.moderator_gov).get(address(post()), headers=HTMX if htmx else {})
    html = page.content.decode()
    assert page.status_code == 200
    assert "1. Respect" in html
    assert "Sujet" not in html


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize(
    "article",
    ["", "0", "nonsense", "99999999999999999999", "\x00"],
)
def test_without_an_article_nothing_is_hidden_and_the_form_keeps_its_words(
    stage, cast, post, as_user, article, htmx
):
    comment = post()
    answer = as_user(cast.moderator_gov).post(
        address(comment, "en"), form(stage, article=article), headers=HTMX if htmx else {}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the article" in html
    assert "Insulte." in html
    assert (status_of(comment), Decision.objects.count()) == ("visible", 0)


def test_an_article_of_another_consultation_is_refused(stage, cast, post, as_user):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = stage.other_draft.consultation.charter_articles.first()
    comment = post()
    answer = as_user(cast.moderator_gov).post(address(comment), form(stage, article=foreign.pk))
    assert answer.status_code == 422
    assert status_of(comment) == "visible"


def test_a_retired_article_is_refused(stage, cast, post, as_user):
    article = stage.articles[0]
    comment = post()
    CharterArticle.objects.filter(pk=article.pk).update(retired_at=timezone.now())
    answer = as_user(cast.moderator_gov).post(address(comment), form(stage, article=article.pk))
    assert answer.status_code == 422
    assert status_of(comment) == "visible"


@pytest.mark.parametrize("explanation", ["x" * 1001, "a\x07b"])
def test_an_impossible_explanation_is_refused_and_nothing_done(
    stage, cast, post, as_user, explanation
):
    comment = post()
    answer = as_user(cast.moderator_gov).post(
        address(comment), form(stage, explanation=explanation)
    )
    assert answer.status_code == 422
    assert explanation in answer.content.decode()
    assert (status_of(comment), Decision.objects.count()) == ("visible", 0)


def test_an_explanation_is_text(stage, cast, post, as_user):
    """CVE-2024-32034: script in a log entry ran in the admin."""
    comment = post()
    answer = as_user(cast.moderator_gov).post(
        address(comment), form(stage, article="", explanation="<script>alert(1)</script>")
    )
    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("action", ["hide", "restore"])
def test_who_comes_second_is_told(stage, cast, post, hide, as_user, action, htmx):
    comment = post()
    if action == "hide":
        hide(comment, by=cast.moderator_civ)
    answer = as_user(cast.moderator_gov).post(
        address(comment, "en"), form(stage, action), headers=HTMX if htmx else {}
    )
    assert answer.status_code == 409
    told = "Somebody decided before you" if action == "hide" else "This is already so"
    assert told in answer.content.decode()
    assert Decision.objects.count() == (1 if action == "hide" else 0)


@pytest.mark.parametrize("action", ["", "delete", "\x00", "HIDE"])
def test_an_unknown_action_is_refused(stage, cast, post, as_user, action):
    comment = post()
    answer = as_user(cast.moderator_gov).post(address(comment), form(stage, action))
    assert answer.status_code == 422
    assert "Insulte." in answer.content.decode()
    assert status_of(comment) == "visible"


def test_an_empty_form_is_refused(cast, post, as_user):
    assert as_user(cast.moderator_gov).post(address(post()), {}).status_code == 422


def test_nothing_is_decided_by_opening_the_form(stage, cast, post, as_user):
    comment = post()
    as_user(cast.moderator_gov).get(
        f"{address(comment)}?action=hide&article={stage.articles[0].pk}"
    )
    assert status_of(comment) == "visible"
