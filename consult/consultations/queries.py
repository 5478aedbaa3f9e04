"""What pages need to know of consultations."""

from collections.abc import Collection
from uuid import UUID

from consult.consultations.models import (
    CharterArticle,
    Consultation,
    ConsultationPage,
    ConsultationQuerySet,
    Role,
)
from consult.people.models import User
from consult.people.policy import administers, lacks_second_factor


def charter_of(consultation: Consultation) -> list[CharterArticle]:
    """Return the articles in force, in order."""
    return list(consultation.charter_articles.filter(retired_at=None))


def managed_by(manager: User) -> ConsultationQuerySet:
    """Return the consultations of which somebody may say who is a member: `policy.why_not_manage`."""
    if not manager.is_active:
        return Consultation.objects.none()
    if administers(manager):
        return Consultation.objects.all()
    if lacks_second_factor(manager):
        return Consultation.objects.none()
    return Consultation.objects.filter(
        memberships__participant=manager, memberships__role=Role.PUBLISHER
    )


def title_of(consultation_id: UUID, language: str) -> str:
    """Return the title of a consultation's page in a language, or in any; empty where none is
    public.
    """
    return titles_of([consultation_id], language).get(consultation_id, "")


def titles_of(consultations: Collection[UUID], language: str) -> dict[UUID, str]:
    """Return the titles of consultations' public pages in a language, or in any. One query."""
    pages = ConsultationPage.objects.filter(translation_key__in=consultations, live=True)
    found = pages.order_by("-pk").values_list("translation_key", "title", "locale__language_code")
    by_language = sorted(found, key=lambda row: row[2] == language)
    return {key: title for key, title, _language in by_language}
