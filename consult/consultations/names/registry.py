"""What bears somebody's name in a consultation: filled by higher apps in `AppConfig.ready()`."""

from collections.abc import Callable

from consult.consultations.models import Consultation
from consult.core.registry import Registry
from consult.people.models import User

bearers: Registry[Callable[[User, Consultation, str], None]] = Registry("what bears a name?")
"""Name → `bear(participant, consultation, name)`: lets all that somebody has written in a consultation
bear a pseudonym, or their public name where it is empty. Within the transaction of the choice, and so
that nothing that is being written at that moment keeps the other name.
"""
