"""`manage.py demo`: a believable site for whoever tries Parvis, built once and taken away whole."""

import re
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import TestCase
from wagtail.models import Page, Site

from cms.demo.people import DOMAIN, PASSWORD
from cms.demo.removal import demo_homes
from cms.pages.pages import EditorialPage
from consult.consultations.models import Consultation, ConsultationPage, Membership
from consult.consultations.phases import Phase
from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.live.models import Event, Stream
from consult.moderation.models import Decision
from consult.people.models import User
from consult.threads.models import Comment
from tests.factories.pages import locale, make_root
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def demo(**options):
    """Run the command as if each statement were committed: wagtail-localize publishes after that."""
    out = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda act, **_options: act())
        call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The demonstration, built once; what it printed."""
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
        make_root()
        said = demo()
    yield said
    with django_db_blocker.unblock():
        TestCase._rollback_atomics(atomics)
        cache.clear()


def counts():
    models = (User, Page, Consultation, Draft, Section, Version, VersionSection, Membership)
    models += (Comment, Decision, Event, Stream)
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
    assert set(comments.values_list("language", flat=True)) == {"fr", "en"}
    assert set(comments.values_list("kind", flat=True)) == {"remark", "question"}
    assert comments.filter(status="hidden").exists()
    assert comments.exclude(thread=None).exists()
    assert comments.values("section").distinct().count() >= 8
    assert comments.values("author").distinct().count() >= 8


def test_its_counters_and_streams_are_true(built):
    for section in Section.objects.all():
        assert section.comments_count == section.comments.filter(status="visible").count()
    for stream in Stream.objects.exclude(pk="019a0000-0000-7000-8000-00000000c0de"):
        assert stream.last == stream.events.count()
    for root in Comment.objects.roots():
        assert root.replies_count == root.replies.count()


def test_every_hidden_comment_has_its_decision(built):
    for comment in Comment.objects.filter(status="hidden"):
        assert comment.decisions.get().article == comment.hidden_for
        assert comment.decisions.get().article.consultation_id == comment.draft.consultation_id


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

    assert {home.pk for home in demo_homes()}.isdisjoint(old)
    assert User.objects.filter(pk=mine.pk).exists()
    assert Page.objects.filter(pk=own.pk).exists()
    after = counts()
    after["User"] -= 1
    after["Page"] -= 1
    for name in (
        "User",
        "Page",
        "Consultation",
        "Draft",
        "Section",
        "Version",
        "Comment",
        "Decision",
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
