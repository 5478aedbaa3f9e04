"""Cases are opened and closed by what happens; moderators take them and let go."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from consult.consultations.models import Role
from consult.consultations.policy import acting_membership
from consult.core.errors import NotFound
from consult.drafts import services as drafts
from consult.drafts.models import Section
from consult.live import services as live
from consult.moderation import policy
from consult.moderation.desk import desk_of
from consult.moderation.models import Case, Cause, Decision
from consult.people.models import User
from consult.threads.models import Comment, HeldText


def open_case(
    subject: Comment | HeldText,
    cause: Cause,
    *,
    decision: Decision | None = None,
    college: str = "",
    due_at: datetime | None = None,
    campaign: UUID | None = None,
) -> Case:
    """Put somebody's words before the moderators, once for each cause; `subject` is locked."""
    words = words_of(subject)
    known = Case.objects.open().filter(cause=cause, decision=decision, **words).first()
    if known is None:
        known = Case.objects.create(
            consultation=subject.draft.consultation,
            cause=cause,
            decision=decision,
            college=college,
            due_at=due_at,
            campaign=campaign,
            **words,
        )
    if cause == Cause.REPORTED:
        Case.objects.filter(pk=known.pk).update(reports_count=F("reports_count") + 1)
    tell_desk(known)
    return known


def words_of(subject: Comment | HeldText) -> dict:
    """Return the field by which a case or decision names its words."""
    return {"held" if isinstance(subject, HeldText) else "comment": subject}


def close_cases(which: Q, decision: Decision | None, *opened: Case) -> None:
    """Close those open cases that `which` names; the words that they are about are locked.

    `decision` is what closed them, None where their author took the words back. Call it once in a
    transaction, and last, unless the sections of all words concerned are locked: whoever takes a
    case locks its section, the case, and the desk's stream after that. So the desk is told here of
    cases that were just `opened`, too.
    """
    cases = Case.objects.open().filter(which)
    found = list(cases.order_by("pk").select_for_update(of=("self",)))
    for case in found:
        case.closed_at, case.closed_by = timezone.now(), decision
    Case.objects.bulk_update(found, ["closed_at", "closed_by"])
    tell_desk(*found, *opened)


def tell_desk(*cases: Case) -> None:
    """Tell the moderators who are at the desk that cases of their consultation have changed."""
    if not cases:
        return
    desk, keys = desk_of(cases[0].consultation_id), [case.pk for case in cases]
    try:
        live.record_each(stream_id=desk, type="case.changed", object_ids=keys)
    except live.UnknownStream:  # the first case of a consultation
        live.open_stream(desk)
        live.record_each(stream_id=desk, type="case.changed", object_ids=keys)


@transaction.atomic
def take_case(*, by: User, case_id: UUID) -> Case:
    """Let others see that a moderator is on a case, for `TAKEN_FOR` or until it is let go.

    Taken again by the same moderator, the time begins anew. Raises `NotFound`, `OwnComment`,
    `CaseClosed` and `TakenByOther`.
    """
    case = lock_case(by, case_id)
    case.taken_by, case.taken_at = by, timezone.now()
    case.save(update_fields=["taken_by", "taken_at"])
    tell_desk(case)
    return case


@transaction.atomic
def release_case(*, by: User, case_id: UUID) -> Case:
    """Let go of a case that one took. Raises what `take_case` raises."""
    case = lock_case(by, case_id)
    case.taken_by = case.taken_at = None
    case.save(update_fields=["taken_by", "taken_at"])
    tell_desk(case)
    return case


def lock_case(by: User, case_id: UUID) -> Case:
    """Return a locked open case that nobody else is on, or raise why not. The section of its words is
    locked first, as whoever closes cases has locked it.
    """
    of_words = Case.objects.filter(pk=case_id).values(
        section=Coalesce("comment__section", "held__section")
    )
    drafts.lock_sections(Section.objects.filter(pk__in=of_words))
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related(  # and not who took it: that may change while we wait
            *("consultation", "comment__in_reply_to"),
            *("held__in_reply_to", "held__edits__in_reply_to"),
        )
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound
    membership = acting_membership(by, case.consultation, Role.MODERATOR)
    if refusal := policy.why_not_take(membership, case, timezone.now()):
        raise refusal
    return case
