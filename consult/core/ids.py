"""Identifiers that leave the site."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): it sorts by time and counts nobody."""
    return uuid7()
