"""The queue: who sees it, what it lists in which order, and what stands beside a case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.core.ids import new_id
from consult.moderation import services
from consult.moderation.models import TAKEN_FOR, Case, Cause, Decision
from consult.people.models import User
from consult.threads.models import HeldText

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MOST_QUERIES = 16


def address(case):
    return f"/en/moderation/{case.consultation_id}/queue/{case.pk}/"


def order(html):
    """Return the keys of the rows as they stand on the page."""
    return [part.split('"')[0] for part in html.split('data-row="')[1:]]


# Who sees it


STRANGERS = ["citizen", "drafter_gov", "publisher", "outsider", "admin"]


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_else_learns_anything_of_it(stage, cast, queue, as_user, post, report, role):
    """CVE-2026-45086, CVE-2026-45573: participants opened an editor by its address."""
    case, browser = report(post("Ici.")), as_user(getattr(cast, role))
    reading = [queue, f"{queue}?case={case.pk}", f"{queue}rows/?id={case.pk}"]
    replies = queue.replace("/queue/", "/replies/")
    acting = [address(case), f"{queue}many/", replies]
    article = stage.articles[0].pk
    form = {"action": "hide", "article": article, "many-action": "hide", "many-article": article}
    form |= {"case": f"{case.pk}.", "title": "A", "text": "B", "language": "fr"}
    for path in [*reading, replies]:
        for headers in ({}, HTMX):
            answer = browser.get(path, headers=headers)
            assert (answer.status_code, "Ici." in answer.content.decode()) == (404, False)
    for path in acting:
        assert browser.post(path, form).status_code == 404
    assert not Decision.objects.exists()
    assert not stage.consultation.saved_replies.exists()


def test_strangers_are_asked_to_sign_in(queue, as_user):
    """Whether the consultation exists or not."""
    for path in (queue, queue.replace(queue.split("/")[3], str(new_id()))):
        assert as_user().get(path)["Location"] == f"/en/account/login/?next={path}"


def test_a_case_of_another_consultation_is_not_found(stage, cast, queue, as_user, post, report):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    case = report(post("Ici."))
    there = queue.replace(str(stage.consultation.pk), str(stage.other_draft.consultation_id))
    browser = as_user(cast.outsider)
    assert browser.get(there).status_code == 200
    assert browser.get(f"{there}?case={case.pk}").status_code == 404
    assert browser.post(f"{there}{case.pk}/", {"action": "keep"}).status_code == 404
    assert "Ici." not in browser.get(f"{there}rows/?id={case.pk}&case={case.pk}").content.decode()
    answer = browser.post(f"{there}many/", {"many-action": "keep", "case": f"{case.pk}."})
    assert "Ici." not in answer.content.decode()
    assert not Decision.objects.exists()


def test_who_moderates_no_more_sees_it_no_more(cast, queue, as_user, page):
    page()
    cast.moderator_gov.memberships.all().delete()
    assert as_user(cast.moderator_gov).get(queue).status_code == 404


@pytest.mark.parametrize("key", ["nonsense", "\x00", "01a20b85-b073-7764-b937-48f7e2e0d5ed"])
def test_a_case_that_is_none_is_not_found(queue, as_user, cast, key):
    assert as_user(cast.moderator_gov).get(queue, {"case": key}).status_code == 404


def test_hostile_words_and_names_stay_words(page, cast, post, report, hold):
    """CVE-2026-23891: script in a user name ran for everybody who opened the page."""
    script = "<script>alert(1)</script>"
    User.objects.filter(pk=cast.citizen.pk).update(public_name=script)
    case = report(post(script), words=script)
    held = hold(campaign=new_id())
    HeldText.objects.filter(pk=held.held_id).update(source=script, html="&lt;script&gt;")
    for query in (f"?case={case.pk}", f"?case={held.pk}"):
        html = page(query)
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


def test_nothing_of_it_is_kept_by_browsers(queue, as_user, cast):
    answer = as_user(cast.moderator_gov).get(queue)
    assert "no-store" in answer["Cache-Control"]
    assert 'hx-history="false"' in answer.content.decode()


# The list


def test_the_oldest_case_comes_first(page, post, report, hold):
    first, second = report(post("Un.")), hold("Deux.")
    third = report(post("Trois."))
    assert order(page()) == [str(one.pk) for one in (first, second, third)]


def test_each_cause_is_counted_and_can_be_chosen(page, post, report, hold, hide):
    reported, held = report(post("Un.")), hold("Deux.")
    hide(post("Trois."))
    unconfirmed = Case.objects.get(cause=Cause.UNCONFIRMED)
    html = page()
    for cause in ("reported", "held", "unconfirmed"):
        assert "<b>1</b>" in html.split(f'data-count="{cause}"')[1][:60]
    assert order(page("?cause=reported")) == [str(reported.pk)]
    assert order(page("?cause=held")) == [str(held.pk)]
    assert order(page("?cause=unconfirmed")) == [str(unconfirmed.pk)]
    assert "Nothing like that waits" in page("?cause=appealed")


def test_unknown_filters_are_none(page, post, report):
    """CVE-2023-34090: filters are an allow list."""
    case = report(post("Un."))
    for query in ("?cause=closed_at", "?comment__author=1", "?turn=x&free=x", "?after=x"):
        assert order(page(query)) == [str(case.pk)]


def test_whose_turn_it_is_can_be_chosen(cast, page, post, hide):
    hide(post("Un."), by=cast.moderator_gov)
    case = Case.objects.get(cause=Cause.UNCONFIRMED)
    assert order(page("?turn=1", by=cast.moderator_civ)) == [str(case.pk)]
    assert "your college&#x27;s turn" in page(by=cast.moderator_civ).replace("'", "&#x27;")
    assert order(page("?turn=1")) == []
    assert "the other college&#x27;s turn" in page().replace("'", "&#x27;")


def test_what_somebody_is_on_says_so_until_its_time_is_over(cast, page, post, report):
    case = report(post("Un."))
    services.take_case(by=cast.moderator_civ, case_id=case.pk)
    html = page(f"?case={case.pk}")
    assert html.count("<bdi>Inès</bdi> is on it") == 2
    assert order(page("?free=1")) == []
    Case.objects.update(taken_at=timezone.now() - TAKEN_FOR)
    assert order(page("?free=1")) == [str(case.pk)]
    assert "is on it" not in page().replace("nobody is on it", "")


def test_the_age_of_the_oldest_is_said(page, post, report):
    report(post("Un."))
    Case.objects.update(opened_at=timezone.now() - timedelta(hours=3))
    assert "the oldest waits for 3\xa0hours" in page()


def test_a_campaign_is_one_group_with_a_count(cast, page, hold):
    campaign = new_id()
    first = hold("Lettre type, un.", campaign=campaign)
    for number in range(4):
        hold(f"Lettre type, {number}.", campaign=campaign)
    alone = hold("Autre chose.")
    html = page()
    assert order(html) == [str(first.pk), str(alone.pk)]
    assert "5 texts that nearly repeat each other" in html
    services.decide(by=cast.moderator_gov, subject_id=first.held_id, action="publish")
    assert "4 texts that nearly repeat each other" in page()


def test_a_campaign_says_how_many_have_no_account(page, hold):
    campaign = new_id()
    for number in range(3):
        hold(f"Lettre type, {number}.", campaign=campaign, by_guest=number > 0)
    hold("Autre chose.", by_guest=True)
    html = page()
    assert "3 texts that nearly repeat each other" in html
    assert html.count("(2 of them without an account)") == 1
    assert html.count("chip-guest") == 1  # of the one that is alone; the group's first has one


def test_the_next_page_begins_where_this_one_ends(page, hold, queue, as_user, cast):
    cases = [str(hold(f"Texte {number}").pk) for number in range(30)]
    first = page()
    assert order(first) == cases[:25]
    assert f"after={cases[24]}" in first
    assert order(page(f"?after={cases[24]}")) == cases[25:]
    fragment = as_user(cast.moderator_gov).get(f"{queue}?after={cases[24]}", headers=HTMX)
    assert order(fragment.content.decode()) == cases[25:]
    assert "<h1" not in fragment.content.decode()


# One case


def test_a_moderator_reads_all_that_bears_on_a_case(stage, cast, page, post, report, hide):
    root = post("La racine.", by=cast.drafter_civ)
    hide(post("Vieille insulte."))
    comment = post("Imbécile !", in_reply_to=root.pk)
    report(comment, words="Il m’insulte.")
    case = report(comment, by=cast.drafter_gov, article=1)
    html = page(f"?case={case.pk}")
    assert "La racine." in html
    assert "Il m’insulte." in html
    assert "1. Respect" in html
    assert "2. Sujet" in html
    assert f'href="/c/{comment.pk}"' in html
    assert "2 contributions here" in html
    assert "hidden: 1" in html
    assert "2 reports" in html


def test_who_reported_is_nobodys_business(cast, page, post, report):
    User.objects.filter(pk=cast.neighbour.pk).update(public_name="Dénonciateur")
    case = report(post("Un."), by=User.objects.get(pk=cast.neighbour.pk))
    html = page(f"?case={case.pk}")
    assert "Dénonciateur" not in html
    assert "a reader with an account" in html


def test_held_words_say_why_they_wait(page, hold):
    html = page(f"?case={hold('Six liens', grounds=('links', 'shouted')).pk}")
    assert "It holds more links than this consultation allows." in html
    assert "It is mostly written in capitals." in html
    assert "Six liens" in html


def test_a_held_edit_stands_beside_the_words_that_everybody_reads(page, post, hold):
    comment = post("Avant.")
    html = page(f"?case={hold('Après.', edits=comment).pk}")
    assert "Avant." in html
    assert "Après." in html


def test_hidden_words_are_readable_here(cast, page, post, hide):
    hide(post("Imbécile !"))
    case = Case.objects.get(cause=Cause.UNCONFIRMED)
    html = page(f"?case={case.pk}", by=cast.moderator_civ)
    assert "Imbécile !" in html.split('id="case-title"')[1]


def test_htmx_gets_the_case_alone(page, post, report):
    case = report(post("Un."))
    html = page(f"?case={case.pk}", **HTMX)
    assert 'id="case-form"' in html
    assert "<h1" not in html


def test_the_way_back_gets_the_page(page, post, report):
    """What htmx asks for in the browser's history is a whole page."""
    case = report(post("Un."))
    html = page(f"?case={case.pk}", **HTMX, **{"HX-History-Restore-Request": "true"})
    assert "<h1" in html


