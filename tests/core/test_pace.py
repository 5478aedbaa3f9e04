"""Floods are slowed down: who goes too fast is told when to go on, and that is true.

ATTACKS.md: rate limits behind a proxy; floods timed for the last minute before closing.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.urls import path
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from cms.urls import urlpatterns as the_sites
from consult.core.pace import TooFast, TooFastTogether, is_new_account, spend, unhurried

NOON = 1_800_000_000
"""A moment at which a window of 100 seconds begins."""

NOBODY = "redis://127.0.0.1:1"


@pytest.fixture(autouse=True)
def four_in_a_hundred_seconds(settings):
    settings.PACE = {"post": (4, 100), "vote": (8, 100)}
    settings.PACE_ADDRESS_FACTOR = 3
    settings.PACE_NEW_ACCOUNT_SHARE = 0.5
    caches["pace"].clear()


def posts(count, at=NOON, action="post", **who):
    """Spend so many times; the wait that the last one was told, or None."""
    who = {"participant": uuid4(), "is_new": False, **who}
    wait = None
    for _one in range(count):
        try:
            spend(action, at=at, **who)
        except TooFast as refusal:
            wait = refusal.retry_after
    return wait


# Budgets


def test_one_participant_has_so_many_in_a_window():
    writer, neighbour = uuid4(), uuid4()
    assert posts(4, participant=writer) is None
    with pytest.raises(TooFast) as refused:
        spend("post", participant=writer, is_new=False, at=NOON)
    assert (refused.value.code, refused.value.status) == ("pace.too_fast", 429)
    assert posts(4, participant=neighbour) is None


def test_each_kind_of_act_has_its_own_budget():
    writer = uuid4()
    assert posts(4, participant=writer) is None
    assert posts(8, action="vote", participant=writer) is None
    assert posts(1, action="vote", participant=writer) is not None


def test_new_accounts_go_at_half_the_pace():
    newcomer = uuid4()
    assert posts(2, participant=newcomer, is_new=True) is None
    assert posts(1, participant=newcomer, is_new=True) is not None
    assert posts(2, participant=newcomer, is_new=False) is None  # a day later it is an old one


def test_a_new_account_may_always_do_something(settings):
    settings.PACE = {"post": (1, 100)}
    settings.PACE_NEW_ACCOUNT_SHARE = 0.1
    newcomer = uuid4()
    assert posts(1, participant=newcomer, is_new=True) is None
    assert posts(1, participant=newcomer, is_new=True) is not None


@pytest.mark.parametrize(("hours", "is_new"), [(0, True), (23, True), (25, False)])
def test_an_account_is_new_for_a_day(settings, hours, is_new):
    settings.PACE_NEW_ACCOUNT_HOURS = 24
    assert is_new_account(timezone.now() - timedelta(hours=hours)) is is_new


def test_no_account_is_new_where_none_shall_be(settings):
    settings.PACE_NEW_ACCOUNT_HOURS = 0
    assert is_new_account(timezone.now()) is False


def test_one_address_has_a_larger_budget_that_all_share():
    """Many accounts behind one address: a household may, a machine may not."""
    for _participant in range(3):
        assert posts(4, address="::1") is None
    with pytest.raises(TooFastTogether) as refused:
        spend("post", participant=uuid4(), is_new=False, address="::1", at=NOON)
    assert (refused.value.code, refused.value.status) == ("pace.too_fast_together", 429)
    assert posts(4, address="::2") is None
    assert posts(4) is None


def test_a_refused_act_spends_no_budget():
    writer, neighbour = uuid4(), uuid4()
    assert posts(40, participant=writer, address="::1") is not None
    assert posts(4, participant=neighbour, address="::1") is None
    posts(4, address="::1")
    assert posts(40, participant=(late := uuid4()), address="::1") is not None
    assert posts(4, participant=late, address="::2") is None


def test_what_is_replayed_is_not_counted():
    """Weeks of talk may be imported in a second, and nobody goes slower for it afterwards."""
    writer = uuid4()
    with unhurried():
        assert posts(40, participant=writer, address="::1") is None
    assert posts(4, participant=writer, address="::1") is None
    assert posts(1, participant=writer, address="::1") == 125


def test_what_follows_a_replay_that_failed_is_counted():
    writer = uuid4()
    with suppress(LookupError), unhurried():
        raise LookupError
    assert posts(5, participant=writer) == 125


# Time


def test_the_window_slides():
    """Four just before a window ends leave no room for four just after."""
    writer = uuid4()
    assert posts(4, at=NOON + 99, participant=writer) is None
    assert posts(1, at=NOON + 100, participant=writer) == 25
    assert posts(1, at=NOON + 124, participant=writer) == 1
    assert posts(1, at=NOON + 125, participant=writer) is None
    assert posts(1, at=NOON + 126, participant=writer) == 24
    assert posts(1, at=NOON + 150, participant=writer) is None
    assert posts(4, at=NOON + 300, participant=writer) is None


def test_to_insist_does_not_prolong_the_wait():
    writer = uuid4()
    first = posts(5, participant=writer)
    assert posts(100, at=NOON + 10, participant=writer) == first - 10


def test_who_has_to_wait_for_both_waits_for_the_longer():
    writer = uuid4()
    for _neighbour in range(3):
        posts(4, address="::1")
    assert posts(1, address="::1") == 109
    assert posts(5, participant=writer) == 125
    assert posts(1, participant=writer, address="::1") == 125
    assert posts(1, at=NOON + 110, participant=writer, address="::1") == 15


@given(
    limit=st.integers(1, 7),
    window=st.sampled_from([1, 7, 60, 600]),
    gaps=st.lists(st.floats(0, 400), min_size=1, max_size=60),
)
def test_the_wait_is_exact(limit, window, gaps):
    """After it the act is taken; a second sooner it is not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.PACE", {"post": (limit, window)})
        writer, at = uuid4(), NOON + 0.3
        for gap in gaps:
            at += gap
            wait = posts(1, at=at, participant=writer)
            if wait is None:
                continue
            assert 1 <= wait <= 2 * window
            if wait > 1:
                assert posts(1, at=at + wait - 1, participant=writer) == 1
            at += wait
            assert posts(1, at=at, participant=writer) is None


