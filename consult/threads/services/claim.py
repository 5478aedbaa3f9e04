"""What somebody said without an account becomes that of their account, when they ask for it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import F, QuerySet

from consult.consultations.models import Consultation
from consult.consultations.names.queries import pseudonym_of
from consult.core.counted import number_of
from consult.drafts.models import Section
from consult.drafts.services import lock_sections
from consult.live import services as live
from consult.people.guests.claiming import Claiming, claimable_by
from consult.people.models import User
from consult.people.privacy.registry import Kind, all_kinds
from consult.threads.models import (
    Comment,
    HeldText,
    Vote,
)
from consult.threads.services.search import index_words
from consult.threads.services.vote import COUNTER


def claim_contributions(*, by: User, scope: UUID | None = None) -> int:
    """Let somebody's account be the author of what they said without one, with an address that is
    confirmed as theirs: in the consultation `scope`, or in all. Return in how many that was so.

    Whoever took part there without an account is nobody then: doing so again does nothing.
    """
    guests = claimable_by(by) if scope is None else claimable_by(by).filter(scope=scope)
    keys = list(guests.order_by("scope").values_list("pk", "scope"))
    return sum(claim_one(by, key, scope) for key, scope in keys)


@transaction.atomic
def claim_one(by: User, key: UUID, scope: UUID) -> bool:
    """Claim what was said in one consultation; tell whether there was still somebody to claim."""
    heir = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    # Whoever writes, edits or decides locks a section first: until the end nobody does.
    lock_sections(Section.objects.filter(draft__consultation=scope))
    account = User.objects.select_for_update().filter(pk=key).first()
    if account is None or not claimable_by(heir).filter(pk=key).exists():
        return False
    claiming = Claiming(account, heir)
    for kind in all_kinds():
        claim_kind(kind, claiming)
    account.delete()
    for stream, changes in sorted(claiming.changed.items()):
        for comment, event in changes.items():
            live.record(stream_id=stream, type=event, object_id=comment)
    return True


def claim_kind(kind: Kind, claiming: Claiming) -> None:
    """Move what is held of one kind: every column that points to an account."""
    if kind.claim is not None:
        kind.claim(claiming)
        return
    for column in sorted(kind.holds):
        label, _, name = column.rpartition(".")
        claiming.move(apps.get_model(label), name)


# What it takes for each kind of what threads hold


def borne_by(claiming: Claiming) -> dict[str, Any]:
    """Return what becomes of words that have an account now: they bear the name that it has in the
    consultation, and who sends their form again is another.
    """
    consultation = Consultation(pk=claiming.guest.guest.scope)
    return {
        "author": claiming.heir,
        "pseudonym": pseudonym_of(claiming.heir, consultation),
        "by_guest": False,
        "idempotency_key": None,
    }


def claim_comments(claiming: Claiming) -> None:
    """Let comments be the account's, as they stand: who was said to speak there stays said."""
    own = Comment.objects.filter(author=claiming.guest).order_by("pk")
    keys = list(own.select_for_update(no_key=True).values_list("pk", flat=True))
    own.update(**borne_by(claiming))
    moved = Comment.objects.filter(pk__in=keys)
    count_without_account(moved.values("section"))
    count_replies_without_account(moved.exclude(thread=None))
    for comment in moved.visible().order_by("pk"):
        index_words(comment)
        claiming.tell(comment.draft_id, "comment.edited", comment.pk)


def count_without_account(sections: QuerySet) -> None:
    """Count anew what is visible at locked sections and has no account."""
    said = Comment.objects.visible().filter(by_guest=True)
    Section.objects.filter(pk__in=sections).update(
        guest_comments_count=number_of(said, "section"),
        guest_threads_count=number_of(said.roots(), "section"),
    )


def count_replies_without_account(claimed: QuerySet) -> None:
    """Count anew the replies without an account, in the threads of replies that were claimed."""
    replies = Comment.objects.filter(by_guest=True)
    threads = claimed.order_by().values_list("thread", flat=True).distinct()
    Comment.objects.filter(pk__in=list(threads)).update(
        guest_replies_count=number_of(replies, "thread")
    )


def claim_held(claiming: Claiming) -> None:
    """Let words that wait, or were refused, be the account's."""
    HeldText.objects.filter(author=claiming.guest).update(**borne_by(claiming))


def claim_votes(claiming: Claiming) -> None:
    """Take back votes on what are their own words now. Who has no account has cast none."""
    take_back_votes(Vote.objects.filter(participant=claiming.heir, comment__author=claiming.heir))
    claiming.move(Vote, "participant")


def take_back_votes(votes: Iterable[Vote]) -> None:
    """Delete votes, and count them no longer."""
    for vote in votes.select_related("comment").order_by("comment"):
        counter = COUNTER[vote.value]
        Comment.objects.filter(pk=vote.comment_id).update(**{counter: F(counter) - 1})
        vote.delete()
        live.record_soon(
            stream_id=vote.comment.draft_id, type="votes.changed", object_id=vote.comment_id
        )
