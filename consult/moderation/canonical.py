"""The canonical form of a register entry, and its hash. Pure: docs/verify_register.py says the same.

An entry is a JSON object in the canonical form of RFC 8785 (JCS): keys sorted, no white space,
UTF-8. All values are strings, whole numbers, booleans or null, so that the form needs no rules for
numbers. Its hash is the SHA-256 (FIPS 180-4) of these bytes, in lower-case hexadecimal. An entry
holds under `previous` the hash of the one before.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

FORMAT = 1
"""The number of this form: a change of it would be another number."""
NOTHING_BEFORE = "0" * 64
"""What the first entry bears in place of the hash of the one before."""


def moment(at: datetime | None) -> str | None:
    """Return a time in UTC to the second, as RFC 3339 writes it."""
    return at and at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def entry(decision: Any, *, number: int, previous: str) -> dict[str, str | int | bool | None]:
    """Return what the register says of a decision: never words that were hidden, nor who said or
    decided them. `decision` has the fields of the model of that name.
    """
    article = decision.article
    return {
        "format": FORMAT,
        "consultation": str(decision.consultation_id),
        "number": number,
        "previous": previous,
        "decision": str(decision.pk),
        "at": moment(decision.decided_at),
        "action": decision.action,
        "comment": text(decision.comment_id),
        "article": article and article.number,
        "article_key": text(article and article.key),
        "college": decision.college or None,
        "automated": decision.is_automated,
        "noticed_by_machine": decision.was_noticed_by_machine,
        "about": text(decision.about_id),
        "confirm_by": moment(decision.confirm_by),
        "until": moment(decision.until),
        "scope": decision.scope or None,
    }


def text(key: UUID | None) -> str | None:
    return str(key) if key else None


def canonical(said: dict) -> str:
    """Return an entry in canonical form."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(body: str) -> str:
    """Return the hash of an entry in canonical form."""
    # Half a letter is no text: it is not refused here, and has a hash that nothing else has.
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
