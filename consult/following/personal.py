"""Personal data of following: what somebody follows, and what they were told."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.following.models import Follow, Mailing, Notice, Rhythm, Way
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.registry import CHOSEN, WITH_ACCOUNT, Kind, Table

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
            until=WITH_ACCOUNT,
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
        )
    ]


def forget(leaving: Leaving) -> None:
    """Forget what somebody follows and was told."""
    for model in HELD:
        model.objects.filter(participant=leaving.participant).delete()
