"""Checking a register: what docs/verify_register.py does for anybody, in the same words. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from consult.moderation.canonical import FORMAT, NOTHING_BEFORE, canonical, digest


@dataclass(frozen=True)
class Head:
    """The number and the hash of an entry, as they were published; without a number, of any."""

    number: int | None
    hash: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a register, and at which entry; None where that cannot be said."""

    entry: int | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def faults(
    listed: Iterable[tuple[object, object]],
    *,
    consultation: str,
    head: Callable[[], Head],
    published: Iterable[Head] = (),
) -> Iterator[Fault]:
    """Yield what is wrong with a register: one fault for each place where it does not hold.

    `listed` are the entries in their order, each its body and its hash; `head` returns what the
    register says of its own end once they were read, `published` is what somebody noted earlier.
    """
    hashes: dict[int, str] = {}
    expected, before = 1, NOTHING_BEFORE
    for body, stated in listed:
        if problem := unreadable(body, stated, consultation, expected):
            yield problem
            expected += 1
            before = stated
            continue
        number = body["number"]
        if problem := out_of_place(number, expected):
            yield problem
        elif body["previous"] != before:
            yield unbound(number)
        if digest(canonical(body)) != stated:
            yield Fault(number, f"entry {number} was changed: its hash is not that of its words")
        hashes.setdefault(number, stated)
        expected, before = max(expected, number + 1), stated
    yield from wrong_end(hashes, expected - 1, head())
    for one in published:
        yield from not_published(hashes, one)


def unreadable(body: object, stated: object, consultation: str, expected: int) -> Fault | None:
    """Return why an entry cannot be checked at all; None where it can."""
    values = body.values() if isinstance(body, dict) else [b""]
    sound = all(value is None or isinstance(value, str | int | bool) for value in values)
    if not sound or not isinstance(stated, str) or not is_number(body.get("number")):
        return Fault(expected, f"entry {expected} cannot be read")
    number = body["number"]
    if body.get("format") != FORMAT:
        return Fault(number, f"entry {number} is of a form that is not known here")
    if body.get("consultation") != consultation:
        return Fault(number, f"entry {number} is of another consultation")
    if not isinstance(body.get("previous"), str):
        return Fault(number, f"entry {number} bears no hash of the entry before")
    return None


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def out_of_place(number: int, expected: int) -> Fault | None:
    """Return what is wrong with the number of an entry where another is expected."""
    if number > expected:
        return Fault(expected, f"entry {expected} is missing: entry {number} stands in its place")
    if number < expected:
        return Fault(number, f"entry {number} stands where entry {expected} belongs")
    return None


def unbound(number: int) -> Fault:
    """Return the fault of an entry that does not bear the hash of the one before."""
    if number == 1:
        return Fault(1, "entry 1 bears the hash of something before it")
    return Fault(
        number - 1,
        f"entry {number - 1} is not the one to which entry {number} is bound: one of the two was "
        "changed, together with its hash",
    )


def wrong_end(hashes: dict[int, str], last: int, head: Head) -> Iterator[Fault]:
    """Yield what is wrong where a register ends."""
    if head.number > last:
        missing = f"entry {last + 1} is missing"
        more = f", and all that follow to entry {head.number}" if head.number > last + 1 else ""
        yield Fault(last + 1, f"{missing}{more}: the head says that they are there")
    elif head.number < last:
        yield Fault(head.number + 1, f"entry {head.number + 1} stands after the head")
    elif hashes.get(last, NOTHING_BEFORE) != head.hash:
        yield Fault(last, f"entry {last} is not the one that the head names")


def not_published(hashes: dict[int, str], one: Head) -> Iterator[Fault]:
    """Yield a fault where a register does not hold what somebody noted of it."""
    if one.hash == NOTHING_BEFORE and not one.number:
        return
    if one.number is None:
        if one.hash not in hashes.values():
            yield Fault(None, f"no entry bears the published hash {one.hash}")
    elif one.number not in hashes:
        yield Fault(one.number, f"entry {one.number} is missing: its hash was published")
    elif hashes[one.number] != one.hash:
        yield Fault(one.number, f"entry {one.number} is not the one whose hash was published")
