"""What somebody wrote without an account, for themselves."""

from dataclasses import dataclass

from consult.people.models import Guest
from consult.threads.confirming import waiting_for
from consult.threads.models import PUBLIC, Comment, HeldStatus, HeldText, Status, Unconfirmed

MOST = 100
"""How many of each are shown, the newest; whoever withdraws some sees the next."""


@dataclass(frozen=True)
class Written:
    """All that was written with an address in one consultation, but for what was taken back."""

    comments: list[Comment]
    held: list[HeldText]
    refused: list[HeldText]
    unconfirmed: list[Unconfirmed]

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing to show."""
        return not (self.comments or self.held or self.refused or self.unconfirmed)


def written_by(guest: Guest) -> Written:
    """Return what a guest wrote, in a fixed number of queries. Hidden words are not shown to them either."""
    comments = Comment.objects.visible_to(PUBLIC).with_names().filter(author=guest.account)
    texts = HeldText.objects.select_related("draft__consultation", "section", "written_on__version")
    own = texts.filter(author=guest.account).order_by("-pk")
    return Written(
        list(comments.exclude(status=Status.DELETED).newest_first()[:MOST]),
        list(own.filter(status=HeldStatus.WAITING)[:MOST]),
        list(own.filter(status=HeldStatus.REFUSED)[:MOST]),
        list(waiting_for(guest.email).filter(draft__consultation=guest.scope)[:MOST]),
    )
