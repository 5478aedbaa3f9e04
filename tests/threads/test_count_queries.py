"""The number of queries of a page does not depend on how much is said, nor on how long the text is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.drafts.models import Section
from tests.factories.pages import make_draft
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

READERS = [None, "citizen", "moderator_gov"]
FRAGMENT, PAGE = 12, 37


@pytest.fixture
def queries(as_user, cast):
    """Count the queries of a page for somebody who has just opened another one."""

    def count(reader, address, **headers):
        browser = as_user(getattr(cast, reader) if reader else None)
        assert browser.get(address, headers=headers).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address, headers=headers).status_code == 200
        return len(captured)

    return count


def people(cast):
    return [cast.citizen, cast.neighbour, cast.drafter_gov, cast.drafter_civ, cast.moderator_civ]


@pytest.mark.parametrize("reader", READERS)
def test_the_fragment_of_twenty_threads_takes_at_most_twelve(stage, cast, queries, reader):
    address = f"{stage.url()}?section={stage.text.key}"
    make_threads(stage.text, people(cast), 1, replies=1)
    few = queries(reader, address, **{"HX-Request": "true"})
    make_threads(stage.text, people(cast), 30, replies=5)
    many = queries(reader, address, **{"HX-Request": "true"})
    assert few == many <= FRAGMENT


@pytest.mark.parametrize("reader", READERS)
def test_the_fragment_of_fifty_replies_takes_at_most_twelve(stage, cast, queries, reader):
    (root,) = make_threads(stage.text, people(cast), 1, replies=4)
    (long,) = make_threads(stage.text, people(cast), 1, replies=60)
    few, many = (
        queries(reader, f"/fr/comments/{one.pk}/replies/?after=3", **{"HX-Request": "true"})
        for one in (root, long)
    )
    assert few == many <= FRAGMENT


@pytest.mark.parametrize("reader", READERS)
def test_a_draft_of_sixty_sections_takes_at_most_thirty_seven(stage, cast, queries, reader):
    short = make_draft(stage.consultation_page, slug="court", sections=texts(1))
    long = make_draft(stage.consultation_page, slug="long", sections=texts(60))
    for section in Section.objects.filter(draft=long.translation_key):
        make_threads(section, people(cast), 1)
    few, many = (queries(reader, page.url) for page in (short, long))
    assert few == many <= PAGE

    section = Section.objects.filter(draft=long.translation_key, position=30).get()
    open_talk = f"{long.url}?section={section.key}"
    quiet = queries(reader, open_talk)
    make_threads(section, people(cast), 60, replies=4)
    assert quiet <= queries(reader, open_talk) <= PAGE


def texts(count):
    return [("text", f"<p>Passage {number}.</p>") for number in range(count)]


@pytest.mark.parametrize("reader", READERS)
def test_a_permalink_does_not_count_the_talk_either(stage, cast, queries, reader):
    roots = make_threads(stage.text, people(cast), 2)
    address = f"{stage.page.url}?section={stage.text.key}&comment={roots[0].pk}"
    few = queries(reader, address)
    make_threads(stage.text, people(cast), 60)
    assert few == queries(reader, address) <= PAGE


def test_what_is_counted_needs_no_counting_of_comments(stage, cast, as_user):
    """Counters are stored, never counted on read."""
    make_threads(stage.text, people(cast), 30, replies=5)
    with CaptureQueriesContext(connection) as captured:
        as_user().get(f"{stage.page.url}?section={stage.text.key}")
    counting = [one["sql"] for one in captured if "COUNT(" in one["sql"].upper()]
    assert not [sql for sql in counting if "threads_comment" in sql]
