"""The desk: the stream of what happens to a consultation's cases, which its moderators follow."""

from uuid import UUID, uuid5

from consult.consultations.models import Role
from consult.consultations.policy import memberships_of
from consult.people.models import User

NAMESPACE = UUID("019a0000-0000-7000-8000-0000000de5c0")


def desk_of(consultation_id: UUID) -> UUID:
    """Return the key of the stream of a consultation's moderators."""
    return uuid5(NAMESPACE, str(consultation_id))


def may_listen(stream_id: UUID, reader: User) -> bool:
    """Tell whether a stream is the desk of a consultation that somebody moderates."""
    return any(
        one.role == Role.MODERATOR and desk_of(one.consultation_id) == stream_id
        for one in memberships_of(reader)
    )
