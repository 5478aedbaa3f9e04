"""What people of the demonstration follow, and what they were told."""

from datetime import timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.demo.people import JOINED
from consult.drafts.models import DraftPage
from consult.following import services
from consult.following.models import Follow, Notice
from consult.following.places import draft_at
from consult.people.models import User

UNREAD = 4
"""Notices that nobody has read yet: the newest of each."""


def keep_in_touch(pages: dict[str, DraftPage], people: dict[str, User]) -> None:
    """Let the citizen follow the plan, and tell everybody on the site what concerned them.

    No mail: nobody reads what is sent to these addresses, and all of it is long ago.
    """
    citizen = people["citizen"]
    plan = draft_at(pages["plan"].translation_key, citizen, citizen.language)
    services.follow(by=citizen, what=plan)
    joined = timezone.now() - timedelta(days=JOINED)
    Follow.objects.filter(participant=citizen).update(since=joined)
    services.derive_all(mails=False)
    told = Notice.objects.filter(participant__in=people.values())
    for person in people.values():
        own = date_back(list(told.filter(participant=person).annotate(when=Coalesce(*TIMES))))
        for notice in own[UNREAD:]:
            notice.read_at = notice.happened_at
        Notice.objects.bulk_update(own, ["happened_at", "read_at"], batch_size=200)


TIMES = ("answer__edited_at", "answer__published_at", "version__published_at", "comment__posted_at")
"""When it happened, as the demonstration dates it."""


def date_back(notices: list[Notice]) -> list[Notice]:
    """Let notices be as old as what they tell of; return them with the newest first."""
    for notice in notices:
        notice.happened_at = notice.when
    return sorted(notices, key=lambda one: one.happened_at, reverse=True)
