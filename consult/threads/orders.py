"""In what order threads come, which of them, and where a page of them begins. Pure.

All of it is named in addresses, so each name is one of a list, and no other reaches the database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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
    """What a reader chose to see: an order, and filters that are empty where all is wanted."""

    order: Order = Order.NEWEST
    kind: str = ""
    language: str = ""
    affiliation: str = ""
    state: str = ""

    @classmethod
    def of(cls, names: Mapping[str, str]) -> "Choice":
        """Return the choice that an address or a caller names; what they leave out is not filtered.

        Raises `UnknownChoice` for a name that is none of those on offer.
        """
        chosen = {one.name: names[one.name] for one in fields(cls) if names.get(one.name)}
        if any(name not in OFFERED[field] for field, name in chosen.items()):
            raise refusals.UnknownChoice
        return cls(**{**chosen, "order": Order(chosen.get("order", Order.NEWEST))})

    @property
    def names(self) -> dict[str, str]:
        """Return what names this choice, without what is usual."""
        chosen = {one.name: getattr(self, one.name) for one in fields(self)}
        return {field: str(name) for field, name in chosen.items() if name and name != Order.NEWEST}

    @property
    def is_usual(self) -> bool:
        """Tell whether everything is shown, the newest first."""
        return self == USUAL

    @property
    def leaves_out(self) -> bool:
        """Tell whether some threads are left out."""
        return self.order == Order.UNANSWERED or any(
            (self.kind, self.language, self.affiliation, self.state)
        )


USUAL = Choice()

OFFERED = {
    "order": Order.values,
    "kind": Kind.values,
    "language": [code for code, _name in settings.LANGUAGES],
    "affiliation": Affiliation.values,
    "state": State.values,
}
"""What an address may name."""


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
    return urlencode({name: str(value) for name, value in named.items() if value})
