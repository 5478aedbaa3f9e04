"""What people must ask of higher rooms: filled in there, in `AppConfig.ready()`."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from consult.core.registry import Registry
from consult.people.models import User

vouchers: Registry[Callable[[User], "QuerySet[User]"]] = Registry("for whom may they vouch?")
"""Name → `vouched_by(user)`: the people of whom somebody may say that they speak for an organisation."""

name_holders: Registry[Callable[[Q, User | None], bool]] = Registry("who else has such a name?")
"""Name → `has(same, participant)`: whether somebody but the participant goes by a name that fulfils
`same`, a condition of `consult.people.names.fields.same_name`.
"""
