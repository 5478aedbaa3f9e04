"""The register as pages, feeds and exports show it, in a fixed number of queries."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from consult.consultations.models import CharterArticle
from consult.moderation import refusals
from consult.moderation.canonical import NOTHING_BEFORE
from consult.moderation.effects import Effect, effect_of
from consult.moderation.models import Action, Appeal, Decision, Register, RegisterEntry
from consult.moderation.models.decisions import PROVISIONAL
from consult.moderation.register import Head

PER_PAGE = 25
AT_ONCE = 500
"""Entries that an export reads at a time."""


@dataclass(frozen=True)
class Choice:
    """Which entries are shown; what is empty leaves nothing out."""

    action: str = ""
    article: int | None = None

    @classmethod
    def of(cls, names: Mapping[str, str], articles: Iterable[CharterArticle]) -> "Choice":
        """Return the choice that an address names. Raises `UnknownFilter` for what is not on offer."""
        action, article = names.get("action", ""), names.get("article", "")
        keys = {str(one.key): one.pk for one in articles}
        if (action and action not in Action.values) or (article and article not in keys):
            raise refusals.UnknownFilter
        return cls(action, keys.get(article))

    @property
    def is_all(self) -> bool:
        """Tell whether nothing is left out."""
        return not self.action and self.article is None

    def narrow(self, entries: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
        """Return the entries that were chosen."""
        if self.action:
            entries = entries.filter(decision__action=self.action)
        if self.article is not None:
            entries = entries.filter(decision__article=self.article)
        return entries


@dataclass(frozen=True)
class FollowUp:
    """A decision that another one is about or led to, and the number under which it is held."""

    number: int
    decision: Decision


@dataclass(frozen=True)
class Line:
    """One entry with what has come of its decision since."""

    entry: RegisterEntry
    decision: Decision
    effect: Effect | None
    about: FollowUp | None
    follow_ups: list[FollowUp]

    @property
    def appeal(self) -> Appeal | None:
        """Return the appeal against the decision, if there is one."""
        return getattr(self.decision, "appeal", None)

    @cached_property
    def body(self) -> object:
        """Return what is hashed: an object, or the text as it stands where that is none."""
        try:
            return json.loads(self.entry.body)
        except ValueError:
            return self.entry.body


@dataclass(frozen=True)
class Lines:
    """A page of the register, the newest first."""

    lines: list[Line]
    older_than: int | None
    """The number below which the next page begins, None on the last page."""


def head_of(consultation_id: UUID) -> Head:
    """Return the number and the hash of the newest entry."""
    found = Register.objects.filter(pk=consultation_id).values_list("last", "head").first()
    return Head(*found) if found else Head(0, NOTHING_BEFORE)


def articles_of(consultation_id: UUID) -> list[CharterArticle]:
    """Return the articles that decisions may name, those that are no longer in force too."""
    return list(
        CharterArticle.objects.filter(consultation=consultation_id).order_by("number", "pk")
    )


def lines_page(
    consultation_id: UUID, *, choice: Choice, before: int | None = None, limit: int = PER_PAGE
) -> Lines:
    """Return a page of the register: the entries below a number, or the newest."""
    entries = choice.narrow(entries_of(consultation_id)).order_by("-number")
    if before is not None:
        entries = entries.filter(number__lt=before)
    found = list(entries[: limit + 1])
    older_than = found[limit - 1].number if len(found) > limit else None
    return Lines(with_what_came(found[:limit]), older_than)


def all_lines(consultation_id: UUID, head: Head) -> Iterator[Line]:
    """Yield the whole register up to its head, the oldest first, a portion at a time."""
    last = 0
    entries = entries_of(consultation_id).filter(number__lte=head.number).order_by("number")
    while found := list(entries.filter(number__gt=last)[:AT_ONCE]):
        yield from with_what_came(found)
        last = found[-1].number


def entries_of(consultation_id: UUID) -> QuerySet[RegisterEntry]:
    """Return the entries of a register with their decisions: no words and no people."""
    return (
        RegisterEntry.objects.filter(register=consultation_id)
        .select_related("decision__article", "decision__appeal__outcome", "decision__about__entry")
        .defer(
            "decision__explanation",
            "decision__about__explanation",
            "decision__appeal__words",
            "decision__appeal__outcome__explanation",
        )
    )


def with_what_came(entries: list[RegisterEntry]) -> list[Line]:
    """Return entries with what has come of their decisions since."""
    decisions = [one.decision for one in entries]
    follow_ups = follow_ups_of(decisions)
    restored = restorations_of(decisions)
    lines = []
    for entry in entries:
        decision = entry.decision
        found = follow_ups[decision.pk]
        words = decision.comment_id or decision.held_id
        effect = effect_of(
            decision,
            follow_ups=[one.decision for one in found],
            is_restored=decision.action in PROVISIONAL
            and any(decision.pk < key for key in restored[words]),
        )
        lines.append(Line(entry, decision, effect, first_of(decision), found))
    return lines


def first_of(decision: Decision) -> FollowUp | None:
    """Return what a decision is about, where the register holds it: an entry may have been removed,
    and whoever looks for it must still be able to read the rest.
    """
    entry = getattr(decision.about, "entry", None)
    return entry and FollowUp(entry.number, decision.about)


def follow_ups_of(decisions: list[Decision]) -> dict[UUID, list[FollowUp]]:
    """Return the decisions about each of these, in order."""
    found = defaultdict(list)
    entries = RegisterEntry.objects.filter(decision__about__in=[one.pk for one in decisions])
    for entry in entries.select_related("decision").order_by("number"):
        found[entry.decision.about_id].append(FollowUp(entry.number, entry.decision))
    return found


def restorations_of(decisions: list[Decision]) -> dict[UUID, list[UUID]]:
    """Return the decisions that gave words back, by the key of the words."""
    found = defaultdict(list)
    rows = Decision.objects.filter(
        Q(comment__in={one.comment_id for one in decisions} - {None})
        | Q(held__in={one.held_id for one in decisions} - {None}),
        action__in=[Action.RESTORE, Action.PUBLISH],
    )
    for key, comment, held in rows.values_list("pk", "comment_id", "held_id"):
        found[comment or held].append(key)
    return found
