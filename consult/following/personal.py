"""Personal data of following: what somebody follows, and what they were told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from consult.following.models import Follow, Mailing, MailingState, Notice, Rhythm, Way
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.periods import in_days
from consult.people.privacy.registry import CHOSEN, Kind, Rule, Table

HELD = (Notice, Mailing, Follow, Way, Rhythm)
"""What is there about a participant, in the order in which it can go."""


def kinds() -> Iterable[Kind]:
    """Return what following holds of people."""
    return [
        Kind(
            name="following",
            title=pgettext_lazy("of personal data", "What you follow, and what you were told"),
            why=_("To tell you what happens where you want to hear of it, as you want to be told."),
            ground=CHOSEN,
            until=ngettext(
                "As long as you have your account; what you were told, for %(count)s day.",
                "As long as you have your account; what you were told, for %(count)s days.",
                settings.RETENTION["notice_days"],
            )
            % {"count": settings.RETENTION["notice_days"]},
            tables=(
                Table(
                    "follows",
                    lambda one: Follow.objects.filter(participant=one),
                    {
                        "draft": "draft_id",
                        "section": "section__key",
                        "thread": "thread_id",
                        "since": "since",
                    },
                ),
                Table(
                    "ways",
                    lambda one: Way.objects.filter(participant=one),
                    {"kind": "kind", "on_site": "on_site", "mail": "mail"},
                ),
                Table(
                    "rhythm",
                    lambda one: Rhythm.objects.filter(participant=one),
                    {"hour": "hour", "weekday": "weekday", "follows_own": "follows_own"},
                ),
                Table(
                    "notices",
                    lambda one: Notice.objects.filter(participant=one),
                    {
                        "what": "what",
                        "draft": "draft_id",
                        "comment": "comment_id",
                        "happened_at": "happened_at",
                        "read_at": "read_at",
                    },
                ),
                Table(
                    "mails",
                    lambda one: Mailing.objects.filter(participant=one),
                    {"how_soon": "pace", "due_at": "due_at", "state": "state"},
                ),
            ),
            holds=frozenset(f"following.{model.__name__}.participant" for model in HELD),
            erase=forget,
            address="following:mine",
            of_guests=True,
        )
    ]


def forget(leaving: Leaving) -> None:
    """Forget what somebody follows and was told."""
    for model in HELD:
        model.objects.filter(participant=leaving.participant).delete()


def rules() -> Iterable[Rule]:
    """Return how long people's notices, and the record of their mails, are kept."""
    period = in_days(settings.RETENTION["notice_days"])
    return [
        Rule("notices", _("Notices"), period, old_notices, delete, "RETENTION_NOTICE_DAYS"),
        Rule(
            "mails",
            _("The record of mails with news"),
            period,
            old_mailings,
            delete,
            "RETENTION_NOTICE_DAYS",
        ),
    ]


def old_notices(now: datetime) -> "QuerySet[Notice]":
    """Return the notices of what happened long ago, but those for which a mail still waits."""
    before = now - timedelta(days=settings.RETENTION["notice_days"])
    found = Notice.objects.filter(happened_at__lt=before)
    return found.exclude(mailing__state=MailingState.WAITING).order_by("pk")


def old_mailings(now: datetime) -> "QuerySet[Mailing]":
    """Return the mails that were due long ago and are done with."""
    before = now - timedelta(days=settings.RETENTION["notice_days"])
    found = Mailing.objects.filter(due_at__lt=before)
    return found.exclude(state=MailingState.WAITING).order_by("pk")


@transaction.atomic
def delete(rows: list[Model]) -> int:
    """Delete rows of one kind, and return how many."""
    model = type(rows[0])
    _all, by_model = model._base_manager.filter(pk__in=[one.pk for one in rows]).delete()
    return by_model.get(model._meta.label, 0)  # somebody else may have been faster
