"""Any reader reports a comment, with or without an account (Digital Services Act, article 16)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from wagtail.models import PageViewRestriction

from consult.consultations.models import CharterArticle
from consult.moderation import services
from consult.moderation.models import Case, Report
from consult.threads import queries
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.models.viewing import PUBLIC
from consult.threads.places import Said
from tests.cast import make_cast, make_stage
from tests.factories.people import make_user
from tests.threads.pages import HTMX, fields_of, soup_of

pytestmark = pytest.mark.django_db

both = pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
HOSTILE = "<script>alert(1)</script>"


def address(comment, language="en"):
    return f"/{language}/moderation/comments/{comment.pk}/report/"


def filled(stage, **more):
    return {"article": stage.articles[0].pk, "words": "Il insulte sa voisine.", **more}


@pytest.fixture
def insult(english_page, post):
    """A comment that somebody may want to report."""
    return post("Imbécile !")


# The link


@pytest.mark.parametrize("reader", [None, "neighbour", "moderator_gov"])
def test_everybody_is_offered_to_report_what_others_say(stage, cast, insult, as_user, reader):
    browser = as_user(getattr(cast, reader) if reader else None)
    page = soup_of(browser.get(f"{stage.page.url}?section={stage.text.key}"))
    link = page.find(id=f"c-{insult.pk}").select_one("a.act-report")
    assert link["href"] == address(insult, "fr")
    assert page.find(id=link["hx-target"].removeprefix("#")) is not None
    assert browser.get(link["href"]).status_code == 200


def test_it_is_offered_in_what_is_told_live_too(stage, insult):
    """That is told to everybody at once, so it knows of no reader."""
    shown = queries.comments_by_id([insult.pk], PUBLIC)[insult.pk]
    html = render_to_string("threads/components/comment.html", {"comment": shown})
    assert address(insult, "fr") in html
    assert f'id="report-{insult.pk}"' in html


def test_nobody_is_offered_to_report_themselves_or_what_is_hidden(
    stage, cast, insult, hide, as_user
):
    talk = f"{stage.page.url}?section={stage.text.key}"
    assert "act-report" not in as_user(cast.citizen).get(talk).content.decode()
    hide(insult)
    for reader in (None, cast.neighbour, cast.moderator_civ):
        assert "act-report" not in as_user(reader).get(talk).content.decode()


# The form


@both
def test_the_form_explains_the_articles_in_force(stage, insult, as_user, htmx):
    CharterArticle.objects.filter(pk=stage.articles[1].pk).update(retired_at="2026-01-01T00:00Z")
    form = soup_of(as_user().get(address(insult), headers=HTMX if htmx else {})).select_one(
        "form.report-form"
    )
    offered = [one["value"] for one in form.select("input[name=article]")]
    assert offered == [str(stage.articles[0].pk)]
    assert "Des idées, pas des personnes." in form.get_text()


@both
def test_only_those_without_an_account_are_asked_for_an_address(cast, insult, as_user, htmx):
    def fields(reader):
        answer = as_user(reader).get(address(insult), headers=HTMX if htmx else {})
        form = soup_of(answer).select_one("form.report-form")
        return {one["name"] for one in form.select("[name]")}, form.get_text()

    names, told = fields(None)
    assert {"article", "words", "email", "csrfmiddlewaretoken"} == names
    assert "then it is erased" in told
    assert "email" not in fields(cast.neighbour)[0]


def test_the_form_is_made_for_its_reader_and_never_kept(stage, insult, settings):
    """Pages are kept for all who are not signed in: what they hold may not be anybody's own."""
    settings.ORIGINS = ["http://testserver"]
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"{stage.page.url}?section={stage.text.key}")
    assert "csrfmiddlewaretoken" not in page.content.decode()

    answer = browser.get(address(insult))
    assert "no-store" in answer["Cache-Control"]
    sent = fields_of(soup_of(answer).select_one("form.report-form"))
    sent |= {"article": stage.articles[0].pk}
    assert browser.post(address(insult), sent).status_code == 302
    assert Report.objects.count() == 1


# Sent


