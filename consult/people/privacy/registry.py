"""What the apps say of the personal data that they hold. They answer in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.core.errors import Refused
from consult.core.registry import Registry

if TYPE_CHECKING:
    from consult.people.guests.claiming import Claiming
    from consult.people.models import User
    from consult.people.privacy.leaving import Leaving

ACCOUNT = pgettext_lazy("why data is held", "Without it there is no account.")
CHOSEN = pgettext_lazy("why data is held", "You chose to give it.")
SAFETY = pgettext_lazy("why data is held", "It keeps accounts and the site safe.")
PUBLIC = pgettext_lazy(
    "why data is held", "A public consultation shows who said what, so that anybody can check it."
)
FAIR = pgettext_lazy(
    "why data is held",
    "The law asks that decisions about what people say can be checked and contested.",
)
OFFICIAL = pgettext_lazy("why data is held", "It is an official act, and stays on record.")
"""On which grounds data is held."""

WITH_ACCOUNT = _("As long as you have your account.")


@dataclass(frozen=True)
class Table:
    """Rows about one person, in a form that people and programs can read."""

    name: str
    of: Callable[["User"], QuerySet]
    columns: Mapping[str, Any]
    """The name of each column, and from where its value comes: a look-up or an expression."""

    def rows(self, participant: "User") -> Iterable[tuple]:
        """Return all rows about somebody, read as they are wanted: one query, whatever their number."""
        chosen = {f"column_{place}": source for place, source in enumerate(self.expressions())}
        found = self.of(participant).order_by("pk").annotate(**chosen)
        return found.values_list(*chosen).iterator(chunk_size=500)

    def expressions(self) -> Iterable[Any]:
        """Return the source of each column as an expression."""
        return [F(one) if isinstance(one, str) else one for one in self.columns.values()]


@dataclass(frozen=True)
class Kind:
    """One kind of personal data."""

    name: str
    title: str | Promise
    why: str | Promise
    """What it is there for, in a sentence."""
    ground: str | Promise
    until: str | Promise
    """How long it is kept, in a sentence."""
    tables: tuple[Table, ...]
    holds: frozenset[str]
    """Every column of the database that points to an account and is of this kind:
    `app.Model.field`.
    """
    erase: Callable[["Leaving"], None]
    """Erases what is held, or takes the person out of it. In a transaction, after the kinds of
    higher apps and after those that its app names later.
    """
    address: str = ""
    """The name of the page on which its owner sees and changes it, if there is one."""
    claim: Callable[["Claiming"], None] | None = None
    """Moves what was done without an account to the account that claims it, where that takes more
    than another key in every column. In a transaction, after the kinds of lower apps.
    """
    of_guests: bool = False
    """Whether it is held of people without an account."""
    of_accounts: bool = True
    """Whether it is held of people with one."""

    def count(self, participant: "User") -> int:
        """Return how much of it there is: one query a table."""
        return sum(table.of(participant).count() for table in self.tables)


@dataclass(frozen=True)
class Rule:
    """How long a kind of data is kept, and what is done when the time is over."""

    name: str
    title: str | Promise
    period: str | Promise
    due: Callable[[datetime], QuerySet]
    """`due(now)` returns the rows whose time is over."""
    end: Callable[[list], int]
    """Ends some of them, in a transaction of its own, and returns for how many it could."""
    setting: str = field(default="")


kinds: Registry[Callable[[], Iterable[Kind]]] = Registry("what is held about somebody")
"""Name of the app → `kinds()`: those that it holds, with periods from the settings as they are now."""

rules: Registry[Callable[[], Iterable[Rule]]] = Registry("what is kept for how long")
"""Name of the app → `rules()`: its periods."""

ties: Registry[Callable[["User"], Refused | None]] = Registry("why can somebody not go yet")
"""Name of the app → `tie(participant)`: what somebody has to do before their account can go."""


def all_kinds() -> list[Kind]:
    """Return every kind of data, of low apps first."""
    return [kind for name in kinds for kind in kinds[name]()]


def all_rules() -> list[Rule]:
    """Return every period, of low apps first."""
    return [rule for name in rules for rule in rules[name]()]


def why_not_go(participant: "User") -> Refused | None:
    """Return what keeps somebody's account from being erased now; None where nothing does."""
    return next((tie for name in ties if (tie := ties[name](participant))), None)
