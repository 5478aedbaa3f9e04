"""What `live` asks of the apps that it does not know. They answer in `AppConfig.ready()`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from consult.core.registry import Registry

if TYPE_CHECKING:
    from consult.live.models import Event

type_of_answer = dict[int, dict[str, Any]]

hydrators: Registry[Callable[[list["Event"], str], type_of_answer]] = Registry(
    "how is this event told"
)
"""Event type → `hydrate(events, language)`: each event's number → what its frame says.

The answer holds the frame without `n` and `type`, from the database as it is now, loaded for all
given events in a fixed number of queries. A number that is missing is told as `void`.
"""

chores: Registry[Callable[[], object]] = Registry("what is to be done now and then")
"""Name of the app → `do()`: done every few seconds in each process while anybody is there.

Several processes may do it at once, none may, and one may be cut short: it does no harm.
"""

listening: Registry[Callable[[UUID, Any], bool]] = Registry("who may listen")
"""Name of the app → `may_listen(stream_id, user)`; one that says True is enough."""


def anyone_lets_listen(stream_id: UUID, user: Any) -> bool:
    """Tell whether an app lets this user (or AnonymousUser) listen to the stream."""
    return any(listening[name](stream_id, user) for name in listening)
