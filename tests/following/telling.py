"""Following and being told, for tests."""

from datetime import timedelta
from itertools import count

from django.core import mail
from django.db.models import F

from consult.following import services
from consult.following.kinds import Kind, Pace, Telling
from consult.following.models import Mailing, MailingState, Notice
from consult.following.places import draft_at, section_at, thread_at
from consult.following.services.choosing import choice_of
from consult.people.models import User

TURNS = count()
"""So that no mail is due when another was."""


def follow_draft(person, stage):
    services.follow(by=person, what=draft_at(stage.draft.pk, person, "fr"))


def follow_section(person, section):
    services.follow(by=person, what=section_at(section.draft_id, section.key, person, "fr"))


def follow_thread(person, comment):
    services.follow(by=person, what=thread_at(comment.pk, person, "fr"))


def tell(**how):
    """Write all notices that are due."""
    return services.derive_all(**how)


def notices(person):
    """What somebody was told, in order: why, and of what."""
    told = Notice.objects.filter(participant=person).order_by("happened_at", "number")
    return list(told.values_list("kind", "what"))


def choose(person, **ways):
    """Have somebody told of kinds in other ways: `draft=(True, Pace.DAILY)`."""
    now = choice_of(person.pk)
    chosen = {Kind(kind): Telling(*telling) for kind, telling in ways.items()}
    services.choose(
        by=person,
        choice=services.Choice({**now.ways, **chosen}, now.hour, now.weekday, now.follows_own),
    )


def all_at_once(person):
    """Have somebody mailed of everything at once."""
    mailed = [kind for kind in Kind if kind != Kind.DECIDED]
    choose(person, **{kind.value: (True, Pace.AT_ONCE) for kind in mailed})


def send_all():
    """Send what waits, whenever it is due, and return it: by address."""
    mail.outbox.clear()
    waiting = Mailing.objects.filter(state=MailingState.WAITING)
    waiting.update(due_at=F("due_at") - timedelta(days=40 + next(TURNS)), taken_until=None)
    services.send_due()
    return {one.to[0]: one for one in mail.outbox}


def speak(person, language):
    User.objects.filter(pk=person.pk).update(language=language)
