"""Screening: whether arriving words wait for a moderator, by rules that a consultation switches."""

from consult.moderation.screening.arrivals import let_go, screen

__all__ = ["let_go", "screen"]
