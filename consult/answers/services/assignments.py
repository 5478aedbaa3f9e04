"""Who looks after which contribution: given, taken and let go."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consult.answers.models import Assignment
from consult.answers.policy import adopting
from consult.consultations.models import Membership, Role
from consult.consultations.policy import acting_membership, acting_memberships, membership_of
from consult.people.models import User
from consult.threads.models import WORDS, Comment
from consult.threads.services.answered import lock_contributions


@transaction.atomic
def assign(*, by: User, contribution_ids: Collection[UUID], drafter: User) -> list[Assignment]:
    """Give contributions to a drafter to look after, whoever had them before.

    Raises `NotFound` for who is no drafter of their consultation and for what is no contribution of
    one, `NothingChosen`, `TooManyChosen`, `GoneSince` and `NotADrafter`.
    """
    asked = set(contribution_ids)
    chosen, membership = chosen_by(by, asked)
    receiver = membership and membership_of(drafter, membership.consultation, Role.DRAFTER)
    if refusal := adopting.why_not_assign(
        membership, chosen, asked=len(asked), drafter=receiver or None
    ):
        raise refusal
    now = timezone.now()
    return Assignment.objects.bulk_create(
        (
            Assignment(contribution=one, drafter=drafter, assigned_by=by, assigned_at=now)
            for one in chosen
        ),
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=["drafter", "assigned_by", "assigned_at"],
    )


@transaction.atomic
def release(*, by: User, contribution_ids: Collection[UUID]) -> None:
    """Let contributions be looked after by nobody. Raises as `assign`, but for `NotADrafter`."""
    asked = set(contribution_ids)
    chosen, membership = chosen_by(by, asked)
    if refusal := adopting.why_not_choose(membership, chosen, asked=len(asked)):
        raise refusal
    Assignment.objects.filter(contribution__in=chosen).delete()


def chosen_by(by: User, asked: Collection[UUID]) -> tuple[list[Comment], Membership | None]:
    """Return contributions, locked and with their drafts and sections, and the membership by which
    somebody drafts their consultation; none where they do not. More than may be chosen are not
    looked for.
    """
    few = list(asked)[: adopting.MOST_AT_ONCE]
    named = Comment.objects.filter(pk__in=few).select_related("draft__consultation", "section")
    known = {one.pk: one for one in named.defer(*WORDS)}
    consultations = {one.draft.consultation_id: one.draft.consultation for one in known.values()}
    memberships = [
        acting_membership(by, consultation, Role.DRAFTER) for consultation in consultations.values()
    ]
    membership = next(filter(None, memberships), None) if asked else any_seat(by)
    if membership is None:
        return [], None
    chosen = [one for one in lock_contributions(few) if one.pk in known]
    for one in chosen:
        one.draft, one.section = known[one.pk].draft, known[one.pk].section
    return chosen, membership


def any_seat(by: User) -> Membership | None:
    """Return a membership as drafter of any consultation, for who named no contribution of one."""
    return next((one for one in acting_memberships(by) if one.role == Role.DRAFTER), None)
