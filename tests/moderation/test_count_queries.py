"""What a decision costs at the desk: from what a moderator sends to the next case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from consult.moderation import services
from consult.moderation.models import Action, Case, Cause
from tests.moderation.house import appeal, decide, hold

pytestmark = pytest.mark.django_db

OF_THE_TEST = len(["SAVEPOINT", "RELEASE SAVEPOINT"])
"""Within the test's own transaction that of a service is a savepoint."""


@pytest.fixture
def waiting(stage, cast, post):
    """A case of each cause, reported thrice where it was, appealed and unconfirmed at once."""
    comment, others = post(), [post(words) for words in ("Deux.", "Trois.", "Quatre.")]
    for reader in (cast.neighbour, cast.drafter_civ, cast.publisher):
        notice = services.Notice(stage.articles[0].pk)
        services.report_comment(by=reader, comment_id=comment.pk, notice=notice)
    held = hold(stage, cast.neighbour)
    for one in others:
        appeal(decide(stage, cast.moderator_gov, one, "hide"))
    return {
        Cause.REPORTED: Case.objects.get(comment=comment),
        Cause.HELD: Case.objects.get(held=held),
        Cause.UNCONFIRMED: Case.objects.filter(cause=Cause.UNCONFIRMED).first(),
        Cause.APPEALED: Case.objects.filter(cause=Cause.APPEALED).first(),
    }


MOST = 20
CHANGES = 27
"""What hides words or brings them back writes counters, the search index and the draft's stream, too."""

DECISIONS = [
    (Cause.REPORTED, Action.KEEP, MOST),
    (Cause.REPORTED, Action.HIDE, CHANGES),
    (Cause.REPORTED, Action.WARN, MOST),
    (Cause.HELD, Action.PUBLISH, CHANGES),
    (Cause.HELD, Action.REFUSE, MOST),
    (Cause.UNCONFIRMED, Action.CONFIRM, MOST),
    (Cause.UNCONFIRMED, Action.LIFT, CHANGES),
    (Cause.APPEALED, Action.UPHOLD, MOST),
    (Cause.APPEALED, Action.OVERTURN, CHANGES),
]


@pytest.mark.parametrize(("cause", "action", "most"), DECISIONS)
def test_a_decision_at_the_desk_takes_few_queries(
    stage, cast, as_user, waiting, django_capture_on_commit_callbacks, cause, action, most
):
    """With the mails that follow, and however many had reported the words."""
    case, browser = waiting[cause], as_user(cast.moderator_civ)
    with translation.override("fr"):
        address = reverse("moderation:case", args=[stage.consultation.pk, case.pk])
    latest = services.latest_decision(case.subject)
    sent = {
        "action": action,
        "article": stage.articles[0].pk,
        "explanation": "Cela ne porte pas sur le texte.",
        "seen": services.standing(case.subject, latest),
    }
    with (
        CaptureQueriesContext(connection) as captured,
        django_capture_on_commit_callbacks(execute=True),
    ):
        answer = browser.post(address, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    case.refresh_from_db()
    assert (case.closed_at is not None) == (action != Action.WARN)
    assert len(captured) <= most + OF_THE_TEST
