"""The drafters' desk: the contributions to a draft, as a drafter chose to see them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.answers.models import Adoption, AnswerLink, AnswerStatus, Assignment
from consult.answers.queries.awaiting import KINDS, Line, Seated, public_at
from consult.consultations.models import Membership, Role
from consult.core import languages
from consult.drafts.models import DraftPage
from consult.live.services import last_number_of
from consult.people.models import User
from consult.people.policy import SecondFactorFirst, lacks_second_factor
from consult.threads.models import PUBLIC, Comment, CommentQuerySet
from consult.threads.orders import Account

PER_PAGE = 25
CURSOR = re.compile(r"(\d{1,9})\.(\d{1,15})\.(\d)\.(-?\d{1,9})\.([0-9a-f-]{36})")
ORDERS = {"": _("the oldest first"), "support": _("the most supported first")}
WHOSE = {
    "": pgettext_lazy("contributions, by who looks after them", "anybody or nobody"),
    "mine": pgettext_lazy("contributions, by who looks after them", "me"),
    "nobody": pgettext_lazy("contributions, by who looks after them", "nobody"),
}
STATES = {"": _("awaiting an answer"), "answered": _("answered")}
OFFERED = {
    "kind": ["", *KINDS],
    "whose": WHOSE,
    "state": STATES,
    "language": ["", *languages.written()],
    "account": ["", *Account.values],
    "order": ORDERS,
}
"""What an address may name, next to a section and a drafter."""


def seat_at(draft_key: UUID, by: User, language: str) -> Membership | None:
    """Return somebody's membership as drafter of a draft's consultation, in one query. Raises
    `SecondFactorFirst` where it sleeps.

    It comes with the `draft`'s id, the `title` of its page in a language or the first, and the
    `number` of the newest event of its stream: older than all that is read afterwards.
    """
    pages = DraftPage.objects.filter(translation_key=draft_key)
    own = pages.filter(locale__language_code=language).values("title")[:1]
    seat = (
        Membership.objects.filter(
            consultation__drafts=draft_key,
            participant=by.pk,
            participant__is_active=True,
            role=Role.DRAFTER,
        )
        .select_related("consultation")
        .annotate(
            title=Coalesce(Subquery(own), Subquery(pages.order_by("pk").values("title")[:1])),
            number=last_number_of(draft_key),
        )
        .first()
    )
    if seat is not None:
        if lacks_second_factor(by):
            raise SecondFactorFirst
        seat.participant, seat.draft_key = by, draft_key
    return seat


@dataclass(frozen=True)
class Choice:
    """What a drafter chose to see. All of it is named in addresses, and no other name counts."""

    kind: str = ""
    section: UUID | None = None
    whose: str = ""
    """`mine`, `nobody`, or the id of a drafter."""
    state: str = ""
    language: str = ""
    account: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Choice":
        """Return what an address asks for; unknown names ask for nothing."""
        named = {name: query.get(name, "") for name in OFFERED}
        known = {name: value for name, value in named.items() if value in OFFERED[name]}
        if drafter := uuid_or_none(named["whose"]):
            known["whose"] = str(drafter)
        return cls(**known, section=uuid_or_none(query.get("section", "")))

    @property
    def query(self) -> str:
        """Return what names this choice in an address."""
        return urlencode({name: str(value) for name, value in asdict(self).items() if value})

    @property
    def is_usual(self) -> bool:
        """Tell whether all that awaits an answer is shown."""
        return replace(self, order="") == Choice()

    def but(self, **changes: Any) -> "Choice":
        """Return the same with something else in it."""
        return replace(self, **changes)


# The list


@dataclass(frozen=True)
class Cursor:
    """The last contribution of a page, behind which the next one begins: its place in the order."""

    place: int
    section: int
    rank: int
    weight: int
    id: UUID

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor that an address holds; None where it holds none."""
        found = CURSOR.fullmatch(text)
        key = found and uuid_or_none(found[5])
        return cls(*map(int, found.groups()[:4]), key) if key else None

    def __str__(self) -> str:
        return f"{self.place}.{self.section}.{self.rank}.{self.weight}.{self.id}"


