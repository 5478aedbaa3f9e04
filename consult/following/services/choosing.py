"""How somebody wants to be told: chosen in a form, or stopped by a link in a mail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.following.kinds import MAILED, USUAL, Kind, Pace, Telling
from consult.following.models import Mailing, MailingState, Notice, Rhythm, Way
from consult.following.services.mailings import Wanted, put_into_mailings
from consult.people.guests.services import is_guest
from consult.people.models import User


@dataclass(frozen=True)
class Choice:
    """All that somebody can choose about how they are told."""

    ways: Mapping[Kind, Telling]
    hour: int = 8
    weekday: int = 0
    follows_own: bool = True


def choice_of(participant_id: UUID) -> Choice:
    """Return what somebody chose, and what is usual where they chose nothing. Two queries."""
    own = {one.kind: Telling(one.on_site, Pace(one.mail)) for one in ways_of([participant_id])}
    rhythm = Rhythm.objects.filter(pk=participant_id).first() or Rhythm()
    ways = {kind: own.get(kind, usual) for kind, usual in USUAL.items()}
    return Choice(ways, rhythm.hour, rhythm.weekday, rhythm.follows_own)


def ways_of(participants: Collection[UUID]) -> list[Way]:
    """Return how some people are told where it is not as usual. One query."""
    return list(Way.objects.filter(participant__in=participants))


@transaction.atomic
def choose(*, by: User, choice: Choice) -> None:
    """Tell somebody from now on as they chose; what waits to be mailed follows the choice."""
    Rhythm.objects.update_or_create(
        pk=by.pk,
        defaults={
            "hour": choice.hour,
            "weekday": choice.weekday,
            "follows_own": choice.follows_own,
        },
    )
    for kind, telling in choice.ways.items():
        write_way(by.pk, kind, telling)
    mail_anew(by.pk, choice)


@transaction.atomic
def stop_mails(*, participant_id: UUID, kinds: Collection[Kind]) -> None:
    """Mail somebody nothing more of some kinds; the site tells them as before.

    Nothing happens where the account is gone.
    """
    if not User.objects.select_for_update().filter(pk=participant_id).exists():
        return
    now = choice_of(participant_id)
    stopped = [kind for kind in kinds if kind in MAILED]
    for kind in stopped:
        write_way(participant_id, kind, Telling(now.ways[kind].on_site, Pace.NEVER))
    mail_anew(participant_id, choice_of(participant_id))


@transaction.atomic
def resume_mails(*, participant_id: UUID, kinds: Collection[Kind]) -> None:
    """Mail somebody without an account of some kinds again, as is usual. Nothing happens to others:
    they choose on a page, and an old mail changes nothing of that.
    """
    if not is_guest(participant_id):
        return
    User.objects.select_for_update(no_key=True).get(pk=participant_id)  # one wish at a time
    Way.objects.filter(participant=participant_id, kind__in=kinds).delete()
    mail_anew(participant_id, choice_of(participant_id))


def write_way(participant_id: UUID, kind: Kind, telling: Telling) -> None:
    Way.objects.update_or_create(
        participant_id=participant_id,
        kind=kind,
        defaults={"on_site": telling.on_site, "mail": telling.mail},
    )


def mail_anew(participant_id: UUID, choice: Choice) -> None:
    """Put what waits to be mailed to somebody into the mails that they want now."""
    waiting = Mailing.objects.filter(participant=participant_id, state=MailingState.WAITING)
    mailings = list(waiting.select_for_update().order_by("pace", "due_at"))
    if not mailings:
        return
    notices = list(Notice.objects.filter(mailing__in=mailings))
    Mailing.objects.filter(pk__in=[one.pk for one in mailings]).delete()  # notices lose theirs
    wanted = []
    for notice in notices:
        notice.mailing = None
        if (pace := choice.ways[Kind(notice.kind)].mail) != Pace.NEVER:
            wanted.append(Wanted(notice, pace, choice.hour, choice.weekday))
    put_into_mailings(wanted, now=timezone.now())
    Notice.objects.bulk_update([one.notice for one in wanted], ["mailing"], batch_size=200)
