"""The law: each event is told exactly once to each follower, whatever fails in between."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.following import services
from consult.following.models import Mailing, Notice
from consult.threads import services as threads
from consult.threads.places import Said
from tests.factories.people import make_user
from tests.following.telling import follow_draft, follow_section, follow_thread

pytestmark = pytest.mark.django_db

PEOPLE = 5
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(0, PEOPLE - 1), st.integers(0, 2)),
        st.tuples(st.just("reply"), st.integers(0, PEOPLE - 1), st.integers(0, 9)),
        st.tuples(st.just("draft"), st.integers(0, PEOPLE - 1), st.just(0)),
        st.tuples(st.just("section"), st.integers(0, PEOPLE - 1), st.integers(0, 2)),
        st.tuples(st.just("thread"), st.integers(0, PEOPLE - 1), st.integers(0, 9)),
        st.tuples(st.just("tell"), st.integers(1, 30), st.just(0)),
    ),
    max_size=25,
)


class Killed(Exception):
    """A process ends in the middle of its work."""


def killed_at(query):
    """Tell, and be killed in a query of that number."""
    left = query

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        # What a killed process had not committed, the database takes back.
        if left <= 0 and not sql.startswith("ROLLBACK"):
            raise Killed
        return execute(sql, params, many, context)

    with suppress(Killed), connection.execute_wrapper(count):
        services.derive_all()


class World:
    """What happens, and who must have been told of it in the end: by what the rules say."""

    def __init__(self, stage):
        self.stage = stage
        self.people = [make_user() for _number in range(PEOPLE)]
        self.follows = set()
        self.roots, self.comments = [], []
        self.expected = set()

    def post(self, who, which):
        section = self.stage.sections[which]
        comment = self.say(who, section)
        self.roots.append(comment)
        self.told(who, comment, {("draft", None), ("section", section.pk)})
        self.follows.add((who, "thread", comment.pk))

    def reply(self, who, which):
        if not self.comments:
            return
        answered = self.comments[which % len(self.comments)]
        comment = self.say(who, answered.section, in_reply_to=answered.pk)
        thread = comment.thread_id
        self.told(who, comment, {("section", comment.section_id), ("thread", thread)})
        self.told(who, comment, set(), also=[answered.author_id])
        self.follows.add((who, "thread", thread))

    def say(self, who, section, **more):
        comment = threads.post_comment(
            by=self.people[who], place=self.stage.place(section), said=Said("Dit", "fr"), **more
        ).comment
        self.comments.append(comment)
        return comment

    def told(self, who, comment, places, also=()):
        for number, person in enumerate(self.people):
            follows = any((number, *place) in self.follows for place in places)
            if number != who and (follows or person.pk in also):
                self.expected.add((person.pk, comment.pk))

    def draft(self, who, _which):
        follow_draft(self.people[who], self.stage)
        self.follows.add((who, "draft", None))

    def section(self, who, which):
        follow_section(self.people[who], self.stage.sections[which])
        self.follows.add((who, "section", self.stage.sections[which].pk))

    def thread(self, who, which):
        if self.roots:
            root = self.roots[which % len(self.roots)]
            follow_thread(self.people[who], root)
            self.follows.add((who, "thread", root.pk))


@given(acts=ACTS)
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_each_event_is_told_once_to_each_follower(stage, acts):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("consult.following.services.deriving.ROOM", 2)
        patch.setattr("consult.following.services.deriving.EVENTS", 3)
        services.pass_over(stage.draft.pk)
        world = World(stage)
        for what, who, which in acts:
            if what == "tell":
                killed_at(who)
            else:
                getattr(world, what)(who, which)
        services.derive_all()
        told = list(
            Notice.objects.filter(participant__in=world.people).values_list(
                "participant", "comment"
            )
        )
        assert sorted(told) == sorted(world.expected)
        mailed = Notice.objects.filter(participant__in=world.people, mailing__isnull=False)
        assert mailed.count() == len(told)
        assert Mailing.objects.count() <= 3 * PEOPLE
        transaction.set_rollback(True)
