"""What a running site does by itself now and then: it tells what has happened."""

from consult.following.services.deriving import ROOM, derive_all
from consult.following.services.sending import give_up_uncertain, line_up_due

AT_ONCE = 2 * ROOM
"""Notices that are written in one go, so that the site is not kept from its readers for long."""


def go_on() -> None:
    """Tell a part of what is not told yet, and have what is due mailed. Often nothing is: few queries."""
    derive_all(most=AT_ONCE)
    line_up_due()
    give_up_uncertain()
