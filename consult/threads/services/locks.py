"""Rows that a verb is about, locked until its transaction ends."""

from uuid import UUID

from django.db.models import OuterRef, Subquery

from consult.consultations.models import Suspension
from consult.core.errors import NotFound
from consult.drafts.models import Draft, Section
from consult.drafts.policy import may_listen
from consult.people.models import User
from consult.threads import refusals
from consult.threads.models import Comment
from consult.threads.places import Place


def lock_section(place: Place, by: User) -> Section:
    """Return a section with its draft and consultation, and as `suspended_until` until when `by`
    may not write there, if at all. Raises `SectionGone` and `NotFound`.
    """
    section = (
        Section.objects.select_related("draft__consultation")
        .select_for_update(of=("self",))
        .annotate(suspended_until=suspension_of(by, "draft__consultation"))
        .filter(draft=place.draft_key, key=place.key)
        .first()
    )
    if section is None:
        known = Draft.objects.filter(pk=place.draft_key).exists()
        raise refusals.SectionGone if known else NotFound
    return section


def lock_readable_comment(by: User, comment_id: UUID) -> Comment:
    """Return the same for somebody who may read its draft. Raises `NotFound` for all others."""
    comment = lock_comment(comment_id)
    if not may_listen(comment.draft_id, by):
        raise NotFound
    return comment


def suspension_of(by: User, consultation: str) -> Subquery:
    """Return until when somebody may not write in the consultation that a column names."""
    suspensions = Suspension.objects.filter(consultation=OuterRef(consultation), participant=by.pk)
    return Subquery(suspensions.values("until"))


def lock_comment(comment_id: UUID) -> Comment:
    """Return a comment with its section, draft and consultation, the section locked first.

    Raises `NotFound`.
    """
    place = Comment.objects.filter(pk=comment_id).values_list("section_id", flat=True).first()
    if place is None:
        raise NotFound
    section = (
        Section.objects.select_related("draft__consultation")
        .select_for_update(of=("self",))
        .get(pk=place)
    )
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    comment.section, comment.draft = section, section.draft
    return comment
