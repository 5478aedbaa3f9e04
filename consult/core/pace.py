"""How fast one may go: so many acts of a kind in a window of time that slides.

Participants have a budget each, and the addresses they come from another, which is larger: a
household, a school or a town hall shares one. New accounts have less. The counters are in Django's
cache: shared by all processes on Redis, of one process in memory. A cache that forgets lets people
go on; nobody is refused for want of it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.core.errors import Refused

CACHE = "pace"
"""The cache of the counters: not that of pages, which would crowd them out of a small memory."""

counted = ContextVar("counted", default=True)
"""Whether acts are counted: not while one machine says again what people once said over weeks."""


class TooFast(Refused):
    """A participant goes faster than allowed; `retry_after` seconds from now one may go on."""

    code = "pace.too_fast"
    sentence = _(
        "You are going faster than the house rules allow. Nothing that you wrote is lost: try "
        "again %(when)s."
    )
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        return str(self.sentence) % {"when": wait_in_words(self.retry_after)}

    @property
    def headers(self) -> dict[str, str]:
        """Retry-After, in seconds (RFC 9110, section 10.2.3)."""
        return {"Retry-After": str(self.retry_after)}


class TooFastTogether(TooFast):
    """Those who share an address go faster than allowed, whoever this participant is."""

    code = "pace.too_fast_together"
    sentence = _(
        "More is being sent from your connection than the house rules allow at once. Nothing that "
        "you wrote is lost: try again %(when)s."
    )


WAITS = (
    (86400, ngettext_lazy("in %(count)s day", "in %(count)s days", "count")),
    (3600, ngettext_lazy("in %(count)s hour", "in %(count)s hours", "count")),
    (60, ngettext_lazy("in %(count)s minute", "in %(count)s minutes", "count")),
    (1, ngettext_lazy("in %(count)s second", "in %(count)s seconds", "count")),
)


def wait_in_words(seconds: int) -> str:
    """Return a time from now in its largest unit, never shorter than it is."""
    length, words = next((length, words) for length, words in WAITS if seconds >= length)
    return words % {"count": -(-seconds // length)}


@dataclass(frozen=True)
class Budget:
    """What one participant, or one address, may do of one kind in a sliding window, as of `now`.

    Two counters of fixed windows stand for it. Acts of the window before weigh by how much of that
    window the sliding one still covers. All is counted in whole seconds, so that a wait is exact.
    """

    name: str
    limit: int
    window: int
    now: int
    refusal: type[TooFast]

    @property
    def current(self) -> str:
        """The key of the counter of the present window."""
        return self.key(self.now // self.window)

    @property
    def before(self) -> str:
        """The key of the counter of the window before."""
        return self.key(self.now // self.window - 1)

    def key(self, number: int) -> str:
        return f"pace:{self.name}:{self.window}:{number}"

    def wait(self, counts: dict[str, int]) -> int:
        """Return in how many seconds one more act fits; 0: now."""
        before, current = counts.get(self.before, 0), counts.get(self.current, 0)
        left = self.window - self.now % self.window
        room = self.limit - current - 1
        if room < 0:  # in the next window, once what was done in this one weighs little enough
            return left + self.window - (self.limit - 1) * self.window // current
        return max(0, left - room * self.window // before) if before > 0 else 0

    def take(self) -> int:
        """Count one act, and return how many the present window then holds."""
        for _attempt in range(2):
            with suppress(ValueError):  # nothing is counted yet
                return caches[CACHE].incr(self.current)
            if caches[CACHE].add(self.current, 1, timeout=2 * self.window + 1):
                return 1
        return 1  # the cache forgets as fast as it is told

    def give_back(self) -> None:
        """Take back what `take` counted."""
        with suppress(ValueError):  # forgotten since
            caches[CACHE].decr(self.current)


def spend(
    action: str,
    *,
    participant: UUID | str,
    is_new: bool,
    address: str = "",
    at: float | None = None,
) -> None:
    """Count one act of a participant and of an address, or raise `TooFast` and count none.

    `action` is a key of the setting PACE. `participant` is the key of an account, or a digest for
    those who have none. `is_new` is what `is_new_account` says. `address` is a
    fingerprint, never an address in clear; without one, only the participant's acts count. `at` is
    a POSIX time in place of now.
    """
    if not counted.get():
        return
    now = int(time.time() if at is None else at)
    budgets = budgets_of(action, participant=participant, is_new=is_new, address=address, now=now)
    keys = [key for budget in budgets for key in (budget.before, budget.current)]
    counts = caches[CACHE].get_many(keys)
    # Who insists takes nothing, not for a moment, from those who share the address.
    refuse_over(budgets, counts)
    # Others may have counted since: what tells is the number that one's own act got.
    counts |= {budget.current: budget.take() - 1 for budget in budgets}
    try:
        refuse_over(budgets, counts)
    except TooFast:
        for budget in budgets:
            budget.give_back()
        raise


@contextmanager
def unhurried() -> Iterator[None]:
    """Let acts pass uncounted meanwhile, for commands that replay or import; never in a request."""
    before = counted.set(False)
    try:
        yield
    finally:
        counted.reset(before)


def budgets_of(
    action: str, *, participant: UUID | str, is_new: bool, address: str, now: int
) -> list[Budget]:
    """Return the budgets that an act is counted in."""
    limit, window = settings.PACE[action]
    own = max(1, round(limit * settings.PACE_NEW_ACCOUNT_SHARE)) if is_new else limit
    budgets = [Budget(f"{action}:participant:{participant}", own, window, now, TooFast)]
    if address:
        shared = limit * settings.PACE_ADDRESS_FACTOR
        budgets.append(Budget(f"{action}:address:{address}", shared, window, now, TooFastTogether))
    return budgets


def refuse_over(budgets: list[Budget], counts: dict[str, int]) -> None:
    """Raise the refusal of the budget that has to be waited for longest, if one is spent."""
    waits = {budget: budget.wait(counts) for budget in budgets}
    longest = max(waits, key=waits.__getitem__)
    if waits[longest]:
        raise longest.refusal(retry_after=waits[longest])


def is_new_account(joined_at: datetime) -> bool:
    """Tell whether an account is so new that it has a smaller budget."""
    return timezone.now() - joined_at < timedelta(hours=settings.PACE_NEW_ACCOUNT_HOURS)
