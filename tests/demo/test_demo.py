"""`manage.py demo`: a believable site for whoever tries Parvis, built once and taken away whole."""

import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Page, Site

from cms.demo.people import DOMAIN, PASSWORD
from cms.demo.removal import demo_homes
from cms.pages.pages import EditorialPage
from consult.consultations.models import Consultation, ConsultationPage, Membership
from consult.consultations.phases import Phase
from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.live.models import DueEvent, Event, Stream
from consult.moderation import canonical
from consult.moderation.models import (
    Action,
    Appeal,
    Case,
    Decision,
    Register,
    RegisterEntry,
    Report,
    SavedReply,
    Trace,
    WordList,
)
from consult.people.models import User
from consult.threads.models import Comment, Edit, HeldText, Unconfirmed, Vote
from tests.factories.pages import locale, make_root
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


HASTE = dict.fromkeys(settings.PACE, (1, 600))
"""A pace that weeks of talk, replayed in a moment, would never keep."""


def demo(**options):
    """Run the command as if each statement were committed: wagtail-localize publishes after that."""
    out = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.PACE", HASTE)
        patch.setattr(transaction, "on_commit", lambda act, **_options: act())
        call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The demonstration, built once; what it printed."""
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
        try:
            make_root()
            said = demo()
        except BaseException:  # or every module after this one would fail too
            TestCase._rollback_atomics(atomics)
            raise
    yield said
    with django_db_blocker.unblock():
        TestCase._rollback_atomics(atomics)
        cache.clear()


OF_THE_DESK = (Report, Case, Decision, Appeal, Register, RegisterEntry, SavedReply, WordList, Trace)


def counts():
    models = (User, Page, Consultation, Draft, Section, Version, VersionSection, Membership)
    models += (Comment, HeldText, Vote, Edit, Event, Stream, Group, *OF_THE_DESK)
    return {model.__name__: model.objects.count() for model in models}


def test_it_is_a_plan_of_eight_commitments_or_more(built):
    open_plan = max(Draft.objects.all(), key=lambda one: one.comments.count())
    for language in ("fr", "en"):
        version = open_plan.versions.filter(language=language).latest("number")
        assert version.sections.filter(kind="commitment").count() >= 8
    assert open_plan.consultation.phase() == Phase.OPEN


def test_the_discussion_is_lively_and_mixed(built):
    comments = Comment.objects.all()
    assert comments.count() >= 60
    assert set(comments.values_list("language", flat=True)) == {"fr", "en", "es", "ar"}
    assert set(comments.values_list("kind", flat=True)) == {"remark", "question", "suggestion"}
    assert comments.filter(status="hidden").exists()
    assert comments.exclude(thread=None).exists()
    assert comments.exclude(in_reply_to=None).exclude(in_reply_to__thread=None).exists()
    assert comments.values("section").distinct().count() >= 8
    assert comments.values("author").distinct().count() >= 8


def test_its_counters_and_streams_are_true(built):
    for section in Section.objects.all():
        assert section.comments_count == section.comments.filter(status="visible").count()
    for stream in Stream.objects.exclude(pk="019a0000-0000-7000-8000-00000000c0de"):
        assert stream.last == stream.events.count()
        assert section.for_count == stances_at(section).count("for")
        assert section.against_count == stances_at(section).count("against")
    for root in Comment.objects.roots():
        assert root.replies_count == root.replies.count()
    for comment in Comment.objects.all():
        assert comment.agree_count == comment.votes.filter(value="agree").count()
        assert comment.disagree_count == comment.votes.filter(value="disagree").count()
    assert not DueEvent.objects.exists()


def test_some_take_part_without_an_account(built):
    """In the open consultation, which lets them; nobody need confirm anything any more."""
    without = Comment.objects.filter(author__guest__isnull=False)
    assert without.count() == without.filter(by_guest=True, status="visible").count() >= 2
    assert {one.draft.consultation.phase() for one in without} == {Phase.OPEN}
    assert all(one.draft.consultation.allows_guests for one in without)
    assert not Unconfirmed.objects.exists()


def stances_at(section):
    """What each participant says of a section, by their newest comment that says so."""
    taken = section.comments.filter(status="visible").exclude(stance="").order_by("pk")
    return list(dict(taken.values_list("author", "stance")).values())


def test_it_came_about_in_the_order_of_time(built):
    """Lists go by ids, pages show times: both must agree, and nobody quotes a text of the future."""
    for draft in Draft.objects.all():
        times = list(draft.comments.order_by("pk").values_list("posted_at", flat=True))
        assert times == sorted(times)
    for comment in Comment.objects.exclude(written_on=None).select_related("written_on__version"):
        assert comment.written_on.version.published_at <= comment.posted_at
    for edit in Edit.objects.select_related("comment"):
        assert edit.comment.posted_at < edit.edited_at <= edit.comment.edited_at
    for vote in Vote.objects.select_related("comment"):
        assert vote.comment.posted_at < vote.cast_at < timezone.now()


def test_people_agree_and_divide(built):
    roots = Comment.objects.roots()
    most_agreed = roots.latest("agree_count")
    assert most_agreed.agree_count >= 10
    most_divided = roots.latest("divided")
    assert min(most_divided.agree_count, most_divided.disagree_count) >= 5
    assert most_divided != most_agreed
    assert set(roots.values_list("stance", flat=True)) == {"", "for", "against", "neither"}


def test_suggestions_reword_their_section(built):
    for comment in Comment.objects.filter(kind="suggestion"):
        changed = "".join(text for op, text in comment.difference if op == "+")
        assert changed.strip()
        assert comment.written_on.text.split()[0] == comment.wording.split()[0]
    assert Comment.objects.filter(kind="suggestion").values("section").distinct().count() >= 5


def test_quotes_have_every_fate(built):
    quotes = Comment.objects.exclude(quote_exact="")
    states = set(quotes.values_list("quote_state", flat=True))
    assert states == {"kept", "moved", "changed", "gone"}
    for language in ("fr", "en"):
        assert quotes.filter(language=language, quote_state="changed").exists()


def test_a_dropped_section_keeps_its_thread(built, client):
    section = Section.objects.exclude(retired_at=None).get()
    assert section.comments_count >= 4
    assert section.retired_at == section.draft.versions.latest("number").published_at
    before = client.get(f"/en/drafts/{section.draft_id}/versions/1/").content.decode()
    now = client.get(f"/en/drafts/{section.draft_id}/versions/2/").content.decode()
    assert "Each ministry awards it to its own services" in before
    assert "Each ministry awards it to its own services" not in now


def test_some_words_were_changed_and_some_taken_back(built, client):
    edited = Comment.objects.exclude(edited_at=None)
    assert {comment.edits_count for comment in edited} == {1}
    assert edited.filter(kind="suggestion").exists()
    for comment in edited:
        page = client.get(f"/en/comments/{comment.pk}/history/")
        assert page.status_code == 200
    deleted = Comment.objects.get(status="deleted")
    assert deleted.source == ""
    assert deleted.replies_count > 0


def test_people_are_named_and_questions_wait(built):
    assert Comment.objects.exclude(mentions=None).exists()
    questions = Comment.objects.roots().filter(kind="question")
    assert questions.filter(official_replies_count=0).exists()
    assert questions.filter(official_replies_count__gt=0).exists()


def test_every_hidden_comment_has_its_decision(built):
    hidden = Comment.objects.filter(status="hidden")
    assert hidden.count() >= 4
    for comment in hidden:
        decision = comment.decisions.get(action="hide")
        assert decision.article == comment.hidden_for
        assert decision.article.consultation_id == comment.draft.consultation_id


def open_cases():
    return Case.objects.filter(closed_at=None)


def test_the_queue_holds_something_of_each_kind(built):
    causes = Counter(open_cases().values_list("cause", flat=True))
    assert set(causes) == {"reported", "held", "changed", "unconfirmed", "appealed"}
    assert causes["reported"] >= 3
    grounds = {one["code"] for held in waiting() for one in held.grounds}
    assert grounds == {"newcomer", "links", "repeats_others", "shouted", "listed_word"}
    assert open_cases().exclude(taken_by=None).exists()
    assert Report.objects.filter(closed_at=None, reporter=None).exclude(email="").exists()
    assert Report.objects.filter(closed_at=None, reporter=None, email="").exists()


def waiting():
    return HeldText.objects.filter(status="waiting")


def test_a_campaign_is_one_group(built):
    campaigns = Counter(open_cases().exclude(campaign=None).values_list("campaign", flat=True))
    assert list(campaigns.values()) == [4]


def test_each_college_has_a_turn_of_its_own(built):
    assert open_cases().get(cause="unconfirmed").college == "government"
    assert open_cases().get(cause="appealed").college == "government"
    assert open_cases().get(cause="unconfirmed").due_at > timezone.now() + timedelta(hours=24)


def test_every_kind_of_decision_was_taken(built):
    taken = set(Decision.objects.values_list("action", flat=True))
    expected = {
        "keep",
        "hide",
        "publish",
        "refuse",
        "warn",
        "suspend",
        "confirm",
        "lift",
        "overturn",
    }
    assert taken == expected
    urgent = Decision.objects.filter(action=Action.HIDE, article__is_urgent=True)
    assert urgent.filter(confirm_by=None).count() == urgent.count() >= 2
    appeals = Appeal.objects.all()
    assert appeals.filter(outcome__action=Action.OVERTURN).count() == 1
    assert appeals.filter(outcome=None).count() == 1


def test_nothing_old_waits_for_its_second_key(built):
    """It would expire as soon as somebody serves the site."""
    before = Decision.objects.count()
    call_command("settle_due", verbosity=0)
    assert Decision.objects.count() == before


def test_the_desk_did_its_work_in_the_order_of_time(built):
    """The register is dated as its entries were written: none was changed afterwards."""
    entries = list(RegisterEntry.objects.select_related("decision").order_by("number"))
    times = [one.decision.decided_at for one in entries]
    assert times == sorted(times)
    assert times[0] < timezone.now() - timedelta(days=19)
    for one in entries:
        assert f'"at":"{canonical.moment(one.decision.decided_at)}"' in one.body
    for decision in Decision.objects.exclude(about=None).select_related("about"):
        assert decision.about.decided_at < decision.decided_at
    for appeal in Appeal.objects.exclude(outcome=None).select_related("decision", "outcome"):
        assert appeal.decision.decided_at < appeal.appealed_at < appeal.outcome.decided_at
    for case in Case.objects.exclude(closed_at=None).select_related("closed_by"):
        assert case.opened_at < case.closed_at == case.closed_by.decided_at
    for report in Report.objects.select_related("comment"):
        assert report.comment.posted_at < report.reported_at < timezone.now()
    for comment in Comment.objects.exclude(held_as=None).select_related("held_as"):
        assert comment.held_as.held_at < comment.posted_at == comment.held_as.settled_at


def test_the_registers_are_sound(built, capsys):
    call_command("verify_register")
    assert Register.objects.get(last__gt=0).last == Decision.objects.count()


def test_moderators_have_replies_and_words_in_both_languages(built):
    assert set(SavedReply.objects.values_list("language", flat=True)) == {"fr", "en"}
    assert set(WordList.objects.values_list("language", flat=True)) == {"fr", "en"}


def test_who_was_suspended_reads_on_and_cannot_write(built):
    suspended = User.objects.get(email="reussite360@demo.parvis.example")
    assert suspended.suspensions.get().until > timezone.now()


def test_each_role_and_college_is_there(built):
    held = set(Membership.objects.values_list("role", "college"))
    colleges = ("government", "civil_society")
    assert {(role, one) for role in ("drafter", "moderator") for one in colleges} <= held
    assert any(role == "publisher" for role, _college in held)


def test_every_page_is_there_in_both_languages(built):
    for page_class in (ConsultationPage, DraftPage, EditorialPage):
        for page in page_class.objects.filter(locale=locale("fr")):
            assert page.get_translation(locale("en")).live


def test_every_page_can_be_read(built, client):
    Site.objects.update(hostname="testserver", port=80)
    cache.clear()
    for page in Page.objects.live().filter(depth__gt=1):
        assert client.get(page.url).status_code == 200, page.url
    for comment in Comment.objects.all()[::10]:
        assert client.get(f"/c/{comment.pk}", follow=True).status_code == 200


def test_the_accounts_that_are_printed_can_sign_in(built, client):
    printed = re.findall(rf"(\S+@{re.escape(DOMAIN)})", built)
    assert len(printed) >= 6
    assert PASSWORD in built
    for email in printed:
        client.post("/fr/account/login/", {"login": email, "password": PASSWORD})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
        client.logout()


def test_nobody_else_can(built, client):
    printed = re.findall(rf"(\S+@{re.escape(DOMAIN)})", built)
    for user in User.objects.filter(email__endswith=DOMAIN).exclude(email__in=printed):
        assert not user.has_usable_password()


def test_a_second_run_changes_nothing(built):
    before = counts()
    said = demo()
    assert "stands already" in said
    assert PASSWORD in said
    assert counts() == before


def test_a_reset_rebuilds_it_and_leaves_what_is_ours(built):
    before = counts()
    mine = make_user("Moi", email="me@example.org")
    own = Page.get_first_root_node().add_child(
        instance=Page(title="Mine", slug="mine", locale=locale())
    )
    old = {home.pk for home in demo_homes()}

    demo(reset=True)

    assert mail.outbox == []  # not even to invented people: weeks of it, at once
    assert {home.pk for home in demo_homes()}.isdisjoint(old)
    assert User.objects.filter(pk=mine.pk).exists()
    assert Page.objects.filter(pk=own.pk).exists()
    after = counts()
    after["User"] -= 1
    after["Page"] -= own.get_translations(inclusive=True).count()  # each language has one
    for name in (
        "User",
        "Page",
        "Consultation",
        "Draft",
        "Section",
        "Version",
        "Comment",
        "Vote",
        "Edit",
        "HeldText",
        "Stream",
        *(model.__name__ for model in OF_THE_DESK),
    ):
        assert after[name] == before[name], name


def test_where_it_is_not_allowed_nothing_is_built(db, settings):
    settings.DEMO_ALLOWED = False
    before = counts()
    with pytest.raises(CommandError, match="password everybody knows"):
        demo()
    with pytest.raises(CommandError):
        demo(reset=True)
    assert counts() == before


def test_its_people_act_with_a_password_alone(db, settings):
    """Where roles want a second factor it says so, in place of failing half way."""
    settings.SECOND_FACTOR_FOR_ROLES = True
    with pytest.raises(CommandError, match="SECOND_FACTOR_FOR_ROLES"):
        call_command("demo")
