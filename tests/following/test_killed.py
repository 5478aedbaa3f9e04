"""A process that is killed loses no notice and doubles none; and no mail leaves twice."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from consult.following import services
from consult.following.models import Mailing, MailingState, Notice
from consult.threads import services as threads
from consult.threads.places import Said
from tests.cast import make_stage
from tests.factories.people import make_user
from tests.following.telling import all_at_once, follow_draft

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
KILLED = -9


@pytest.fixture
def crowd():
    """Seven people who follow a draft on which two contributions are new."""
    stage = make_stage()
    services.derive_all()
    people = [make_user(f"Foule {number}") for number in range(7)]
    for person in people:
        follow_draft(person, stage)
        all_at_once(person)
    author = make_user("Autrice")
    for words in ("Une idée", "Une autre"):
        threads.post_comment(by=author, place=stage.place(), said=Said(words, "fr"))
    return people


def run(what, box, **environment):
    """Have a process tell, and return how it ended."""
    environment = {
        **os.environ,
        "VAR_DIR": str(django_settings.VAR),
        "BOX": str(box),
        **environment,
    }
    command = [sys.executable, "-m", "tests.following.teller", what]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode  # noqa: S603 - our own


def make_due():
    Mailing.objects.filter(state=MailingState.WAITING).update(
        due_at=timezone.now() - timedelta(seconds=1), taken_until=None
    )


def in_box(box):
    """Return to whom mails left, in order."""
    return Counter(message_from_bytes(one.read_bytes())["To"] for one in box.glob("*.eml"))


def test_a_teller_killed_anywhere_leaves_all_or_nothing_of_each_step(crowd, tmp_path):
    for query in (5, 13, 21):
        assert run("derive", tmp_path, QUERIES=str(query)) == KILLED
    assert run("derive", tmp_path) == 0
    told = Counter(Notice.objects.values_list("participant", flat=True))
    assert told == {one.pk: 2 for one in crowd}
    assert set(Mailing.objects.values_list("participant", flat=True)) == {one.pk for one in crowd}
    assert not Notice.objects.filter(mailing=None).exists()


def test_a_sender_killed_between_claim_and_mail_sends_the_others_once(crowd, tmp_path):
    services.derive_all()
    make_due()
    assert run("send", tmp_path, DIES="before:3") == KILLED
    assert len(in_box(tmp_path)) == 2
    make_due()  # what it had taken is taken again, later
    assert run("send", tmp_path) == 0
    assert set(in_box(tmp_path).values()) == {1}
    assert len(in_box(tmp_path)) == 6  # one is in doubt, and not sent again
    (doubtful,) = Mailing.objects.filter(state=MailingState.SENDING)
    assert services.give_up_uncertain() == 0  # its sender might be slow
    assert services.give_up_uncertain(now=timezone.now() + timedelta(hours=1)) == 1
    doubtful.refresh_from_db()
    assert doubtful.state == MailingState.UNCERTAIN
    assert run("send", tmp_path) == 0
    assert sum(in_box(tmp_path).values()) == 6


def test_a_sender_killed_after_the_mail_left_does_not_send_it_again(crowd, tmp_path):
    services.derive_all()
    make_due()
    assert run("send", tmp_path, DIES="after:4") == KILLED
    make_due()
    assert run("send", tmp_path) == 0
    assert in_box(tmp_path) == {one.email: 1 for one in crowd}


def test_two_senders_at_once_send_each_mail_once(crowd, tmp_path):
    services.derive_all()
    make_due()
    environment = {**os.environ, "VAR_DIR": str(django_settings.VAR), "BOX": str(tmp_path)}
    command = [sys.executable, "-m", "tests.following.teller", "send"]
    both = [subprocess.Popen(command, env=environment, cwd=ROOT) for _turn in range(2)]  # noqa: S603 - our own
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    assert in_box(tmp_path) == {one.email: 1 for one in crowd}
