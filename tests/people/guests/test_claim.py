"""What was said without an account becomes the account's: offered, and done when it is asked for."""

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.search.models import IndexEntry

from consult.consultations.models import Suspension
from consult.consultations.names.services import choose_name
from consult.drafts.models import Section
from consult.live.models import Event
from consult.moderation.models import Decision, Trace
from consult.people.guests.models import Guest
from consult.people.models import User
from consult.people.privacy.registry import all_kinds
from consult.threads import services
from consult.threads.models import Comment, HeldText, Vote
from consult.threads.places import Said
from tests.factories.people import make_user
from tests.moderation.house import appeal, assert_registers_hold, decide, hold
from tests.people.coming_in import CONFIRM, newest_code, sign_in, sign_up
from tests.people.guests.without_account import ADDRESS, guest_in, say
from tests.people.privacy.house import copy_of, found_in_tables, leave, rows
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = pytest.mark.django_db

CLAIM = "/en/account/contributions/"
PROFILE = "/en/account/profile/"


@pytest.fixture
def zoe(stage):
    """Somebody with an account by now."""
    return make_user("Zoé", email=ADDRESS)


def count_guests(draft):
    """Let sections count what is visible and has no account."""
    for section in draft.sections.all():
        said = Comment.objects.visible().filter(section=section, by_guest=True)
        Section.objects.filter(pk=section.pk).update(
            guest_comments_count=said.count(), guest_threads_count=said.roots().count()
        )


def text_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


# Offered


def test_it_is_offered_after_signing_up(stage, client):
    say(stage.draft), say(stage.draft, "Encore.")
    sign_up(client)
    page = client.post(CONFIRM, {"code": newest_code()}, follow=True).content.decode()
    assert "You wrote 2 contributions without an account, with an address of yours." in page
    assert f'<a href="{CLAIM}">Make them yours</a>' in page
    assert Comment.objects.filter(by_guest=True).count() == 2  # nothing is done silently


def test_it_is_offered_after_signing_in_and_on_the_profile(stage, zoe, client):
    say(stage.draft)
    sign_in(client, zoe.email)
    for _time in range(2):  # the message, and then the profile alone
        page = client.get(PROFILE).content.decode()
    assert page.count("You wrote 1 contribution without an account") == 1
    assert CLAIM in page


def test_who_wrote_nothing_hears_of_nothing(stage, cast, client):
    say(stage.draft)
    sign_in(client, cast.citizen.email)
    page = client.get(PROFILE).content.decode()
    assert "without an account" not in page
    assert "There is nothing that you wrote" in client.get(CLAIM).content.decode()
    client.post(CLAIM)
    assert Comment.objects.get(by_guest=True).author.is_guest


def test_an_address_that_is_not_confirmed_counts_for_nothing(stage, cast, client):
    say(stage.draft)
    EmailAddress.objects.create(user=cast.citizen, email=ADDRESS, verified=False)
    client.force_login(cast.citizen)
    client.post(CLAIM)
    assert Comment.objects.get(by_guest=True).author.is_guest


def test_a_second_address_counts_once_it_is_confirmed(stage, cast, client):
    comment = say(stage.draft)
    EmailAddress.objects.create(user=cast.citizen, email=ADDRESS.upper(), verified=True)
    client.force_login(cast.citizen)
    client.post(CLAIM)
    comment.refresh_from_db()
    assert comment.author == cast.citizen


def test_the_page_lists_what_was_said_and_where(stage, zoe, client, hide):
    say(stage.draft, "Visible.", section=stage.text)
    hide(say(stage.draft, "Cachée."))
    hold(stage, guest_in(stage.draft), "En attente.")
    services.delete_comment(by=guest_in(stage.draft), comment_id=say(stage.draft, "Reprise.").pk)
    client.force_login(zoe)
    page = text_of(client.get(CLAIM))
    assert "3 contributions, signed as guest 1" in page
    assert "Visible." in page
    assert "hidden by moderators" in page
    assert "Cachée." not in page
    assert "not public En attente." in page
    assert "Reprise." not in page
    assert "Make these 3 mine" in page
    assert "Make all of them mine" not in page


def test_its_queries_do_not_grow(stage, zoe, client, django_assert_max_num_queries):
    say(stage.draft)
    say(stage.other_draft)
    client.force_login(zoe)
    client.get(CLAIM)
    with CaptureQueriesContext(connection) as few:
        client.get(CLAIM)
    for number in range(5):
        say(stage.draft, f"Encore {number}.", section=stage.text)
        hold(stage, guest_in(stage.draft), f"Attend {number}.")
    with django_assert_max_num_queries(len(few)):
        client.get(CLAIM)


def test_strangers_sign_in_first(stage, client):
    say(stage.draft)
    for ask in (client.get, client.post):
        assert "/account/login/" in ask(CLAIM)["Location"]


# Done


