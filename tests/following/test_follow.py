"""Following from the pages: a draft, a passage, a thread; by a form, or in place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from consult.following.models import Follow
from consult.threads.services import delete_comment
from tests.factories.pages import make_draft
from tests.following.telling import follow_draft, follow_section, follow_thread

pytestmark = pytest.mark.django_db

FOLLOW, STOP = {"follow": "yes"}, {"follow": "no"}


def addresses(stage, comment):
    draft = stage.draft.pk
    return [
        reverse("following:draft", args=[draft]),
        reverse("following:section", args=[draft, stage.text.key]),
        reverse("following:thread", args=[comment.pk]),
    ]


def test_one_follows_and_follows_no_more(stage, cast, post, as_user):
    browser = as_user(cast.neighbour)
    for address in addresses(stage, post()):
        for _twice in range(2):
            answer = browser.post(address, {**FOLLOW, "next": stage.page.url})
            assert (answer.status_code, answer["Location"]) == (302, stage.page.url)
        assert Follow.objects.filter(participant=cast.neighbour).count() == 1
        assert 'value="no"' in browser.get(address).content.decode()
        browser.post(address, STOP)
        assert not Follow.objects.filter(participant=cast.neighbour).exists()
        assert 'value="yes"' in browser.get(address).content.decode()


def test_a_reply_stands_for_its_thread(stage, cast, post, as_user):
    root = post()
    reply = post("Oui", in_reply_to=root.pk)
    as_user(cast.neighbour).post(reverse("following:thread", args=[reply.pk]), FOLLOW)
    assert Follow.objects.get(participant=cast.neighbour).thread == root


def test_in_place_the_button_changes_and_nothing_else(stage, cast, post, as_user):
    browser = as_user(cast.neighbour)
    for address in addresses(stage, post()):
        for data, now in ((FOLLOW, "no"), (STOP, "yes")):
            answer = browser.post(address, data, headers={"HX-Request": "true"})
            text = answer.content.decode()
            assert answer.status_code == 200
            assert "<html" not in text
            assert f'name="follow" value="{now}"' in text


def test_strangers_sign_in_and_come_back(stage, post, as_user):
    for address in addresses(stage, post()):
        answer = as_user().get(address)
        assert answer["Location"] == f"/fr/account/login/?next={address}"
        assert as_user().post(address, FOLLOW).status_code == 302
        # In place of a small form they would be given the whole page of the log-in.
        answer = as_user().get(address, headers={"HX-Request": "true"})
        assert answer["HX-Redirect"] == f"/fr/account/login/?next={address}"
    assert not Follow.objects.exists()


def test_the_page_shows_what_one_follows(stage, cast, post, as_user):
    comment = post()
    address = f"{stage.page.url}?section={stage.text.key}"
    nobody = as_user().get(address).content.decode()
    for one in addresses(stage, comment):
        assert f'href="{one}"' in nobody
    browser = as_user(cast.neighbour)
    before = browser.get(address).content.decode()
    assert before.count("chip-followed") == 0
    follow_draft(cast.neighbour, stage)
    follow_section(cast.neighbour, stage.text)
    follow_thread(cast.neighbour, comment)
    after = browser.get(address).content.decode()
    assert after.count("chip-followed") == 2
    assert after.count('name="follow" value="no"') == 2


def test_what_one_may_not_read_cannot_be_followed(stage, cast, post, as_user):
    comment = post()
    PageViewRestriction.objects.create(page=stage.page, restriction_type="groups")
    for address in addresses(stage, comment):
        assert as_user(cast.neighbour).get(address).status_code == 404
        assert as_user(cast.neighbour).post(address, FOLLOW).status_code == 404
    assert not Follow.objects.filter(participant=cast.neighbour).exists()


def test_nobody_is_led_away(stage, cast, as_user):
    address = reverse("following:draft", args=[stage.draft.pk])
    answer = as_user(cast.neighbour).post(address, {**FOLLOW, "next": "https://elsewhere.example/"})
    assert answer["Location"] == stage.page.url


def test_a_section_of_another_draft_is_none_of_this_one(stage, cast, as_user):
    address = reverse("following:section", args=[stage.other_draft.pk, stage.text.key])
    assert as_user(cast.neighbour).post(address, FOLLOW).status_code == 404


def test_what_i_follow_is_listed_in_as_many_queries_for_much_as_for_little(
    stage, cast, post, as_user
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = browser.get("/fr/account/following/")
        return len(captured), page.content.decode()

    browser = as_user(cast.neighbour)
    browser.get("/fr/account/following/")
    follow_draft(cast.neighbour, stage)
    follow_section(cast.neighbour, stage.text)
    comment = post()
    follow_thread(cast.neighbour, comment)
    few, text = queries()
    assert "Maïa L." in text
    assert "Les données existent" in text
    for number in range(6):
        follow_thread(cast.neighbour, post(f"Idée {number}"))
        follow_section(cast.neighbour, stage.sections[number % 3])
    many, _text = queries()
    assert few == many <= 16


def test_names_of_hidden_and_deleted_threads_are_not_listed(stage, cast, post, hide, as_user):
    hidden, deleted = post("Imbécile"), post("Je retire")
    for comment in (hidden, deleted):
        follow_thread(cast.neighbour, comment)
    hide(hidden)
    delete_comment(by=cast.citizen, comment_id=deleted.pk)
    text = as_user(cast.neighbour).get("/fr/account/following/").content.decode()
    assert "Maïa L." not in text
    assert "Imbécile" not in text


def test_a_draft_that_is_gone_is_not_listed(stage, cast, as_user):
    follow_draft(cast.neighbour, stage)
    stage.page.unpublish()
    text = as_user(cast.neighbour).get("/fr/account/following/").content.decode()
    assert "Projet de plan" not in text


def test_follows_go_with_the_account_and_with_the_draft(stage, cast):
    follow_draft(cast.neighbour, stage)
    cast.neighbour.delete()
    assert not Follow.objects.exists()
    assert make_draft(stage.consultation_page, slug="autre-projet")
