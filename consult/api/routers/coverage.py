"""What is answered: read by everybody who may read the consultation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consult.answers.models import Completion
from consult.answers.queries.coverage import coverage_of
from consult.answers.queries.speakers import GUESTS, UNKNOWN
from consult.answers.queries.texts import readable_texts
from consult.api.caching import answer
from consult.api.openapi import reads
from consult.api.problems import READING
from consult.api.schemas import coverage as schemas
from consult.api.schemas.base import Asked
from consult.consultations.policy import readable_page
from consult.core.errors import NotFound

router = Router(tags=["consultations"])


@router.get("/consultations/{consultation_id}/coverage/", **reads(schemas.Coverage, *READING))
def read_coverage(request: HttpRequest, consultation_id: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read what is answered

    How many contributions have their reasoned answer, by section, by college and by outcome, and how
    long answers took.
    """
    del asked
    if readable_page(consultation_id, request.user) is None:
        raise NotFound
    found = coverage_of(readable_texts(consultation_id, request.user).keys)
    return answer(
        request,
        schemas.Coverage(
            consultation=consultation_id,
            contributions=found.contributions,
            without_account=found.guests,
            answered=found.answered,
            percent=found.percent,
            median_seconds=found.median_seconds,
            is_completed=Completion.objects.filter(pk=consultation_id).exists(),
            sections=[
                schemas.SectionCovered(
                    draft=one.draft,
                    section=one.section,
                    contributions=one.contributions,
                    without_account=one.guests,
                    answered=one.answered,
                    median_seconds=one.median_seconds,
                )
                for one in found.sections
            ],
            colleges=[
                schemas.CollegeCovered(
                    signed_by=key,
                    answered=one.count,
                    without_account=one.guests,
                    median_seconds=one.median_seconds,
                )
                for key, one in sorted(found.colleges.items())
            ],
            outcomes=[
                schemas.OutcomeCovered(
                    outcome=key,
                    contributions=many,
                    without_account=found.guest_outcomes.get(key, 0),
                )
                for key, many in found.outcomes.items()
            ],
            affiliations=[
                schemas.AffiliationCovered(
                    affiliation=None if key == GUESTS else key,
                    contributions=one.contributions,
                    answered=one.answered,
                    people=one.people,
                )
                for key, one in sorted(found.affiliations.items())
            ],
            organisation_kinds=[
                schemas.KindCovered(
                    kind=None if key == UNKNOWN else key,
                    contributions=one.contributions,
                    answered=one.answered,
                    confirmed=one.confirmed,
                    organisations=one.organisations,
                )
                for key, one in sorted(found.kinds.items())
            ],
        ),
    )