def test_the_form_says_what_each_article_brings_about(stage, page, post, report):
    urgent = stage.articles[1]
    urgent.is_urgent = True
    urgent.save()
    html = page(f"?case={report(post('Un.')).pk}")
    assert "provisional: the other college confirms within 48 hours" in html
    assert "urgent: at once" in html


def test_nobody_is_offered_to_decide_on_themselves(cast, page, post, report):
    case = report(post("Mon avis.", by=cast.moderator_gov))
    html = page(f"?case={case.pk}")
    assert "Nobody decides on their own comment" in html
    assert 'value="hide"' not in html.split('id="case-form"')[1]
    assert (
        'value="hide"' in page(f"?case={case.pk}", by=cast.moderator_civ).split('id="case-form"')[1]
    )


# How much it costs


def test_a_page_takes_at_most_sixteen_queries_however_much_waits(
    stage, cast, queue, as_user, post, report, hold
):
    browser, case = as_user(cast.moderator_gov), report(post("Un."), words="Non.")
    browser.get(queue)

    def costs(path, **headers):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path, headers=headers).status_code == 200
        return len(captured)

    def all_costs():
        yield costs(queue)
        yield costs(f"{queue}?case={case.pk}")
        yield costs(f"{queue}?case={case.pk}", **HTMX)
        yield costs(f"{queue}?cause=held&turn=1&free=1")
        yield costs(f"{queue}rows/?id={case.pk}&case={case.pk}")

    few = list(all_costs())
    campaign = new_id()
    for number in range(40):
        hold(f"Texte {number}", campaign=campaign if number % 3 else None)
        report(post(f"Propos {number}"))
    many = list(all_costs())
    assert few == many
    assert max(many) <= MOST_QUERIES


# The way in


def test_moderators_find_the_way_in(stage, cast, as_user, queue, post, report):
    report(post("Un."))
    french = queue.replace("/en/", "/fr/")
    for path in (stage.page.url, stage.consultation_page.url):
        html = as_user(cast.moderator_gov).get(path).content.decode()
        assert f'href="{french}"' in html
        for stranger in (None, cast.citizen, cast.outsider):
            assert french not in as_user(stranger).get(path).content.decode()
