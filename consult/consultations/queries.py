"""What pages need to know of consultations."""

from consult.consultations.models import CharterArticle, Consultation


def charter_of(consultation: Consultation) -> list[CharterArticle]:
    """Return the articles in force, in order."""
    return list(consultation.charter_articles.filter(retired_at=None))