def test_in_one_consultation_and_then_in_all(stage, zoe, client):
    here, there = say(stage.draft), say(stage.other_draft)
    client.force_login(zoe)
    answer = client.post(CLAIM, {"consultation": str(stage.consultation.pk)}, follow=True)
    assert "They are yours now" in answer.content.decode()
    for one in (here, there):
        one.refresh_from_db()
    assert (here.author, here.by_guest, here.author_name) == (zoe, False, "Zoé")
    assert there.by_guest
    assert Guest.objects.get().scope == stage.other_draft.consultation_id
    client.post(CLAIM)
    there.refresh_from_db()
    assert there.author == zoe
    assert not Guest.objects.exists()
    assert not User.objects.filter(email__endswith=".invalid").exists()


@pytest.mark.parametrize("key", ["", "none", "00000000-0000-0000-0000-00000000000g"])
def test_a_key_that_is_none_does_not_stand_for_all(stage, zoe, client, key):
    say(stage.draft)
    client.force_login(zoe)
    assert client.post(CLAIM, {"consultation": key}).status_code == 404
    assert Guest.objects.exists()


def test_doing_it_again_does_nothing(stage, zoe, client):
    say(stage.draft)
    assert services.claim_contributions(by=zoe) == 1
    events = Event.objects.count()
    assert services.claim_contributions(by=zoe) == 0
    client.force_login(zoe)
    assert "They are yours now" not in client.post(CLAIM, follow=True).content.decode()
    assert Event.objects.count() == events


def test_what_was_said_stays_as_it_was_said(stage, cast, client):
    comment = say(stage.draft)
    EmailAddress.objects.create(user=cast.drafter_gov, email=ADDRESS, verified=True)
    User.objects.filter(pk=cast.drafter_gov.pk).update(affiliation="press")
    services.claim_contributions(by=cast.drafter_gov)
    comment.refresh_from_db()
    assert comment.author == cast.drafter_gov
    assert (comment.affiliation, comment.organisation, comment.pseudonym) == ("citizen", None, "")
    assert not comment.by_official
    assert not comment.edits_count


def test_sections_count_it_no_longer_as_without_an_account(stage, zoe):
    root = say(stage.draft, section=stage.text)
    say(stage.draft, "Réponse.", section=stage.text, in_reply_to=root.pk)
    say(stage.draft, "Autre.", by=guest_in(stage.draft, "other@example.org"), section=stage.text)
    count_guests(stage.draft)
    assert (stage.text.guest_comments_count, stage.text.guest_threads_count) == (3, 2)
    services.claim_contributions(by=zoe)
    assert (stage.text.guest_comments_count, stage.text.guest_threads_count) == (1, 1)
    assert stage.text.comments_count == 3
    assert_counters_are_true(stage.draft)


def test_hidden_words_were_not_counted_and_come_back_with_the_account(stage, cast, zoe, hide):
    comment = hide(say(stage.draft, section=stage.text))
    count_guests(stage.draft)
    services.claim_contributions(by=zoe)
    assert stage.text.guest_comments_count == 0
    decide(stage, cast.moderator_gov, comment, "restore")
    comment.refresh_from_db()
    assert (comment.author, comment.by_guest, comment.is_visible) == (zoe, False, True)
    assert_counters_are_true(stage.draft)


def test_open_windows_and_the_search_follow(stage, zoe, client):
    comment = say(stage.draft, "Un rhododendron.")
    hidden = say(stage.draft, "Reprise.")
    services.delete_comment(by=hidden.author, comment_id=hidden.pk)
    before = Event.objects.filter(stream=stage.draft.pk).latest("number")
    services.claim_contributions(by=zoe)
    told = Event.objects.filter(stream=stage.draft.pk, number__gt=before.number)
    assert list(told.values_list("type", "object_id")) == [("comment.edited", comment.pk)]
    assert IndexEntry.objects.filter(object_id=str(comment.pk)).count() == 1


def test_a_form_that_was_sent_is_no_longer_anybodys(stage, cast, zoe):
    """A key of the guest's form may be one of the account's: both stay what they are."""
    from uuid import uuid4  # noqa: PLC0415

    key = uuid4()
    mine = services.post_comment(
        by=zoe, place=stage.place(), said=Said("Avec compte.", "fr"), idempotency_key=key
    ).comment
    comment = say(stage.draft, idempotency_key=key)
    held = hold(stage, guest_in(stage.draft), "J’attends.", idempotency_key=uuid4())
    services.claim_contributions(by=zoe)
    for one in (comment, held, mine):
        one.refresh_from_db()
    assert (comment.author, comment.idempotency_key) == (zoe, None)
    assert (held.author, held.by_guest, held.idempotency_key) == (zoe, False, None)
    assert mine.idempotency_key == key


def test_held_words_become_public_under_the_account(stage, cast, zoe):
    held = hold(stage, guest_in(stage.draft))
    services.claim_contributions(by=zoe)
    decide(stage, cast.moderator_gov, held, "publish")
    comment = Comment.objects.get()
    assert (comment.author, comment.by_guest) == (zoe, False)


# What the account had done already


