"""Periods are kept: what is due goes, in batches, whoever asks for it and however often."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from consult.people.privacy import exports
from consult.people.privacy.registry import Rule, all_rules

logger = logging.getLogger("parvis.privacy")

BATCH = 100
DAY = 24 * 60 * 60
KEPT = "retention.kept"


@dataclass(frozen=True)
class Kept:
    """What came of one period."""

    rule: Rule
    ended: int
    left: int
    """How many are due still: they could not be ended, or not yet."""


def keep_periods(*, now: datetime | None = None, most: int | None = None) -> Iterator[Kept]:
    """End what is due, a batch a transaction, and yield what came of each period.

    Whatever was cut short is done the next time. `most` is how many of each are ended at most.
    """
    now = now or timezone.now()
    for rule in all_rules():
        ended = end_due(rule, now, most)
        yield Kept(rule, ended, rule.due(now).count())
    for name in exports.strays(now):
        exports.delete_file(name)


def end_due(rule: Rule, now: datetime, most: int | None) -> int:
    """End what is due of one kind; what cannot be ended is passed by."""
    ended, passed = 0, []
    while most is None or ended + len(passed) < most:
        batch = list(rule.due(now).exclude(pk__in=passed)[: min(BATCH, most or BATCH)])
        if not batch:
            break
        keys = [one.pk for one in batch]
        ended += rule.end(batch)
        passed += rule.due(now).filter(pk__in=keys).values_list("pk", flat=True)
    return ended


def foresee(*, now: datetime | None = None) -> Iterator[Kept]:
    """Yield how much is due of each, and end nothing."""
    for rule in all_rules():
        yield Kept(rule, 0, rule.due(now or timezone.now()).count())


def keep_periods_daily() -> None:
    """Keep the periods once a day, a batch of each at a time so that nobody has to wait for it."""
    if not cache.add(KEPT, True, DAY):
        return
    done = False
    try:
        done = all(one.ended < BATCH for one in list(keep_periods(most=BATCH)))
    finally:
        if not done:
            cache.delete(KEPT)