@both
def test_a_report_reaches_the_moderators_and_hides_nothing(stage, insult, as_user, htmx):
    sent = filled(stage, email="ravi@example.org")
    answer = as_user().post(address(insult), sent, headers=HTMX if htmx else {}, follow=not htmx)
    assert answer.status_code == (201 if htmx else 200)
    assert "your report has reached the moderators" in answer.content.decode()
    assert "stays as it is" in answer.content.decode()
    report = Report.objects.get()
    assert (report.comment, report.article) == (insult, stage.articles[0])
    assert (report.words, report.email) == ("Il insulte sa voisine.", "ravi@example.org")
    assert (report.reporter, report.language, len(report.mark)) == (None, "en", 64)
    assert Case.objects.get(cause="reported").comment == insult
    assert Comment.objects.get(pk=insult.pk).is_visible


def test_a_hundred_reports_hide_nothing(stage, insult, settings):
    """Volume is no evidence: reports alone never hide."""
    settings.PACE = {**settings.PACE, "report": (1000, 1)}
    for number in range(100):
        services.report_comment(
            by=make_user(f"Nombreux {number}"),
            comment_id=insult.pk,
            notice=services.Notice(article_id=stage.articles[0].pk, language="fr"),
        )
    assert Comment.objects.get(pk=insult.pk).is_visible
    assert Case.objects.get().reports_count == 100


def test_an_account_needs_no_address_and_an_address_that_is_sent_is_not_kept(
    stage, cast, insult, as_user
):
    as_user(cast.neighbour).post(address(insult), filled(stage, email="x@example.org"))
    report = Report.objects.get()
    assert (report.reporter, report.email, report.mark) == (cast.neighbour, "", "")


# Refused, and nothing lost


@both
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"article": ""}, "Choose the article"),
        ({"article": "nonsense"}, "Choose the article"),
        ({"article": "99999999999999999999"}, "Choose the article"),
        ({"email": "nobody"}, "no e-mail address"),
        ({"email": f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'a' * 60}.{'b' * 50}.org"}, "no e-mail"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "no e-mail address"),
        ({"words": "x" * 1001}, "1,001 characters"),
        ({"words": "a\x07b"}, "control characters"),
    ],
)
def test_what_was_typed_comes_back(stage, insult, as_user, fields, sentence, htmx):
    sent = {**filled(stage, email="ravi@example.org"), **fields}
    answer = as_user().post(address(insult), sent, headers=HTMX if htmx else {})
    assert answer.status_code == 422
    form = soup_of(answer).select_one("form.report-form")
    assert sentence in form.select_one("[role=alert]").get_text()
    assert form.select_one("textarea").get_text().removeprefix("\n") == sent["words"]
    assert form.select_one("[name=email]")["value"] == sent["email"]
    if "article" not in fields:
        assert form.select_one(f"[value='{stage.articles[0].pk}']").has_attr("checked")
    assert Report.objects.count() == 0


def test_an_article_of_another_consultation_is_refused(stage, insult, as_user):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = stage.other_draft.consultation.charter_articles.first()
    answer = as_user().post(address(insult), filled(stage, article=foreign.pk))
    assert (answer.status_code, Report.objects.count()) == (422, 0)


def test_the_words_of_reporters_and_authors_are_text(stage, english_page, cast, post, as_user):
    """CVE-2026-23891: script in a user name ran for everybody who opened a page."""
    author = make_user("<img src=x onerror=alert(1)>")
    comment = post(HOSTILE, by=author)
    answer = as_user().post(address(comment), filled(stage, article="", words=HOSTILE))
    html = answer.content.decode()
    assert HOSTILE not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)" in html


@both
def test_who_goes_too_fast_is_told_when_to_go_on(
    stage, english_page, post, as_user, settings, htmx
):
    settings.PACE = {**settings.PACE, "report": (1, 3600)}
    browser = as_user()
    browser.post(address(post("Un.")), filled(stage))
    answer = browser.post(address(post("Deux.")), filled(stage), headers=HTMX if htmx else {})
    caches["pace"].clear()
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 7200
    assert "Il insulte sa voisine." in answer.content.decode()
    assert Report.objects.count() == 1


@both
@pytest.mark.parametrize("reader", [None, "neighbour"])
def test_one_open_report_a_person_and_comment(stage, cast, insult, as_user, reader, htmx):
    browser = as_user(getattr(cast, reader) if reader else None)
    browser.post(address(insult), filled(stage))
    again = browser.post(
        address(insult), filled(stage, words="Encore."), headers=HTMX if htmx else {}
    )
    assert again.status_code == 409
    assert "reported this contribution already" in again.content.decode()
    assert "Encore." in again.content.decode()
    assert Report.objects.count() == 1
    assert Case.objects.get().reports_count == 1