def test_a_vote_on_what_is_ones_own_now_is_taken_back(stage, cast, zoe):
    comment, others = say(stage.draft), say(stage.draft, by=cast.neighbour)
    services.cast_vote(by=zoe, comment_id=comment.pk, value="agree")
    services.cast_vote(by=cast.citizen, comment_id=comment.pk, value="disagree")
    services.cast_vote(by=zoe, comment_id=others.pk, value="agree")
    services.claim_contributions(by=zoe)
    comment.refresh_from_db()
    assert (comment.agree_count, comment.disagree_count) == (0, 1)
    assert set(Vote.objects.values_list("participant", "comment")) == {
        (cast.citizen.pk, comment.pk),
        (zoe.pk, others.pk),
    }
    assert_counters_are_true(stage.draft)


@pytest.mark.parametrize(("guest_days", "own_days"), [(9, 3), (3, 9), (9, None)])
def test_of_two_suspensions_the_later_end_stays(stage, zoe, guest_days, own_days):
    guest, now = guest_in(stage.draft), timezone.now()
    for person, days in ((guest, guest_days), (zoe, own_days)):
        if days is not None:
            Suspension.objects.create(
                consultation=stage.consultation,
                participant=person,
                until=now + timezone.timedelta(days=days),
            )
    services.claim_contributions(by=zoe)
    kept = Suspension.objects.get()
    assert (kept.participant, kept.until) == (zoe, now + timezone.timedelta(days=9))


def test_what_an_administrator_set_goes_over_too(stage, zoe):
    until = timezone.now() + timezone.timedelta(days=9)
    User.objects.filter(pk=guest_in(stage.draft).pk).update(suspended_until=until)
    services.claim_contributions(by=zoe)
    zoe.refresh_from_db()
    assert zoe.suspended_until == until


def test_a_closed_stand_in_is_not_claimed(stage, zoe):
    comment = say(stage.draft)
    User.objects.filter(pk=comment.author_id).update(is_active=False)
    assert services.claim_contributions(by=zoe) == 0


def test_under_a_name_for_the_consultation_nobody_learns_another(stage, zoe):
    """Or who wrote without an account to try the waters would give their pseudonym away."""
    choose_name(by=zoe, consultation=stage.consultation, name="Hirondelle")
    comment = say(stage.draft)
    services.claim_contributions(by=zoe)
    comment.refresh_from_db()
    assert comment.author_name == "Hirondelle"


def test_decisions_and_traces_come_along_and_the_register_verifies(stage, cast, zoe):
    comment = say(stage.draft, "Un mot qui laisse une trace dans les tables du site.")
    decision = decide(stage, cast.moderator_gov, comment, "hide")
    appeal(decision)
    services.claim_contributions(by=zoe)
    assert Decision.objects.get(pk=decision.pk).author == zoe
    assert set(Trace.objects.values_list("author", flat=True)) <= {zoe.pk}
    assert_registers_hold()


# No table is forgotten


WITH_THE_STAND_IN = {
    "people.Guest.account",
    "people.User_groups.user",
    "people.User_user_permissions.user",
    "people.Export.participant",
    "people.Erasure.participant",
}
"""What belongs to the account that stands in, and goes with it."""


def test_every_column_that_points_to_an_account_is_moved(stage, zoe):
    """By what is asked of the database, so that no row of each of some forty tables is needed."""
    guest_in(stage.draft)
    with CaptureQueriesContext(connection) as asked:
        services.claim_contributions(by=zoe)
    statements = [one["sql"] for one in asked]
    columns = set().union(*(kind.holds for kind in all_kinds()))
    assert columns >= WITH_THE_STAND_IN
    for name in columns - WITH_THE_STAND_IN:
        label, _, field = name.rpartition(".")
        model = apps.get_model(label)
        column = model._meta.get_field(field).column
        moved = f'UPDATE "{model._meta.db_table}" SET "{column}" = '  # noqa: S608 - names of ours
        assert any(one.startswith(moved) for one in statements), name


def test_what_points_to_the_same_twice_is_there_once(stage, zoe, post):
    comment = post()
    for person in (zoe, guest_in(stage.draft)):
        comment.mentions.add(person)
    services.claim_contributions(by=zoe)
    assert list(comment.mentions.all()) == [zoe]


def test_a_copy_of_ones_data_holds_it(stage, zoe, django_capture_on_commit_callbacks):
    say(stage.draft, "Un rhododendron.")
    services.claim_contributions(by=zoe)
    with django_capture_on_commit_callbacks(execute=True):
        found = rows(copy_of(zoe), "contributions")
    assert [one["words"] for one in found] == ["Un rhododendron."]


def test_who_claims_and_then_leaves_leaves_nothing(stage, cast, zoe):
    comment = say(stage.draft, "Un rhododendron.")
    decide(stage, cast.moderator_gov, comment, "hide")
    hold(stage, guest_in(stage.draft), "Deux rhododendrons.")
    stand_in = comment.author
    services.claim_contributions(by=zoe)
    assert found_in_tables(str(stand_in.pk), stand_in.email) <= {"live_event.object_id"}
    assert leave(zoe, "withdrawn")
    assert found_in_tables(ADDRESS, "rhododendron", stand_in.email) == set()
    assert not HeldText.objects.exclude(source="").exists()
