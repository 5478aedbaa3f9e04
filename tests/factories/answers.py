"""Answers and changes in bulk: rows as services of drafters write them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from consult.answers.models import (
    Adoption,
    Answer,
    AnswerLink,
    AnswerSignature,
    AnswerStatus,
    AnswerText,
    Manner,
)
from consult.consultations.colleges import College
from consult.drafts.models import Draft, Version
from consult.people.models import User
from consult.threads.models import Comment, Outcome
from consult.threads.services.answered import set_answered
from tests.factories.pages import locale


def make_answer(
    draft: Draft,
    contributions: Iterable[Comment],
    outcome: str = Outcome.ADOPTED,
    colleges: Iterable[str] = (College.GOVERNMENT, College.CIVIL_SOCIETY),
    *,
    by: User,
    at: datetime | None = None,
    reasons: str = "Parce que.",
    published: bool = True,
) -> Answer:
    """Answer contributions, in public unless that is not wanted, in the name of some colleges."""
    at = at or timezone.now()
    answer = Answer.objects.create(
        draft=draft,
        outcome=outcome,
        status=AnswerStatus.PUBLISHED if published else AnswerStatus.DRAFT,
        written_by=by,
        college=College.GOVERNMENT,
        language="fr",
        published_at=at if published else None,
    )
    AnswerText.objects.create(
        answer=answer, translation_key=answer.pk, locale=locale(), reasons=reasons
    )
    contributions = list(contributions)
    AnswerLink.objects.bulk_create(
        AnswerLink(answer=answer, contribution=one) for one in contributions
    )
    AnswerSignature.objects.bulk_create(
        AnswerSignature(answer=answer, college=one, signer=by) for one in colleges
    )
    if published:
        set_answered(contributions, outcome, at)
    return answer


def make_adoption(contribution: Comment, version: Version | None, *, by: User) -> Adoption:
    """Take a contribution up, into a published version where one is given."""
    return Adoption.objects.create(
        draft_id=contribution.draft_id,
        section_id=contribution.section_id,
        contribution=contribution,
        manner=Manner.AS_IS,
        by=by,
        college=College.GOVERNMENT,
        language="fr",
        version=version,
    )
