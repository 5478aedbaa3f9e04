"""Reports: one open a person and comment, of strangers only a mark; they hide nothing."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction

from consult.core.errors import NotFound
from consult.core.pace import TooFast
from consult.core.text import TooLong
from consult.moderation import refusals, services
from consult.moderation.models import REPORT_LENGTH, Case, Report
from consult.moderation.services import Notice
from consult.threads import services as threads
from tests.moderation.house import actions, decide, hold, open_causes, post_elsewhere, status_of

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()


def report(stage, by, comment, *, address="192.0.2.1", **more):
    article = more.pop("article_id", stage.articles[0].pk)
    notice = Notice(article, **{"language": "en", **more})
    return services.report_comment(by=by, comment_id=comment.pk, notice=notice, address=address)


def test_reports_alone_hide_nothing(stage, cast, post):
    comment = post()
    for number in range(20):
        report(stage, STRANGER, comment, address=f"192.0.2.{number}")
    assert (status_of(comment), actions()) == ("visible", [])
    case = Case.objects.get()
    assert (case.cause, case.reports_count, case.college) == ("reported", 20, "")


@pytest.mark.parametrize("who", ["citizen of a role", "stranger"])
def test_one_is_open_a_person_and_comment(stage, cast, post, who):
    comment, other = post(by=cast.drafter_gov), post("Autre.", by=cast.drafter_gov)
    by = STRANGER if who == "stranger" else cast.neighbour
    report(stage, by, comment)
    with pytest.raises(refusals.AlreadyReported):
        report(stage, by, comment, words="Encore.")
    assert Case.objects.get().reports_count == 1
    report(stage, by, other)
    decide(stage, cast.moderator_gov, comment, "keep")
    assert report(stage, by, comment)
    assert open_causes(comment=comment) == ["reported"]


def test_reports_stay_open_when_those_who_made_them_leave(stage, cast, post):
    comment = post()
    for reporter in (cast.neighbour, cast.outsider):
        report(stage, reporter, comment)
        reporter.delete()
    assert (
        list(Report.objects.values_list("reporter", "mark", "closed_at")) == [(None, "", None)] * 2
    )


def test_of_strangers_a_mark_is_kept_and_no_address(stage, cast, post):
    """Personal data is the minimum: an address cannot be read from what is stored."""
    made = report(stage, STRANGER, post(), address="203.0.113.77")
    row = Report.objects.filter(pk=made.pk).values().get()
    assert "203.0.113" not in str(row)
    assert len(row["mark"]) == 64
    assert row["reporter_id"] is None
    assert report(stage, cast.neighbour, post("Autre.")).mark == ""


def test_the_mark_is_keyed(stage, post, settings):
    comment, other = post(), post("Autre.")
    before = report(stage, STRANGER, comment).mark
    settings.SECRET_KEY = "another" * 10
    assert report(stage, STRANGER, other).mark != before


def test_an_account_needs_no_address(stage, cast, post):
    made = report(stage, cast.neighbour, post(), email="elsewhere@example.org")
    assert made.email == ""


def test_nobody_reports_themselves_or_what_is_not_public(stage, cast, post, hide):
    own = post()
    with pytest.raises(refusals.OwnReport):
        report(stage, cast.citizen, own)
    deleted = post("Repris.", by=cast.drafter_gov)
    threads.delete_comment(by=cast.drafter_gov, comment_id=deleted.pk)
    for gone in (hide(own), deleted):
        with pytest.raises(refusals.NothingToReport):
            report(stage, cast.neighbour, gone)
    with pytest.raises(NotFound):
        report(stage, cast.neighbour, hold(stage, cast.citizen))
    assert not Report.objects.exists()


def test_what_one_may_not_read_is_not_found(stage, cast, post):
    """CVE-2026-40870: comments were served without asking whether their text is public."""
    there = post_elsewhere(stage, cast.citizen)
    stage.other_page.unpublish()
    article = stage.other_draft.consultation.charter_articles.first()
    for by in (STRANGER, cast.neighbour):
        with pytest.raises(NotFound):
            report(stage, by, there, article_id=article.pk)


def test_the_article_is_one_of_this_charter(stage, cast, post):
    """Wagtail CVE-2026-44199: the child must belong to the parent that was checked."""
    there = stage.other_draft.consultation.charter_articles.first()
    for article in (there.pk, None, 0):
        with pytest.raises(refusals.NoArticle):
            report(stage, cast.neighbour, post(), article_id=article)


@pytest.mark.parametrize("email", ["x", "a@b", "a@example.org\nBcc: b@example.org", "@", "a b@c.d"])
def test_an_address_is_one(stage, post, email):
    with pytest.raises(refusals.BadAddress):
        report(stage, STRANGER, post(), email=email)
    assert not Report.objects.exists()


def test_a_report_is_no_book(stage, cast, post):
    with pytest.raises(TooLong):
        report(stage, cast.neighbour, post(), words="x" * (REPORT_LENGTH + 1))


def test_reports_have_a_pace(stage, cast, post, settings):
    settings.PACE = {**django_settings.PACE, "report": (1, 3600)}
    settings.PACE_ADDRESS_FACTOR = 1
    one, two = post(), post("Autre.")
    report(stage, STRANGER, one)
    with pytest.raises(TooFast):
        report(stage, STRANGER, two)
    assert Report.objects.count() == 1


@pytest.mark.parametrize("reporter", ["neighbour", "stranger"])
def test_the_database_refuses_a_second_open_report(stage, cast, post, reporter):
    """A vote race (Decidim): constraints, not checks before writing."""
    made = report(stage, STRANGER if reporter == "stranger" else cast.neighbour, post())
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Report(
            **{one: getattr(made, one) for one in ("comment", "article", "reporter", "mark")}
        ).save(force_insert=True)


# The outcome


@pytest.mark.parametrize("action", ["keep", "hide"])
def test_who_left_an_address_is_told_the_outcome(
    stage, cast, post, action, django_capture_on_commit_callbacks
):
    """Digital Services Act, article 16, 5."""
    comment = post(by=cast.drafter_gov)
    report(stage, STRANGER, comment, email="lise@example.org")
    report(stage, STRANGER, comment, address="192.0.2.9")
    report(stage, cast.neighbour, comment)
    with django_capture_on_commit_callbacks(execute=True):
        decision = decide(stage, cast.moderator_gov, comment, action)
    told = [one.to[0] for one in mail.outbox if one.to[0] != cast.drafter_gov.email]
    assert sorted(told) == sorted(["lise@example.org", cast.neighbour.email])
    assert not Report.objects.exclude(email="").exists()
    assert {one.outcome for one in Report.objects.all()} == {decision}


def test_nobody_is_told_of_what_was_not_written(
    stage, cast, post, django_capture_on_commit_callbacks
):
    comment = post()
    report(stage, STRANGER, comment, email="lise@example.org")
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(refusals.NoArticle),
    ):
        services.hide_comment(by=cast.moderator_gov, comment_id=comment.pk, article_id=None)
    assert mail.outbox == []
    assert Report.objects.get().email == "lise@example.org"


def test_who_left_the_site_is_not_written_to(stage, cast, post, django_capture_on_commit_callbacks):
    comment = post(by=cast.drafter_gov)
    report(stage, cast.neighbour, comment)
    cast.neighbour.is_active = False
    cast.neighbour.save()
    with django_capture_on_commit_callbacks(execute=True):
        decide(stage, cast.moderator_gov, comment, "keep")
    assert mail.outbox == []


def test_what_its_author_takes_back_waits_for_nobody(
    stage, cast, post, django_capture_on_commit_callbacks
):
    comment = post()
    decide(stage, cast.moderator_gov, comment, "keep")
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Autre chose.")
    report(stage, STRANGER, comment, email="lise@example.org")
    assert open_causes(comment=comment) == ["changed", "reported"]
    with django_capture_on_commit_callbacks(execute=True):
        threads.delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert open_causes(comment=comment) == []
    closed = Report.objects.get()
    assert (closed.outcome, closed.email, closed.mark) == (None, "", "")
    assert closed.closed_at
    assert [one.to for one in mail.outbox] == [["lise@example.org"]]


def test_marks_that_were_kept_go_with_the_update(stage, cast, post):
    comment = post()
    report(stage, STRANGER, comment)
    decide(stage, cast.moderator_gov, comment, "keep")
    Report.objects.update(mark="kept")
    report(stage, STRANGER, comment, address="192.0.2.7")
    import_module("consult.moderation.migrations.0008_marks_of_settled_reports").erase(apps, None)
    assert Report.objects.exclude(closed_at=None).get().mark == ""
    assert len(Report.objects.get(closed_at=None).mark) == 64
