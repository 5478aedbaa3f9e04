"""Consultations: read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router

from consult.api import reading
from consult.api.caching import answer
from consult.api.openapi import reads
from consult.api.problems import READING
from consult.api.refusals import Invalid
from consult.api.schemas import consultations as schemas
from consult.api.schemas.base import Asked
from consult.api.telling import article_of
from consult.consultations.models import CharterArticle, Consultation, ConsultationPage
from consult.consultations.queries import charter_of
from consult.core.errors import NotFound

router = Router(tags=["consultations"])


@router.get("/consultations/", **reads(schemas.Consultations, Invalid))
def list_consultations(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List the consultations

    Every consultation that the reader may see, the latest first.
    """
    del asked
    pages = reading.consultation_pages(request.user)
    rows = Consultation.objects.filter(pk__in=pages).order_by("-opens_at", "pk")
    items = [schemas.Consultation(**facts_of(request, row, pages[row.pk])) for row in rows]
    return answer(request, schemas.Consultations(items=items))


@router.get("/consultations/{consultation_id}/", **reads(schemas.ConsultationInFull, *READING))
def read_consultation(
    request: HttpRequest, consultation_id: UUID, asked: Query[Asked]
) -> HttpResponse:
    """Read a consultation

    What is asked, by whom, until when, under which charter and rules.
    """
    del asked
    pages = reading.pages_of_consultation(consultation_id, request.user)
    row = Consultation.objects.filter(pk=consultation_id).first() if pages else None
    if row is None:
        raise NotFound
    partners = reading.in_language(pages).partners.all()
    charter = [article_in_full(one) for one in charter_of(row)]
    return answer(
        request,
        schemas.ConsultationInFull(
            **facts_of(request, row, pages),
            partners=[
                schemas.Partner(name=one.name, college=one.college, url=one.url) for one in partners
            ],
            charter=charter,
            rules=schemas.Rules(
                **{name: getattr(row, name) for name in schemas.Rules.model_fields}
            ),
        ),
    )


def facts_of(request: HttpRequest, row: Consultation, pages: list[ConsultationPage]) -> dict:
    """Return what is told of every consultation. Rules go by the row, and so does this."""
    page = reading.in_language(pages)
    return {
        "id": row.pk,
        "title": page.title,
        "summary": page.summary,
        "language": page.locale.language_code,
        "languages": reading.languages_of(pages),
        "phase": row.phase(),
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "answers_until": row.answers_until,
        "url": reading.address_of(request, page),
    }


def article_in_full(article: CharterArticle) -> schemas.ArticleInFull:
    """Return an article of the charter, all of it, in the reader's language."""
    return schemas.ArticleInFull(
        **article_of(article).model_dump(),
        explanation=article.explanation_in(get_language()),
        is_urgent=article.is_urgent,
    )
