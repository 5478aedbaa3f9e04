"""Deciding at the queue: one case, several at once, take and let go, saved replies."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.utils import timezone

from consult.core.ids import new_id
from consult.moderation import policy, services
from consult.moderation.models import Action, Case, Cause, Decision, SavedReply
from consult.people.models import User
from consult.threads.models import Comment, HeldText

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def act(cast, as_user, stage):
    """Send the form of a case as a moderator of the government, unless somebody else is named."""

    def send(case, action, *, by=None, htmx=False, **typed):
        return as_user(by or cast.moderator_gov).post(
            f"/en/moderation/{case.consultation_id}/queue/{case.pk}/",
            {"action": action, **typed},
            headers=HTMX if htmx else {},
        )

    return send


@pytest.fixture
def article(stage):
    return stage.articles[0].pk


def seen_in(html):
    return html.split('name="seen" value="')[1].split('"')[0]


def decided():
    return list(Decision.objects.order_by("pk").values_list("action", flat=True))


# One case


def test_enter_decides_nothing(queue, post, report, as_user, cast):
    """Browsers press the first button of a form where somebody types and presses Enter."""
    case = report(post("Un."))
    page = as_user(cast.moderator_gov).get(f"{queue}?case={case.pk}")
    form = BeautifulSoup(page.content, "html.parser").select_one("#case-form")
    first = form.select("button, input[type=submit]")[0]
    assert first.has_attr("disabled")
    assert not first.get("name")


def test_a_decision_leads_to_the_next_case(queue, post, report, act, article):
    first, second = report(post("Un.")), report(post("Deux."))
    answer = act(first, "hide", article=article, explanation="Insulte.")
    assert (answer.status_code, answer["Location"]) == (302, f"{queue}?case={second.pk}")
    assert Comment.objects.get(pk=first.comment_id).is_hidden
    assert Decision.objects.get().explanation == "Insulte."
    first.refresh_from_db()
    assert first.closed_by == Decision.objects.get()


def test_what_was_chosen_to_be_seen_stays_chosen(queue, post, report, hold, act):
    first = report(post("Un."))
    hold("Deux.")
    third = report(post("Trois."))
    answer = act(first, "keep", cause="reported")
    assert answer["Location"] == f"{queue}?cause=reported&case={third.pk}"


def test_htmx_is_led_on_too(queue, post, report, act):
    first, second = report(post("Un.")), report(post("Deux."))
    answer = act(first, "keep", htmx=True)
    assert json.loads(answer["HX-Location"])["path"] == f"{queue}?case={second.pk}"
    assert act(second, "keep", htmx=True)["HX-Redirect"] == queue


def test_the_next_case_is_one_that_nobody_else_is_on(cast, queue, post, report, act):
    first, taken, free = (report(post(words)) for words in ("Un.", "Deux.", "Trois."))
    services.take_case(by=cast.moderator_civ, case_id=taken.pk)
    assert act(first, "keep")["Location"] == f"{queue}?case={free.pk}"


@pytest.mark.parametrize(
    ("action", "status"), [("publish", "published"), ("refuse", "refused"), ("warn", "waiting")]
)
def test_held_words_are_decided_on(hold, act, article, action, status):
    case = hold()
    assert act(case, action, article=article, explanation="Trop de liens.").status_code == 302
    assert HeldText.objects.get(pk=case.held_id).status == status
    assert decided() == [action]


@pytest.mark.parametrize(("action", "is_hidden"), [("confirm", True), ("lift", False)])
def test_the_other_college_turns_the_second_key(cast, post, hide, act, action, is_hidden):
    comment = hide(post("Un."), by=cast.moderator_gov)
    case = Case.objects.get(cause=Cause.UNCONFIRMED)
    refused = act(case, action)
    assert (refused.status_code, "other college" in refused.content.decode()) == (403, True)
    assert act(case, action, by=cast.moderator_civ).status_code == 302
    assert Comment.objects.get(pk=comment.pk).is_hidden == is_hidden
    assert decided() == ["hide", action]


@pytest.mark.parametrize("action", ["uphold", "overturn"])
def test_an_appeal_is_settled_with_reasons(cast, post, hide, act, page, action):
    comment = hide(post("Un."), by=cast.moderator_gov)
    decision = Decision.objects.get()
    services.appeal_decision(by=cast.citizen, decision_id=decision.pk, words="<b>Ironie</b> !")
    case = Case.objects.get(cause=Cause.APPEALED)
    assert "&lt;b&gt;Ironie&lt;/b&gt; !" in page(f"?case={case.pk}", by=cast.moderator_civ)
    assert act(case, action, by=cast.moderator_gov, explanation="Non.").status_code == 403
    without = act(case, action, by=cast.moderator_civ)
    assert (without.status_code, decided()) == (422, ["hide"])
    assert act(case, action, by=cast.moderator_civ, explanation="Lu.").status_code == 302
    assert decided() == ["hide", action]
    assert Comment.objects.get(pk=comment.pk).is_hidden == (action == "uphold")


def test_an_author_is_suspended_until_the_end_of_a_day(cast, stage, post, report, act, article):
    case, day = report(post("Un.")), timezone.localdate() + timedelta(days=3)
    typed = {"article": article, "explanation": "Assez.", "until": day.isoformat()}
    assert act(case, "suspend", **typed).status_code == 302
    until = stage.consultation.suspensions.get(participant=cast.citizen).until
    assert timezone.localtime(until).date() == day


def test_on_the_whole_site_those_suspend_who_may_change_accounts(cast, post, report, act, article):
    case = report(post("Un."))
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = {"article": article, "explanation": "Assez.", "until": day, "scope": "site"}
    assert act(case, "suspend", **typed).status_code == 403
    cast.moderator_gov.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert act(case, "suspend", **typed).status_code == 302
    assert User.objects.get(pk=cast.citizen.pk).is_suspended(timezone.now())


@pytest.mark.parametrize(
    ("action", "typed", "says"),
    [
        ("hide", {}, "Choose the article"),
        ("hide", {"article": "nonsense"}, "Choose the article"),
        ("hide", {"article": "99999999999999999999"}, "Choose the article"),
        ("hide", {"explanation": "\x07"}, "invisible control characters"),
        ("hide", {"explanation": "x" * 1001}, "1,000 at most"),
        ("warn", {"article": True}, "Say in a few words why"),
        ("suspend", {"article": True, "explanation": "Non."}, "Say until when"),
        ("suspend", {"article": True, "explanation": "Non.", "until": "31/02"}, "Say until when"),
        ("suspend", {"article": True, "explanation": "Non.", "until": "9999-12-31"}, "until when"),
        ("suspend", {"article": True, "explanation": "Non.", "until": "0001-01-01"}, "until when"),
        ("explode", {}, "There is no such decision"),
        ("", {}, "There is no such decision"),
        ("publish", {}, "There is no such decision"),
        ("confirm", {}, "There is no such decision"),
        ("overturn", {}, "There is no such decision"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    post, report, act, article, action, typed, says, htmx
):
    if typed.get("article") is True:
        typed = {**typed, "article": article}
    answer = act(report(post("Un.")), action, htmx=htmx, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert typed.get("explanation", "").strip("\x07") in html
    assert not Decision.objects.exists()


def test_the_second_moderator_is_told_what_the_first_decided(
    cast, page, post, report, act, article
):
    """Nothing is overwritten, and what was typed stays."""
    case = report(post("Un."))
    seen = seen_in(page(f"?case={case.pk}"))
    services.decide(
        by=cast.moderator_civ, subject_id=case.comment_id, action=Action.KEEP, seen=seen
    )
    answer = act(case, "hide", article=article, explanation="Mes raisons.", seen=seen)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody decided before you: reviewed and kept" in html
    assert "Mes raisons." in html
    assert f'value="{article}" id="id_article_0" checked' in html or "checked" in html
    assert decided() == ["keep"]
    # Having seen it, they may decide otherwise.
    assert seen_in(html) != seen
    assert act(case, "hide", article=article, seen=seen_in(html)).status_code == 302


def test_words_that_change_meanwhile_are_read_again(page, post, report, act, article):
    case = report(post("Un."))
    seen = seen_in(page(f"?case={case.pk}"))
    Comment.objects.filter(pk=case.comment_id).update(source="Autre.")
    answer = act(case, "hide", article=article, seen=seen)
    assert (answer.status_code, decided()) == (409, [])
    assert "changed these words" in answer.content.decode()


# Who is on it


def test_a_case_is_taken_and_let_go(cast, post, report, act, page):
    case = report(post("Un."))
    answer = act(case, "take", explanation="À moitié")
    assert "À moitié" in answer.content.decode()
    case.refresh_from_db()
    assert case.taken_by == cast.moderator_gov
    other = act(case, "take", by=cast.moderator_civ)
    assert (other.status_code, "Aurèle is on it" in other.content.decode()) == (409, True)
    assert act(case, "release", by=cast.moderator_civ).status_code == 409
    assert act(case, "release").status_code == 200
    assert "nobody is on it" in page(f"?case={case.pk}")


# Several at once


@pytest.fixture
def decide_many(cast, as_user, queue):
    def send(action, *, by=None, htmx=False, **typed):
        typed = {
            name if name in ("case", "campaign") else f"many-{name}": value
            for name, value in {"action": action, **typed}.items()
        }
        headers = HTMX if htmx else {}
        return as_user(by or cast.moderator_gov).post(f"{queue}many/", typed, headers=headers)

    return send


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_several_are_decided_with_one_reason(post, report, hold, decide_many, article, htmx):
    reported, held = report(post("Un.")), hold("Deux.")
    answer = decide_many(
        "hide", case=[reported.pk, held.pk], article=article, explanation="Pub.", htmx=htmx
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert ("<h1" in html) != htmx
    assert html.count("data-outcome") == 2
    assert sorted(decided()) == ["hide", "refuse"]
    assert set(Decision.objects.values_list("explanation", flat=True)) == {"Pub."}


def test_what_is_refused_of_one_stops_none_of_the_others(cast, post, report, decide_many):
    own, other = report(post("Un.", by=cast.moderator_gov)), report(post("Deux."))
    closed = report(post("Trois."))
    services.decide(by=cast.moderator_civ, subject_id=closed.comment_id, action="keep")
    html = decide_many("keep", case=[own.pk, closed.pk, other.pk, new_id()]).content.decode()
    assert "Nobody decides on their own comment" in html
    assert "This is settled already" in html
    assert html.count("not decided") == 3
    assert list(Decision.objects.filter(moderator=cast.moderator_gov)) == [
        Decision.objects.get(comment=other.comment_id)
    ]


def test_of_several_none_is_overwritten(cast, page, post, report, decide_many):
    case = report(post("Un."))
    chosen = page().split('name="case"')[1].split('value="')[1].split('"')[0]
    Comment.objects.filter(pk=case.comment_id).update(source="Autre.")
    html = decide_many("keep", case=chosen).content.decode()
    assert "changed these words" in html
    assert not Decision.objects.exists()


def test_a_campaign_is_decided_at_once(hold, decide_many, article):
    campaign = new_id()
    for number in range(4):
        hold(f"Lettre type {number}", campaign=campaign)
    assert decide_many("hide", campaign=campaign, article=article).status_code == 200
    assert decided() == ["refuse"] * 4


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"action": "hide", "case": []}, "Select at least one"),
        ({"action": "hide"}, "Choose the article"),
        ({"action": ""}, "There is no such decision"),
        ({"action": "suspend"}, "There is no such decision"),
    ],
)
def test_of_several_too_what_is_missing_is_said(post, report, decide_many, typed, says):
    typed = {"case": report(post("Un.")).pk, "explanation": "Mes raisons.", **typed}
    answer = decide_many(typed.pop("action"), **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "Mes raisons." in html
    assert not Decision.objects.exists()


def test_what_was_selected_stays_selected(post, report, hold, page, decide_many):
    report(post("Un."))
    campaign = new_id()
    for number in range(2):
        hold(f"Lettre {number}", campaign=campaign)
    chosen = page().split('name="case"')[1].split('value="')[1].split('"')[0]
    html = decide_many("hide", case=chosen, campaign=campaign).content.decode()
    for value in (chosen, str(campaign)):
        assert "checked" in html.split(f'value="{value}"')[1].split(">")[0]


def test_many_are_not_too_many(decide_many):
    keys = [new_id() for _ in range(policy.MOST_AT_ONCE + 1)]
    answer = decide_many("keep", case=keys)
    assert answer.status_code == 422
    assert "Decide on 50 at most" in answer.content.decode()


# Saved replies


@pytest.fixture
def reply(stage):
    return SavedReply.objects.create(
        consultation=stage.consultation, language="fr", title="Attaque", text="Sans <attaque>."
    )


def test_a_saved_reply_goes_into_the_box(post, report, act, reply, article):
    case = report(post("Un."))
    html = act(case, "fill", reply=reply.pk, explanation="Bonjour.", article=article)
    assert "Bonjour.\n\nSans &lt;attaque&gt;." in html.content.decode().replace("\r", "")
    assert not Decision.objects.exists()


@pytest.fixture
def replies(queue):
    return queue.replace("/queue/", "/replies/")


def test_moderators_keep_replies_together(cast, stage, as_user, replies):
    browser = as_user(cast.moderator_gov)
    typed = {"language": "en", "title": " An  attack ", "text": "Say it without."}
    assert browser.post(replies, typed).status_code == 302
    saved = SavedReply.objects.get()
    assert (saved.consultation, saved.title) == (stage.consultation, "An attack")
    typed = {**typed, "reply": saved.pk, "text": "Otherwise."}
    assert as_user(cast.moderator_civ).post(replies, typed).status_code == 302
    assert "Otherwise." in browser.get(replies).content.decode()
    assert browser.post(replies, {"reply": saved.pk, "action": "delete"}).status_code == 302
    assert not SavedReply.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"title": ""}, 422), ({"text": " "}, 422), ({"language": "tlh"}, 422), ({}, 409)],
)
def test_a_reply_that_is_refused_comes_back(cast, as_user, replies, reply, typed, status):
    typed = {"language": "fr", "title": "Attaque", "text": "Mes mots.", **typed}
    answer = as_user(cast.moderator_gov).post(replies, typed)
    assert answer.status_code == status
    assert typed["text"].strip() in answer.content.decode()
    assert SavedReply.objects.count() == 1


@pytest.mark.parametrize("key", ["x", "0", "999999", "99999999999999999999"])
def test_a_reply_of_nobody_or_of_others_is_not_found(cast, stage, as_user, replies, reply, key):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    typed = {"language": "fr", "title": "A", "text": "B", "reply": key}
    assert as_user(cast.moderator_gov).post(replies, typed).status_code == 404
    there = replies.replace(str(stage.consultation.pk), str(stage.other_draft.consultation_id))
    for action in ("save", "delete"):
        sent = {**typed, "reply": reply.pk, "action": action}
        assert as_user(cast.outsider).post(there, sent).status_code == 404
    assert SavedReply.objects.get().text == "Sans <attaque>."
