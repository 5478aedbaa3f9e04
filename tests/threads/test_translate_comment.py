"""Contributions in other languages, by people: offered, confirmed, outdated, taken back, taken away."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.live.models import Event
from consult.moderation import services as moderation
from consult.moderation.models import Case, Report
from consult.threads import refusals, services
from consult.threads.events import hydrate_comments
from consult.threads.models import CommentTranslation, HeldText, TranslationStatus
from tests.moderation.house import hold_edit, set_rules
from tests.threads.pages import HTMX, article_in, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_page")]


def address(comment, language="en"):
    return f"/{language}/comments/{comment.pk}/translations/"


@pytest.fixture
def offer(cast):
    def make(comment, body="Which month?", *, by=None, language="en"):
        return services.offer_translation(
            by=by or cast.neighbour, comment_id=comment.pk, language=language, body=body
        ).translation

    return make


def status(translation):
    return CommentTranslation.objects.get(pk=translation.pk).status


def words_in(answer, comment):
    return [one.get_text() for one in article_in(answer, comment).select(".words")]


def seen(as_user, comment, reader=None):
    answer = as_user(reader).get(f"/en/comments/{comment.pk}/", headers=HTMX)
    return words_in(answer, comment)


def test_somebody_offers_another_confirms_and_all_read_it(cast, post, as_user):
    comment, offering = post(), as_user(cast.neighbour)
    form = soup_of(offering.get(address(comment))).select_one("form.form")
    page = offering.post(form["action"], {"body": "Which *month*?"}, follow=True)
    assert "Your translation is shown once it is confirmed" in page.content.decode()
    translation = CommentTranslation.objects.get()
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    first, offered = article.select(".words")
    assert first.get_text() == "Quel mois ?"  # until then it stands under a tap
    assert offered.find_parent("details")["class"] == ["translation"]
    mark = article.select_one(".translation-mark").get_text(" ", strip=True)
    assert mark == "Translation from French offered by Ravi , not yet confirmed"

    reader = as_user(cast.drafter_civ)
    button = soup_of(reader.get(address(comment))).select_one("form[action$='/confirm/']")
    reader.post(button["action"])

    assert status(translation) == "confirmed"
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    first, original = article.select(".words")
    assert (first.decode_contents(), first["lang"], first["dir"]) == (
        "<p>Which <em>month</em>?</p>",
        "en",
        "ltr",
    )
    assert original["lang"] == "fr"
    mark = article.select_one(".translation-mark").get_text(" ", strip=True)
    assert mark == "Translated from French by Ravi , confirmed by Nahila"


def test_the_author_s_own_is_confirmed_at_once_and_takes_the_place_of_others(
    cast, post, offer, as_user
):
    comment = post()
    other = offer(comment, "What month?")
    services.confirm_translation(by=cast.drafter_civ, translation_id=other.pk)
    own = offer(comment, "Which month?", by=cast.citizen)
    assert (status(own), status(other)) == ("confirmed", "offered")
    assert seen(as_user, comment)[0] == "Which month?"


def test_the_author_may_prefer_another_s(cast, post, offer):
    comment = post()
    first, second = offer(comment), offer(comment, "What month?", by=cast.drafter_gov)
    services.confirm_translation(by=cast.drafter_civ, translation_id=first.pk)
    with pytest.raises(refusals.ConfirmedBefore):
        services.confirm_translation(by=cast.drafter_civ, translation_id=second.pk)
    services.confirm_translation(by=cast.citizen, translation_id=second.pk)
    assert (status(first), status(second)) == ("offered", "confirmed")


def test_nobody_confirms_their_own(cast, post, offer, as_user):
    translation = offer(post())
    browser = as_user(cast.neighbour)
    answer = browser.post(f"/en/comments/translations/{translation.pk}/confirm/")
    assert answer.status_code == 403
    assert status(translation) == "offered"
    page = soup_of(browser.get(address(translation.comment)))
    assert not page.select("form[action$='/confirm/']")


def test_the_database_keeps_one_confirmed(cast, post, offer):
    """Two who confirm at once: the second of them is told."""
    comment = post()
    offer(comment)
    other = offer(comment, by=cast.drafter_gov)
    CommentTranslation.objects.exclude(pk=other.pk).update(
        status="confirmed", confirmed_by=cast.drafter_civ, confirmed_at=timezone.now()
    )
    rows = CommentTranslation.objects.filter(pk=other.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="confirmed", confirmed_by=cast.drafter_civ, confirmed_at=timezone.now())


def test_a_better_offer_takes_the_place_of_one_s_own(post, offer):
    comment = post()
    first, second = offer(comment, "What?"), offer(comment, "Which month?")
    assert (status(first), status(second)) == ("withdrawn", "offered")
    assert CommentTranslation.objects.get(pk=first.pk).source == ""


def test_the_wording_that_a_suggestion_proposes_stays_as_it_is(stage, cast, post, offer, as_user):
    comment = post("Plus clair.", kind="suggestion", wording="Un texte neuf.")
    services.confirm_translation(by=cast.citizen, translation_id=offer(comment, "Clearer.").pk)
    article = article_in(as_user().get(f"/en/comments/{comment.pk}/", headers=HTMX), comment)
    assert article.select_one(".words.translated").get_text() == "Clearer."
    assert "neuf" in article.select_one(".proposal").get_text()
    silent = post("", kind="suggestion", wording="Un autre texte.")
    with pytest.raises(refusals.NothingToTranslate):
        offer(silent)


# House rules


def test_what_is_refused_comes_back_as_it_was_typed(cast, post, as_user):
    comment = post()
    answer = as_user(cast.neighbour).post(address(comment), {"body": "x" * 5001})
    page = soup_of(answer)
    assert answer.status_code == 422
    assert "5,000 at most" in page.select_one(".refusal").get_text()
    assert page.select_one("textarea").get_text().strip() == "x" * 5001


def test_strangers_are_asked_to_sign_in(post, as_user):
    comment = post()
    page = soup_of(as_user().get(address(comment)))
    assert "Sign in" in page.select_one("#main .notice").get_text()
    assert as_user().post(address(comment), {"body": "Which month?"}).status_code == 401


def test_who_is_suspended_offers_and_confirms_nothing(cast, post, offer):
    comment = post()
    translation = offer(comment)
    cast.drafter_civ.suspended_until = timezone.now() + timedelta(days=1)
    cast.drafter_civ.save()
    with pytest.raises(refusals.Suspended):
        offer(comment, by=cast.drafter_civ)
    with pytest.raises(refusals.Suspended):
        services.confirm_translation(by=cast.drafter_civ, translation_id=translation.pk)


def test_offering_is_paced_as_posting_is(settings, cast, post, offer):
    settings.PACE = {**settings.PACE, "post": (3, 600)}
    settings.PACE_NEW_ACCOUNT_HOURS = 0
    comments = [post(f"Bonjour {number}.") for number in range(2)]
    for comment in comments:
        offer(comment)
    offer(comments[0], "Better.")
    from consult.core.pace import TooFast  # noqa: PLC0415

    with pytest.raises(TooFast):
        offer(comments[1], "Better.")


def test_it_can_be_offered_when_the_consultation_is_over(stage, post, offer):
    comment = post()
    consultation = stage.consultation
    consultation.closes_at = timezone.now() - timedelta(hours=1)
    consultation.save()
    assert offer(comment).status == "offered"


def test_words_that_a_moderator_reads_first_wait_here_too(stage, cast, post, as_user):
    comment = post()
    consultation = stage.consultation
    consultation.premoderation = "all"
    consultation.save()
    offered = services.offer_translation(
        by=cast.neighbour, comment_id=comment.pk, language="en", body="Which month?"
    )
    assert offered.translation is None
    assert seen(as_user, comment) == ["Quel mois ?"]
    assert Case.objects.open().filter(held=offered.held).exists()
    moderation.decide(by=cast.moderator_gov, subject_id=offered.held.pk, action="publish")
    assert seen(as_user, comment) == ["Quel mois ?", "Which month?"]
    assert HeldText.objects.get().status == "published"


def test_a_translation_that_waits_goes_with_the_words_that_it_translates(stage, cast, post):
    consultation = stage.consultation
    comments = [post("Un."), post("Deux.")]
    consultation.premoderation = "all"
    consultation.save()
    for comment in comments:
        services.offer_translation(
            by=cast.neighbour, comment_id=comment.pk, language="en", body="One."
        )
    consultation.premoderation = ""
    consultation.premoderation = "none"
    consultation.save()
    services.delete_comment(by=cast.citizen, comment_id=comments[0].pk)
    services.edit_comment(by=cast.citizen, comment_id=comments[1].pk, body="Trois.")
    assert set(HeldText.objects.values_list("status", "source")) == {("withdrawn", "")}
    assert not Case.objects.open().exists()


def test_an_edit_that_waited_leaves_no_translation_of_the_words_before(stage, cast, post):
    comment = post()
    held = hold_edit(stage, comment, "Quelle année ?")
    set_rules(stage.consultation, premoderation="all")
    waiting = services.offer_translation(
        by=cast.neighbour, comment_id=comment.pk, language="en", body="Which month?"
    ).held
    moderation.decide(by=cast.moderator_gov, subject_id=held.pk, action="publish")
    waiting.refresh_from_db()
    assert waiting.status == "withdrawn"
    assert not Case.objects.open().exists()


def test_an_edit_leaves_no_translation_of_the_words_before(cast, post, offer, as_user):
    comment = post()
    translation = offer(comment)
    services.confirm_translation(by=cast.citizen, translation_id=translation.pk)
    services.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Quelle année ?")
    assert status(translation) == "outdated"
    assert seen(as_user, comment) == ["Quelle année ?"]
    own = soup_of(as_user(cast.neighbour).get(address(comment)))
    assert "Your translation is of earlier words" in own.select_one(".offer .notice").get_text()
    assert not soup_of(as_user().get(address(comment))).select(".offer")


def test_hidden_and_deleted_words_are_gone_in_every_language(cast, post, hide, offer, as_user):
    comment, deleted = post("Imbécile !"), post("Zut !")
    for one in (comment, deleted):
        services.confirm_translation(by=cast.citizen, translation_id=offer(one, "Zanzibar").pk)
    hide(comment)
    services.delete_comment(by=cast.citizen, comment_id=deleted.pk)
    for reader in (None, cast.neighbour, cast.moderator_gov):
        for one in (comment, deleted):
            browser = as_user(reader)
            for page in (f"/en/comments/{one.pk}/", address(one), f"/api/v1{address(one)[3:]}"):
                assert "Zanzibar" not in browser.get(page, headers=HTMX).content.decode()
    assert not CommentTranslation.objects.filter(comment=deleted).exists()


def test_one_takes_one_s_own_back_and_nobody_else_s(cast, post, offer, as_user):
    comment = post()
    translation = offer(comment, "Zanzibar")
    url = f"/en/comments/translations/{translation.pk}/withdraw/"
    assert as_user(cast.citizen).post(url).status_code == 403
    assert as_user(cast.neighbour).post(url).status_code == 302
    assert CommentTranslation.objects.get().source == ""
    assert seen(as_user, comment) == ["Quel mois ?"]


def test_a_translation_of_a_draft_that_one_may_not_read_is_not_there(
    stage, cast, post, offer, as_user
):
    translation = offer(post())
    for page in stage.page.get_translations(inclusive=True):
        page.unpublish()
    browser = as_user(cast.drafter_civ)
    assert browser.get(address(translation.comment)).status_code == 404
    assert browser.post(address(translation.comment), {"body": "Oh"}).status_code == 404
    url = f"/en/comments/translations/{translation.pk}/confirm/"
    assert browser.post(url).status_code == 404


# Reported, taken away


def test_a_report_of_a_translation_reaches_moderators_who_take_it_away(
    stage, cast, post, offer, as_user
):
    comment = post()
    translation = offer(comment, "Zanzibar")
    page = soup_of(as_user(cast.citizen).get(address(comment)))  # the author of the comment
    link = page.select_one(".offer a[href*='/report/']")["href"]
    form = soup_of(as_user(cast.citizen).get(link)).select_one("form.report-form")
    as_user(cast.citizen).post(
        form["action"],
        {"translation": form.select_one("[name=translation]")["value"],
         "article": stage.articles[0].pk, "words": "Ce n’est pas ce que je dis."},
    )  # fmt: skip
    assert Report.objects.get().translation == translation
    case = Case.objects.open().get()
    desk = as_user(cast.moderator_gov)
    queue = f"/fr/moderation/{stage.consultation.pk}/queue/?case={case.pk}"
    shown = soup_of(desk.get(queue))
    assert "Zanzibar" in shown.select_one(".case-reports").get_text()
    away = f"/fr/moderation/translations/{translation.pk}/"
    assert shown.select_one(f"a[href='{away}']")
    refused = desk.post(away, {"explanation": "Faux."})
    assert refused.status_code == 422  # without an article
    assert (
        desk.post(
            away, {"article": stage.articles[0].pk, "explanation": "Ce n’est pas une traduction."}
        ).status_code
        == 302
    )
    assert status(translation) == "hidden"
    assert seen(as_user, comment) == ["Quel mois ?"]
    assert not Report.objects.filter(closed_at=None).exists()
    assert not Case.objects.open().exists()
    own = soup_of(as_user(cast.neighbour).get(address(comment)))
    assert "Ce n’est pas une traduction." in own.select_one(".offer .notice").get_text()
    assert not soup_of(as_user().get(address(comment))).select(".offer")


def test_translator_and_reporters_are_told_by_mail_that_it_was_taken_away(
    stage, cast, post, offer, as_user, django_capture_on_commit_callbacks
):
    """Digital Services Act, articles 16 (5) and 17."""
    comment = post()
    translation = offer(comment, "Zanzibar")
    article = stage.articles[0].pk
    for browser, more in (
        (as_user(), {"email": "zoe@example.org"}),
        (as_user(cast.citizen), {}),
    ):
        form = {"translation": str(translation.pk), "article": article, **more}
        assert browser.post(f"/fr/moderation/comments/{comment.pk}/report/", form).status_code < 400
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        as_user(cast.moderator_gov).post(
            f"/fr/moderation/translations/{translation.pk}/",
            {"article": article, "explanation": "Ce n’est pas une traduction."},
        )
    told = {one.to[0]: one.body for one in mail.outbox}
    assert set(told) == {"zoe@example.org", cast.citizen.email, cast.neighbour.email}
    statement = told[cast.neighbour.email]
    assert "Ce n’est pas une traduction." in statement
    assert "> Zanzibar" in statement
    assert "Ce n’est pas une traduction." not in told["zoe@example.org"]
    assert not Report.objects.exclude(email="").exists()
    case = Case.objects.get()
    queue = f"/fr/moderation/{stage.consultation.pk}/queue/?case={case.pk}"
    state = soup_of(as_user(cast.moderator_gov).get(queue)).select_one(".case-state").get_text()
    assert "La traduction signalée est retirée." in state


@pytest.mark.parametrize("who", ["neighbour", "citizen", "drafter_gov", "outsider", "publisher"])
def test_only_moderators_of_the_house_take_one_away(stage, cast, post, offer, as_user, who):
    translation = offer(post())
    answer = as_user(getattr(cast, who)).post(
        f"/fr/moderation/translations/{translation.pk}/", {"article": stage.articles[0].pk}
    )
    assert answer.status_code == 404
    assert status(translation) == "offered"


def test_no_moderator_takes_their_own_away_for_a_reason(stage, cast, post, offer, as_user):
    translation = offer(post(), by=cast.moderator_gov)
    answer = as_user(cast.moderator_gov).post(
        f"/fr/moderation/translations/{translation.pk}/", {"article": stage.articles[0].pk}
    )
    assert answer.status_code == 403


def test_a_translation_is_reported_with_its_own_comment_only(stage, cast, post, offer, as_user):
    """Wagtail CVE-2026-44199: the child must belong to the parent that was checked."""
    translation, other = offer(post()), post("Autre.")
    answer = as_user(cast.drafter_civ).post(
        f"/fr/moderation/comments/{other.pk}/report/",
        {"translation": translation.pk, "article": stage.articles[0].pk, "words": "Non."},
    )
    assert answer.status_code == 404
    assert not Report.objects.exists()


def test_the_comment_and_its_translation_are_reported_apart(stage, cast, post, offer):
    comment = post()
    translation = offer(comment)
    notice = moderation.Notice(stage.articles[0].pk, words="Non.")
    about = moderation.Notice(stage.articles[0].pk, words="Non.", translation_id=translation.pk)
    for one in (notice, about):
        moderation.report_comment(by=cast.drafter_civ, comment_id=comment.pk, notice=one)
    from consult.moderation.refusals import AlreadyReported  # noqa: PLC0415

    with pytest.raises(AlreadyReported):
        moderation.report_comment(by=cast.drafter_civ, comment_id=comment.pk, notice=about)


# Lists and live pages


def test_a_list_costs_the_same_however_much_of_it_is_translated(
    stage, english_page, cast, post, offer, as_user
):
    def queries(translated):
        with CaptureQueriesContext(connection) as counted:
            answer = as_user(cast.neighbour).get(f"{english_page.url}?section={stage.text.key}")
        assert answer.content.decode().count('class="words translated"') == translated
        return len(counted)

    def confirmed(body):
        translation = offer(post(body), f"[en] {body}")
        services.confirm_translation(by=cast.citizen, translation_id=translation.pk)

    confirmed("Bonjour.")
    queries(1)
    one = queries(1)
    for number in range(7):
        confirmed(f"Bonjour {number}.")
    assert queries(8) == one


def test_first_state_and_events_make_the_fresh_state(cast, post, offer, as_user):
    """The law of a live page, for each step of a translation."""
    comment = post()

    def told_as_fresh():
        event = Event.objects.filter(object_id=comment.pk).order_by("-number").first()
        assert event.type == "comment.translated"
        for language in ("en", "fr"):
            frame = hydrate_comments([event], language)[event.number]
            told = BeautifulSoup(frame["html"], "html.parser").find(id=f"c-{comment.pk}")
            answer = as_user().get(f"/{language}/comments/{comment.pk}/", headers=HTMX)
            fresh = article_in(answer, comment)
            for part in (".words", "details", ".translation-mark"):
                assert told.select(part) == fresh.select(part)

    translation = offer(comment)
    told_as_fresh()
    services.confirm_translation(by=cast.drafter_civ, translation_id=translation.pk)
    told_as_fresh()
    services.withdraw_translation(by=cast.neighbour, translation_id=translation.pk)
    told_as_fresh()


def test_what_people_confirmed_comes_before_the_machine_and_what_is_offered_after(
    machine, cast, post, offer, as_user, django_capture_on_commit_callbacks
):
    comment = post("Bonjour.")
    offered = offer(comment, "Hello there.")
    with django_capture_on_commit_callbacks(execute=True):
        as_user().post(f"/en/translations/comment/{comment.pk}/", headers=HTMX)
    assert seen(as_user, comment) == ["[en] Bonjour.", "Bonjour.", "Hello there."]
    services.confirm_translation(by=cast.citizen, translation_id=offered.pk)
    assert seen(as_user, comment) == ["Hello there.", "Bonjour.", "[en] Bonjour."]


def test_states_are_known(post, offer):
    assert offer(post()).status in TranslationStatus.values
