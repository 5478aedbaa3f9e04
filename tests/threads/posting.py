"""What one of several writers does."""

from uuid import UUID

from consult.people.models import User
from consult.threads import services
from consult.threads.places import Place


def post_many(by: User, draft: UUID, section: UUID, count: int, root: UUID) -> None:
    """Post so many comments on a section; every other one is a reply to the same root."""
    for turn in range(count):
        services.post_comment(
            by=by,
            place=Place(draft, section),
            body=f"{by.public_name} {turn}",
            language="fr",
            in_reply_to=root if turn % 2 else None,
        )
