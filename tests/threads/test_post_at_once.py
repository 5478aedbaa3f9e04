"""Many write at once: threads on PostgreSQL, processes on SQLite. Nothing lost, nothing doubled."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from consult.core.errors import Refused
from consult.drafts.models import Section
from consult.live.models import Event, Stream
from consult.moderation import services as moderation
from consult.moderation.models import Decision
from consult.moderation.refusals import AlreadyDecided
from consult.people.models import User
from consult.threads import services
from consult.threads.models import Comment
from consult.threads.places import Said
from tests.cast import make_cast, make_stage
from tests.factories.people import make_user
from tests.threads.posting import at_once, post_many

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 4, 8
ROOT = Path(__file__).parents[2]


def assert_nothing_is_lost(stage, section, expected):
    """Counters, places in the thread and numbers of the stream, after everybody has written."""
    comments = Comment.objects.filter(section=section)
    assert comments.count() == expected
    assert Section.objects.get(pk=section.pk).comments_count == expected
    root = comments.get(source="Le premier.")
    numbers = root.replies.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, root.replies_count + 1))
    assert root.replies_count == WRITERS * EACH // 2
    stream = Stream.objects.get(pk=stage.draft.pk)
    events = Event.objects.filter(stream=stream)
    assert list(events.order_by("number").values_list("number", flat=True)) == list(
        range(1, stream.last + 1)
    )
    told = events.filter(type="comment.posted").values_list("object_id", flat=True)
    assert sorted(told) == sorted(comments.values_list("pk", flat=True))


@pytest.fixture
def first():
    """A stage with real commits, its writers, and a first comment."""
    stage = make_stage()
    writers = [make_user(f"Plume {number}") for number in range(WRITERS)]
    root = services.post_comment(
        by=make_user("Première"), place=stage.place(), said=Said("Le premier.", "fr")
    ).comment
    return stage, writers, root


@pytest.mark.postgresql
def test_threads_lose_nothing(first):
    stage, writers, root = first
    section = stage.text
    works = [
        lambda by=by: post_many(by, stage.draft.pk, section.key, EACH, root.pk) for by in writers
    ]
    assert at_once(works) == []
    assert_nothing_is_lost(stage, section, WRITERS * EACH + 1)


@pytest.mark.sqlite
def test_processes_lose_nothing(first):
    stage, writers, root = first
    script = Path(__file__).with_name("writer.py")
    command = [sys.executable, str(script)]
    place = [str(stage.draft.pk), str(stage.text.key), str(EACH), str(root.pk)]
    environment = {
        "PYTHONPATH": str(ROOT),
        "VAR_DIR": str(django_settings.VAR),
    }
    processes = [
        subprocess.Popen([*command, str(by.pk), *place], env=environment, cwd=ROOT)  # noqa: S603
        for by in writers
    ]
    assert [process.wait(60) for process in processes] == [0] * WRITERS
    assert_nothing_is_lost(stage, stage.text, WRITERS * EACH + 1)


@pytest.mark.postgresql
def test_one_form_sent_twice_at_once_posts_once(first):
    """A vote race (Decidim): constraints and row locks, not checks before writing."""
    stage, writers, _root = first
    key, posted = uuid4(), []

    def send():
        posted.append(
            services.post_comment(
                by=writers[0],
                place=stage.place(),
                said=Said("Une fois.", "fr"),
                idempotency_key=key,
            )
        )

    assert at_once([send] * 4) == []
    assert len({one.comment.pk for one in posted}) == 1
    assert sorted(one.is_new for one in posted) == [False, False, False, True]
    assert Section.objects.get(pk=stage.text.pk).comments_count == 2


@pytest.mark.postgresql
def test_of_two_moderators_at_once_one_decides(first):
    """A vote race (Decidim). Who comes second is told so, and nothing is counted twice."""
    stage, _writers, root = first
    cast = make_cast(stage)
    article = stage.articles[0].pk
    works = [
        lambda pk=one.pk: moderation.hide_comment(
            by=User.objects.get(pk=pk), comment_id=root.pk, article_id=article
        )
        for one in (cast.moderator_gov, cast.moderator_civ)
    ]
    (refusal,) = at_once(works)
    assert isinstance(refusal, AlreadyDecided)
    assert Decision.objects.count() == 1
    assert Section.objects.get(pk=stage.text.pk).comments_count == 0
    assert Event.objects.filter(type="comment.hidden").count() == 1


@pytest.mark.postgresql
def test_hiding_while_others_reply_stops_nobody(first):
    """Rows are locked in one order: section, comment, stream. No deadlock, and true counters."""
    stage, writers, root = first
    cast = make_cast(stage)
    section, article = stage.text, stage.articles[0].pk

    def moderate():
        by = User.objects.get(pk=cast.moderator_gov.pk)
        for _turn in range(EACH):
            moderation.hide_comment(by=by, comment_id=root.pk, article_id=article)
            moderation.restore_comment(by=by, comment_id=root.pk)

    works = [
        lambda by=by: post_many(by, stage.draft.pk, section.key, EACH, root.pk) for by in writers
    ]
    failures = at_once([moderate, *works])
    assert not [one for one in failures if not isinstance(one, Refused)]
    assert failures == []
    visible = Comment.objects.filter(section=section, status="visible").count()
    assert Section.objects.get(pk=section.pk).comments_count == visible == WRITERS * EACH + 1
