"""Fixtures of all tests: the people and the site on which they meet are in tests/cast.py."""

from tests.cast import as_user, cast, post, stage

__all__ = ["as_user", "cast", "post", "stage"]
