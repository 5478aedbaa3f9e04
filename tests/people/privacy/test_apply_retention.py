"""Periods are kept by a command, and by the running site: in batches, as often as one likes."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from consult.answers.models import Completion
from consult.consultations.models import Consultation
from consult.live.registries import chores
from consult.moderation.models import Report
from consult.people.models import Erasure, User
from consult.people.privacy import erasure, retention
from consult.people.privacy.registry import all_rules
from consult.threads.models import HeldText
from tests.factories.people import make_user
from tests.moderation.house import decide, hold
from tests.people.privacy.house import come_in

pytestmark = pytest.mark.django_db

NOW = timezone.now


def apply(**options) -> str:
    out = StringIO()
    call_command("apply_retention", stdout=out, **options)
    return out.getvalue()


def ago(days: int):
    return NOW() - timedelta(days=days)


def test_there_is_nothing_to_do_on_a_young_site(cast):
    assert " 1 " not in apply()


def test_each_period_has_a_setting_and_words():
    for rule in all_rules():
        assert rule.setting
        assert str(rule.title)
        assert str(rule.period)


def test_accounts_whose_owners_left_go(cast):
    erasure.ask_erasure(participant=cast.citizen, choice="anonymous")
    apply()
    assert User.objects.filter(pk=cast.citizen.pk).exists()
    Erasure.objects.update(due_at=NOW())
    assert "erasures (ERASURE_GRACE_DAYS): 1 ended" in apply()
    assert not User.objects.filter(pk=cast.citizen.pk).exists()


def test_dry_run_changes_nothing(cast):
    erasure.ask_erasure(participant=cast.citizen, choice="anonymous")
    Erasure.objects.update(due_at=NOW())
    assert "erasures (ERASURE_GRACE_DAYS): 1 due" in apply(dry_run=True)
    assert User.objects.filter(pk=cast.citizen.pk).exists()


def test_twice_is_once(cast):
    erasure.ask_erasure(participant=cast.citizen, choice="anonymous")
    Erasure.objects.update(due_at=NOW())
    apply()
    assert "erasures (ERASURE_GRACE_DAYS): 0 ended" in apply()


def test_what_cannot_be_ended_holds_up_nothing_and_is_said(cast, monkeypatch):
    """One account that cannot go; the others do, and the exit code says that something is left."""
    monkeypatch.setattr(retention, "BATCH", 1)
    asked = erasure.ask_erasure(participant=cast.citizen, choice="anonymous")
    stuck = Erasure.objects.create(
        participant=cast.publisher, choice="anonymous", due_at=NOW() - timedelta(days=1)
    )
    Erasure.objects.filter(pk=asked.pk).update(due_at=NOW())
    with pytest.raises(CommandError, match="1 could not be ended"):
        apply()
    assert list(Erasure.objects.values_list("pk", flat=True)) == [stuck.pk]


def test_accounts_that_were_never_confirmed_go(cast):
    known = make_user("Connue", joined_at=ago(8))
    unknown = make_user("Inconnue", joined_at=ago(8))
    young = make_user("Récente", joined_at=ago(6))
    EmailAddress.objects.filter(user__in=[unknown, young]).update(verified=False)
    apply()
    left = set(User.objects.filter(pk__in=[known.pk, unknown.pk, young.pk]))
    assert left == {known, young}


def test_who_stands_for_somebody_is_no_unconfirmed_account(cast, post):
    post("Je reste.")
    erasure.ask_erasure(participant=cast.citizen, choice="anonymous")
    Erasure.objects.update(due_at=NOW())
    apply()
    User.objects.filter(former__isnull=False).update(joined_at=ago(100))
    apply()
    assert User.objects.filter(former__isnull=False).count() == 1


def test_sessions_that_have_ended_go(cast, client):
    come_in(client, cast.citizen)
    Session.objects.update(expire_date=ago(1))
    apply()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_refused_words_go_after_half_a_year(stage, cast):
    held = hold(stage, cast.citizen, "Trop loin.")
    decide(stage, cast.moderator_gov, held, "refuse")
    apply()
    assert HeldText.objects.get().source == "Trop loin."
    HeldText.objects.update(settled_at=ago(181))
    apply()
    held.refresh_from_db()
    assert (held.source, held.html, held.status) == ("", "", "refused")


def test_who_reported_is_forgotten_after_a_year(stage, cast, post):
    report = Report.objects.create(
        comment=post(),
        article=stage.articles[0],
        words="C’est faux.",
        reporter=cast.neighbour,
        language="fr",
        reported_at=ago(800),
    )
    apply()
    assert Report.objects.get().reporter == cast.neighbour
    Report.objects.update(closed_at=ago(366))
    apply()
    report.refresh_from_db()
    assert (report.reporter, report.words) == (None, "")


# Names beside what was said in consultations that are over


@pytest.fixture
def over(stage, cast, post):
    """A consultation that was completed three years ago, in which the citizen took part."""
    comment = post("C’était bien.")
    Completion.objects.create(
        consultation=stage.consultation,
        by=cast.publisher,
        completed_at=ago(3 * 365),
        contributions_count=1,
        unanswered_count=0,
        language="fr",
    )
    User.objects.update(joined_at=ago(4 * 365))
    return comment


def test_names_go_two_years_after_the_end_unless_people_come_back(over, cast, stage):
    apply()
    asked = Erasure.objects.get(participant=cast.citizen)
    assert asked.choice == "anonymous"
    Erasure.objects.update(due_at=NOW())
    apply()
    over.refresh_from_db()
    assert over.source == "C’était bien."
    assert over.author.former.scope == stage.draft.pk


def test_people_are_told_before_and_keep_their_account_by_signing_in(
    over, cast, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        apply()
    letters = [one for one in mail.outbox if cast.citizen.email in one.to]
    assert len(letters) == 1
    assert "/account/login/" in letters[0].body
    come_in(client, cast.citizen)
    apply()
    assert not Erasure.objects.filter(participant=cast.citizen).exists()


def test_who_holds_a_role_elsewhere_or_said_something_since_stays(over, cast, post, stage):
    from tests.moderation.house import post_elsewhere  # noqa: PLC0415

    post_elsewhere(stage, cast.citizen, "Je continue.")
    apply()
    assert not Erasure.objects.filter(participant=cast.citizen).exists()


def test_who_was_here_last_month_stays(over, cast):
    User.objects.filter(pk=cast.citizen.pk).update(last_login=ago(30))
    apply()
    assert not Erasure.objects.filter(participant=cast.citizen).exists()


def test_an_operator_may_keep_names(over, cast, settings):
    settings.RETENTION = {**settings.RETENTION, "identity_months": 0}
    apply()
    assert not Erasure.objects.exists()


# The running site


def test_the_running_site_does_it_once_a_day(cast):
    cache.clear()
    erasure.ask_erasure(participant=cast.citizen, choice="anonymous")
    Erasure.objects.update(due_at=NOW())
    chores["retention"]()
    assert not Erasure.objects.exists()
    erasure.ask_erasure(participant=cast.neighbour, choice="anonymous")
    Erasure.objects.update(due_at=NOW())
    cache.set(retention.KEPT, True, retention.DAY)  # the erasure before emptied the cache
    chores["retention"]()
    assert Erasure.objects.exists()


def test_refused_words_stay_as_long_as_they_can_be_contested(stage, cast):
    """Half a year for an appeal, as the Digital Services Act asks: nothing is erased before it ends."""
    held = hold(stage, cast.citizen, "Refusé.")
    decide(stage, cast.moderator_gov, held, "refuse")
    Consultation.objects.filter(pk=stage.consultation.pk).update(appeal_days=184)
    HeldText.objects.update(settled_at=ago(200))
    apply()
    assert HeldText.objects.get().source == "Refusé."
    HeldText.objects.update(settled_at=ago(215))
    apply()
    assert HeldText.objects.get().source == ""