def test_a_lowered_limit_is_waited_for_too(settings):
    writer = uuid4()
    posts(8, action="vote", participant=writer)
    settings.PACE = {"vote": (2, 100)}
    wait = posts(1, action="vote", participant=writer)
    assert posts(1, at=NOON + wait - 1, action="vote", participant=writer) == 1
    assert posts(1, at=NOON + wait, action="vote", participant=writer) is None


# The cache


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def counters(request, settings):
    """Each kind of cache that the counters may be in."""
    place = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pace"}
    if request.param == "redis":
        address = request.getfixturevalue("redis_url")
        place = {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": address}
    settings.CACHES = {**settings.CACHES, "pace": place}
    caches["pace"].clear()
    yield caches["pace"]
    hang_up()


def hang_up():
    """Close this thread's connections: Django leaves them to a thread's end, where Python complains."""
    if isinstance(caches["pace"], RedisCache):
        caches["pace"]._cache.get_client(write=True).connection_pool.disconnect()


def at_once(acts):
    """Spend for each of these participants and addresses at one moment; those that got through."""
    together = Barrier(len(acts))

    def act(who):
        participant, address = who
        together.wait(10)
        through = posts(1, participant=participant, address=address) is None
        hang_up()
        return through

    with ThreadPoolExecutor(len(acts)) as threads:
        return [who for who, through in zip(acts, threads.map(act, acts), strict=True) if through]


def test_at_once_no_more_than_the_limit_gets_through(counters):
    """A vote race (Decidim): counted before it is asked, never asked before it is counted."""
    writer = uuid4()
    assert len(at_once([(writer, "")] * 24)) == 4
    assert posts(1, participant=writer) == 125  # as after four: what was refused is not counted


def test_at_once_no_more_than_an_address_may(counters):
    neighbours = [uuid4() for _one in range(6)]
    through = at_once([(neighbour, "::1") for neighbour in neighbours] * 4)
    assert 1 <= len(through) <= 12
    for neighbour in neighbours:
        assert through.count((neighbour, "::1")) <= 4
        left = 4 - through.count((neighbour, "::1"))
        assert posts(left, participant=neighbour) is None
        assert posts(1, participant=neighbour) == 125


def test_what_was_counted_is_forgotten_in_the_end(counters, settings):
    """Fingerprints of addresses are kept for two windows, no longer."""
    settings.PACE = {"post": (4, 1)}
    spend("post", participant=uuid4(), is_new=False, address="::1", at=NOON)
    key = f"pace:post:address:::1:1:{NOON}"
    assert counters.get(key) == 1
    latest = time.monotonic() + 10
    while counters.get(key) is not None and time.monotonic() < latest:
        time.sleep(0.05)
    assert counters.get(key) is None


def test_a_cache_that_forgets_lets_through():
    writer = uuid4()
    posts(4, participant=writer)
    caches["pace"].clear()
    assert posts(4, participant=writer) is None


def test_while_redis_is_away_nobody_is_too_fast(settings):
    settings.CACHES = {
        **settings.CACHES,
        "pace": {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": NOBODY},
    }
    assert posts(20, participant=uuid4(), is_new=True, address="::1") is None


# What people are told


@pytest.mark.parametrize(
    ("seconds", "when"),
    [
        (1, "in 1 second"),
        (59, "in 59 seconds"),
        (60, "in 1 minute"),
        (61, "in 2 minutes"),
        (180, "in 3 minutes"),
        (3600, "in 1 hour"),
        (86_399, "in 24 hours"),
        (200_000, "in 3 days"),
    ],
)
@pytest.mark.parametrize("refusal", [TooFast, TooFastTogether])
def test_the_sentence_says_when(refusal, seconds, when):
    """Never sooner than it is."""
    with translation.override("en"):
        said = str(refusal(retry_after=seconds))
    assert said.endswith(f"Nothing that you wrote is lost: try again {when}.")
    assert refusal(retry_after=seconds).data == {"retry_after": seconds}


def hasty(request):
    raise TooFast(retry_after=180)


urlpatterns = [path("hasty/", hasty), *the_sites]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_the_answer_bears_the_wait(client, stage, headers):
    """RFC 9110, section 10.2.3."""
    answer = client.post("/hasty/", headers={**headers, "Accept-Language": "en"})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "180"
    assert "try again in 3 minutes." in answer.content.decode()
