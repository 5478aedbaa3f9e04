"""In what order threads come, which of them, and where a page of them begins. Pure.

All of it is named in addresses, so each name is one of a list, and no other reaches the database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.core import languages
from consult.people.models import Affiliation
from consult.threads import refusals
from consult.threads.models import Kind

CURSOR = re.compile(
    r"(?:(?P<key>[0-9]{1,15})\.)?(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)


class Order(models.TextChoices):
    """In what order threads come. Where two are alike in it, the newer one comes first."""

    NEWEST = "newest", _("newest first")
    OLDEST = "oldest", _("oldest first")
    AGREED = "agreed", _("most agreed")
    DISCUSSED = "discussed", _("most discussed")
    DIVIDED = "divided", _("most divided")
    UNANSWERED = "unanswered", _("unanswered by officials, the oldest first")


class Account(models.TextChoices):
    """Whether whoever began a thread has an account."""

    WITHOUT = "without", _("without an account")
    WITH = "with", _("with an account")


class State(models.TextChoices):
    """What has become of a thread."""

    UNANSWERED = "unanswered", _("unanswered by officials")
    ANSWERED = "answered", _("answered by officials")
    WORDS_CHANGED = "words_changed", _("about words that have changed")
    EDITED = "edited", _("edited")
    HIDDEN = "hidden", _("hidden")


KEYS = {
    Order.AGREED: "agree_count",
    Order.DISCUSSED: "replies_count",
    Order.DIVIDED: "divided",
}
"""The counter by which an order goes, the highest first; the others go by time alone."""
OLDEST_FIRST = (Order.OLDEST, Order.UNANSWERED)


@dataclass(frozen=True)
class Choice:
    """What a reader chose to see: an order, and filters that are empty where all is wanted.

    `reading` are the languages that they read (consult.people.preferences): those of a list where
    an address names none.
    """

    order: Order = Order.NEWEST
    kind: str = ""
    languages: tuple[str, ...] = ()
    affiliation: str = ""
    organisation: str = ""
    account: str = ""
    state: str = ""
    reading: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Mapping[str, str], reading: tuple[str, ...] = ()) -> "Choice":
        """Return the choice that an address or a caller names; what they leave out is not filtered,
        but for languages, which are those that the reader reads then.

        Raises `UnknownChoice` for a name that is none of those on offer.
        """
        chosen = {name: names[name] for name in NAMED if names.get(name)}
        if not all(is_offered(field, name) for field, name in chosen.items()):
            raise refusals.UnknownChoice
        named = languages_in(names)
        return cls(
            **{**chosen, "order": Order(chosen.get("order", Order.NEWEST))},
            languages=reading if named is None else named,
            reading=reading,
        )

    @property
    def names(self) -> dict[str, str]:
        """Return what names this choice, without what is usual."""
        chosen = {name: str(getattr(self, name)) for name in NAMED}
        if self.languages != self.reading:
            chosen["languages"] = ",".join(self.languages) or EVERY
        return {name: value for name, value in chosen.items() if value and value != Order.NEWEST}

    @property
    def in_all_languages(self) -> "Choice":
        """Return the same in every language."""
        return replace(self, languages=())

    @property
    def is_usual(self) -> bool:
        """Tell whether everything that the reader reads is shown, the newest first."""
        return self == Choice(languages=self.reading, reading=self.reading)

    @property
    def leaves_out(self) -> bool:
        """Tell whether some threads are left out."""
        return self.order == Order.UNANSWERED or any(
            (
                *(self.kind, self.languages, self.affiliation, self.organisation),
                *(self.account, self.state),
            )
        )


USUAL = Choice()

EVERY = "all"
"""What an address names for every language, where the reader reads only some."""

OFFERED = {
    "order": Order.values,
    "kind": Kind.values,
    "affiliation": Affiliation.values,
    "account": Account.values,
    "state": State.values,
}
"""What an address may name from a list."""
NAMED = (*OFFERED, "organisation")
"""All that an address may name, besides languages."""
ORGANISATION_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_offered(field: str, name: str) -> bool:
    """Tell whether an address may name this."""
    if field == "organisation":
        return ORGANISATION_KEY.fullmatch(name) is not None
    return name in OFFERED[field]


def languages_in(names: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the languages that an address or a caller names, none for all; None where it does not
    say.

    Between commas or one by one; `all` counts where no other is named with it, for a form sends it
    along. `language` was the name when there could be one only. Raises `UnknownChoice`.
    """
    several = getattr(names, "getlist", lambda name: [names[name]] if names.get(name) else [])
    given = [*several("languages"), *several("language")]
    codes = [code for one in given for code in one.split(",")[:MOST_CODES] if code]
    if not codes:
        return None
    if any(code != EVERY and code not in languages.written() for code in codes):
        raise refusals.UnknownChoice
    return languages.known(codes)


MOST_CODES = 100
"""Codes that are looked at in one address."""


@dataclass(frozen=True)
class Cursor:
    """The last thread of a page, behind which the next one begins: its place in the order.

    Written as `<count>.<id>` where the order goes by a counter, and as `<id>` elsewhere.
    """

    id: UUID
    key: int | None = None

    @classmethod
    def read(cls, text: str, order: Order) -> "Cursor | None":
        """Return the cursor that an address holds, None where it holds none.

        Raises `UnknownPage` for what is no cursor of this order.
        """
        if not text:
            return None
        found = CURSOR.fullmatch(text)
        if found is None or (found["key"] is None) != (order not in KEYS):
            raise refusals.UnknownPage
        return cls(UUID(found["id"]), int(found["key"]) if found["key"] else None)

    def __str__(self) -> str:
        return str(self.id) if self.key is None else f"{self.key}.{self.id}"


def address_of(choice: Choice, cursor: Cursor | None = None, **more: object) -> str:
    """Return the part of an address that names a page of a list; `more` comes first in it."""
    named = {**more, **choice.names, "cursor": cursor}
    return urlencode({name: str(value) for name, value in named.items() if value}, safe=",")
