"""Rows that a verb is about, locked until its transaction ends."""

from typing import TypeVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from consult.consultations.models import Suspension
from consult.core.errors import NotFound
from consult.drafts.models import Draft, Section
from consult.drafts.policy import may_listen
from consult.people.models import User
from consult.threads import refusals
from consult.threads.models import Comment, HeldText
from consult.threads.places import Place


def lock_section(place: Place, by: User) -> Section:
    """Return a section with its draft and consultation, and as `suspended_until` until when `by`
    may not write there, if at all. Raises `SectionGone` and `NotFound`.
    """
    section = (
        Section.objects.select_related("draft__consultation")
        .select_for_update(of=("self",), no_key=True)
        .annotate(suspended_until=suspension_of(by, "draft__consultation"))
        .filter(draft=place.draft_key, key=place.key)
        .first()
    )
    if section is None:
        known = Draft.objects.filter(pk=place.draft_key).exists()
        raise refusals.SectionGone if known else NotFound
    return section


def lock_readable_comment(by: User, comment_id: UUID) -> Comment:
    """Return a comment, locked as `lock_comment` does, for somebody who may read its draft. Raises
    `NotFound` for all others.
    """
    comment = lock_comment(comment_id)
    if not may_listen(comment.draft_id, by):
        raise NotFound
    return comment


def suspension_of(by: User, consultation: str) -> Subquery:
    """Return until when somebody may not write in the consultation that a column names."""
    suspensions = Suspension.objects.filter(consultation=OuterRef(consultation), participant=by.pk)
    return Subquery(suspensions.values("until"))


Said = TypeVar("Said", Comment, HeldText)


def lock_comment(comment_id: UUID, comments: QuerySet[Comment] | None = None) -> Comment:
    """Return a comment with its section, draft and consultation, the section locked first.

    `comments` says what else is loaded with it. Raises `NotFound`.
    """
    return lock_said(Comment.objects.all() if comments is None else comments, comment_id)


def lock_held(held_id: UUID, texts: QuerySet[HeldText] | None = None) -> HeldText:
    """Return held words with their section, draft and consultation, the section locked first.

    `texts` says what else is loaded with them. Raises `NotFound`.
    """
    return lock_said(HeldText.objects.all() if texts is None else texts, held_id)


def lock_said(said: QuerySet[Said], key: UUID) -> Said:
    """Return a comment or held words, locked after the section where they are said."""
    place = said.model.objects.filter(pk=key).values("section")
    section = (
        Section.objects.select_related("draft__consultation")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=Subquery(place))
        .first()
    )
    if section is None:
        raise NotFound
    found = said.select_for_update(of=("self",), no_key=True).get(pk=key)
    found.section, found.draft = section, section.draft
    return found
