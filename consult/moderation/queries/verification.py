"""A register as it is stored, held against itself and against the decisions that it is about."""

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

from consult.moderation.canonical import canonical, digest, entry
from consult.moderation.models import Decision, RegisterEntry
from consult.moderation.queries.register import AT_ONCE, head_of
from consult.moderation.register import Fault, Head, faults

MAY_CHANGE = ("number", "previous", "article")
"""What a decision does not say of its entry: its place, and the number that its article has today."""


def faults_of(consultation_id: UUID, published: Iterable[Head] = ()) -> Iterator[Fault]:
    """Yield what is wrong with a stored register: first its chain, then entry by entry whether it
    says what its decision says, last the decisions that have no entry.
    """
    stored = Stored(consultation_id)
    yield from faults(
        ((readable(one.body), one.hash) for one in stored.entries()),
        consultation=str(consultation_id),
        head=lambda: stored.head,
        published=published,
    )
    for portion in portions_of(consultation_id):
        decisions = Decision.objects.select_related("article").in_bulk(
            [one.decision_id for one in portion]
        )
        for one in portion:
            yield from disagreements(one, decisions.get(one.decision_id))
    missing = Decision.objects.filter(consultation=consultation_id, entry=None).order_by("pk")
    for key in missing.values_list("pk", flat=True):
        yield Fault(None, f"the decision {key} has no entry")


class Stored:
    """The rows of a register, to which entries may be added while they are read."""

    def __init__(self, consultation_id: UUID) -> None:
        self.consultation_id = consultation_id
        self.head: Head | None = None

    def entries(self) -> Iterator[RegisterEntry]:
        """Yield all entries up to the head, which is read once the first of them have been."""
        last = 0
        for portion in portions_of(self.consultation_id):
            yield from portion
            last = portion[-1].number
        self.head = head_of(self.consultation_id)
        for portion in portions_of(self.consultation_id, after=last, to=self.head.number):
            yield from portion


def portions_of(
    consultation_id: UUID, *, after: int = -1, to: int | None = None
) -> Iterator[list[RegisterEntry]]:
    """Yield the entries of a register, some at a time: without a join, so that none can hide."""
    entries = RegisterEntry.objects.filter(register=consultation_id).order_by("number")
    if to is not None:
        entries = entries.filter(number__lte=to)
    while found := list(entries.filter(number__gt=after)[:AT_ONCE]):
        yield found
        after = found[-1].number


def readable(body: str) -> object:
    """Return what an entry's text says, None where it says nothing that can be read."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def disagreements(one: RegisterEntry, decision: Decision | None) -> Iterator[Fault]:
    """Yield where an entry differs from its row, from its decision, and from its own form."""
    body = readable(one.body)
    if not isinstance(body, dict):
        return  # said already
    if digest(one.body) != one.hash and digest(canonical(body)) == one.hash:
        yield Fault(one.number, f"entry {one.number} is not in its canonical form")
    if body.get("number") != one.number:
        yield Fault(one.number, f"entry {one.number} says that it is entry {body.get('number')}")
    if decision is None:
        yield Fault(one.number, f"entry {one.number} is about a decision that is gone")
        return
    says = entry(decision, number=one.number, previous="")
    for name, value in says.items():
        if name not in MAY_CHANGE and body.get(name) != value:
            yield Fault(
                one.number,
                f"entry {one.number} does not say what its decision says: {name} is "
                f"{body.get(name)!r} here, and {value!r} there",
            )
