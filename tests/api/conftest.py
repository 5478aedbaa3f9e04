from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from consult.people.models import User
from tests.api.client import Script
from tests.cast import Stage


@pytest.fixture
def script() -> Callable[..., Script]:
    """Return a script in which somebody is signed in, or nobody."""

    def sign_in(user: User | None = None, **details: object) -> Script:
        client = Script(**details)
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def close(stage: Stage) -> Callable[[], Group]:
    """Let only a group read the consultation from now on, and so its draft; return the group."""

    def act() -> Group:
        group = Group.objects.create(name="Cercle")
        restriction = PageViewRestriction.objects.create(
            page=stage.consultation_page, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(group)
        return group

    return act


@pytest.fixture
def closed(close: Callable[[], Group]) -> Group:
    """The group that alone may read the consultation."""
    return close()