@both
def test_nobody_reports_themselves(stage, cast, insult, as_user, htmx):
    browser, headers = as_user(cast.citizen), HTMX if htmx else {}
    shown = browser.get(address(insult), headers=headers)
    done = browser.post(address(insult), filled(stage), headers=headers)
    assert (shown.status_code, done.status_code) == (403, 403)
    assert '<form class="decision report-form' not in shown.content.decode()
    assert Report.objects.count() == 0


@both
def test_what_is_hidden_meanwhile_is_not_shown_by_the_form(stage, insult, hide, as_user, htmx):
    """Decidim 12829: hidden words stayed elsewhere."""
    hide(insult)
    browser, headers = as_user(), HTMX if htmx else {}
    for answer in (
        browser.get(address(insult), headers=headers),
        browser.post(address(insult), filled(stage), headers=headers),
    ):
        assert answer.status_code == 409
        assert "Imbécile" not in answer.content.decode()
    assert Report.objects.count() == 0


def test_comments_of_a_draft_that_one_may_not_read_are_no_comments(stage, insult, as_user):
    """CVE-2026-40870: the comments API served every resource without a permission check."""
    for page in stage.page.get_translations(inclusive=True):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for part in ("", "thanks/"):
        assert as_user().get(f"{address(insult)}{part}").status_code == 404
    assert as_user().post(address(insult), filled(stage)).status_code == 404
    assert Report.objects.count() == 0


def test_nothing_is_reported_by_opening_the_form(stage, insult, as_user):
    as_user().get(f"{address(insult)}?article={stage.articles[0].pk}&words=x")
    assert Report.objects.count() == 0


# The outcome


def decide(stage, insult, by, action, capture):
    with capture(execute=True):
        services.decide(
            by=by,
            subject_id=insult.pk,
            action=action,
            reasons=services.Reasons(
                article_id=stage.articles[0].pk if action == "hide" else None,
                explanation="Pour l’auteur seul.",
            ),
        )


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("keep", "It stays public"), ("hide", "It is hidden, in the name of article 1")],
)
def test_the_outcome_is_told_once_and_the_address_erased(
    stage, cast, insult, as_user, django_capture_on_commit_callbacks, action, sentence
):
    as_user().post(address(insult), filled(stage, email="ravi@example.org"))
    decide(stage, insult, cast.moderator_gov, action, django_capture_on_commit_callbacks)

    (told,) = [one for one in mail.outbox if one.to == ["ravi@example.org"]]
    assert sentence in told.body
    assert "No machine took part." in told.body
    assert "is erased" in told.body
    assert f"/c/{insult.pk}" in told.body
    assert "Imbécile" not in told.body
    assert "Pour l’auteur seul." not in told.body
    assert Report.objects.get().email == ""


def test_a_participant_is_told_at_their_own_address(
    stage, cast, insult, as_user, django_capture_on_commit_callbacks
):
    cast.neighbour.language = "en"
    cast.neighbour.save()
    as_user(cast.neighbour).post(address(insult), filled(stage))
    decide(stage, insult, cast.moderator_gov, "keep", django_capture_on_commit_callbacks)
    (told,) = mail.outbox
    assert (told.to, told.subject) == ([cast.neighbour.email], "What became of your report")
    assert "is erased" not in told.body


def test_reported_again_after_the_decision_it_is_read_again(stage, cast, insult, as_user):
    as_user(cast.neighbour).post(address(insult), filled(stage))
    services.decide(by=cast.moderator_gov, subject_id=insult.pk, action="keep")
    assert as_user(cast.neighbour).post(address(insult), filled(stage)).status_code == 302
    assert Case.objects.open().count() == 1


# At once


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_same_report_twice_at_once_counts_once():
    stage = make_stage()
    cast = make_cast(stage)
    comment = threads.post_comment(
        by=cast.citizen, place=stage.place(), said=Said("Un.", "fr")
    ).comment

    def send(_turn):
        browser = Client()
        browser.force_login(cast.neighbour)
        try:
            return browser.post(address(comment, "fr"), filled(stage)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(send, range(4)))
    assert statuses == [302, 409, 409, 409]
    assert Report.objects.count() == 1
    assert Case.objects.get().reports_count == 1