@dataclass(frozen=True)
class Group:
    """What is said about one section, as far as a page of the list holds it."""

    line: Line
    contributions: list[Comment]


@dataclass(frozen=True)
class Listed:
    """A page of the desk; `next` is where the following one begins, None on the last."""

    groups: list[Group]
    next: Cursor | None


def listed(
    draft_key: UUID,
    choice: Choice,
    *,
    lines: Iterable[Line],
    drafters: Iterable[Seated],
    by: User,
    after: Cursor | None = None,
) -> Listed:
    """Return a page of contributions to a draft as a drafter chose, in one query.

    They come in the order of the text, in each section by kind and then by age or support, with
    `holder`, who looks after each, and whether it `is_taken_up` and is `being_answered`.
    """
    members = {one.drafter.pk: one.drafter for one in drafters}
    chosen = ordered(chosen_at(draft_key, choice, members, by), choice)
    if after is not None:
        chosen = chosen.filter(behind(after))
    found = list(shown(chosen)[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    for one in page:
        one.holder = members.get(one.held_by)
    by_section = {line.key: line for line in lines}
    groups = [
        Group(by_section[key], list(ones))
        for key, ones in groupby(page, key=lambda one: one.section.key)
        if key in by_section
    ]
    return Listed(groups, place_of(page[-1]) if len(found) > PER_PAGE else None)


def chosen_at(
    draft_key: UUID, choice: Choice, members: Collection[UUID], by: User
) -> CommentQuerySet:
    """Return the contributions that a drafter chose, in no order."""
    found = public_at(draft_key)
    found = found.filter(answered_at__isnull=choice.state != "answered")
    if choice.kind:
        found = found.filter(kind=choice.kind)
    if choice.language:
        found = found.filter(language=choice.language)
    if choice.account:
        found = found.filter(by_guest=choice.account == Account.WITHOUT)
    if choice.section:
        found = found.filter(section__key=choice.section)
    if choice.whose == "nobody":
        held = Assignment.objects.filter(contribution=OuterRef("pk"), drafter__in=list(members))
        return found.filter(~Exists(held))
    if choice.whose:
        drafter = by.pk if choice.whose == "mine" else UUID(choice.whose)
        found = found.filter(assignment__drafter=drafter if drafter in members else None)
    return found


def ordered(contributions: CommentQuerySet, choice: Choice) -> CommentQuerySet:
    """Return contributions in the order of the text, in each section by kind, then as chosen."""
    by_support = F("disagree_count") - F("agree_count")
    ranks = [When(kind=kind, then=rank) for rank, kind in enumerate(KINDS)]
    return contributions.annotate(
        place=F("section__position"),
        rank=Case(*ranks, default=len(KINDS)),
        weight=by_support if choice.order == "support" else Value(0),
    ).order_by("place", "section_id", "rank", "weight", "pk")


def behind(after: Cursor) -> Q:
    """Return the condition that a contribution comes after a place in the order."""
    found, alike = Q(), Q()
    for name, value in (
        ("place", after.place),
        ("section_id", after.section),
        ("rank", after.rank),
        ("weight", after.weight),
        ("pk", after.id),
    ):
        found |= alike & Q(**{f"{name}__gt": value})
        alike &= Q(**{name: value})
    return found


def place_of(contribution: Comment) -> Cursor:
    """Return the place of a listed contribution in the order."""
    return Cursor(
        contribution.place,
        contribution.section_id,
        contribution.rank,
        contribution.weight,
        contribution.pk,
    )


def shown(contributions: CommentQuerySet) -> CommentQuerySet:
    """Return contributions with what a drafter sees of each in a list."""
    in_work = AnswerLink.objects.filter(
        contribution=OuterRef("pk"), answer__status=AnswerStatus.DRAFT
    )
    taken = Adoption.objects.filter(contribution=OuterRef("pk"))
    return (
        contributions.visible_to(PUBLIC)
        .select_related("author", "organisation", "section")
        .annotate(
            held_by=F("assignment__drafter"),
            is_taken_up=Exists(taken),
            being_answered=Exists(in_work),
            written_in=F("written_on__version__language"),
        )
    )


def uuid_or_none(text: str) -> UUID | None:
    """Return the id that a text is, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
