"""What the classifier has learned, kept in the cache while contributions arrive."""

from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from consult.moderation.models import Lesson

KEPT_FOR = 300
"""Seconds after which a process that was not told reads it again."""


def learned_from(consultation_id: UUID) -> bytes:
    """Return what the site's classifier learned from a consultation; nothing if it did not."""
    key = key_of(consultation_id)
    learned = cache.get(key)
    if learned is None:
        lessons = Lesson.objects.filter(
            consultation=consultation_id, classifier=settings.SCREENING_CLASSIFIER
        )
        learned = bytes(lessons.values_list("learned", flat=True).first() or b"")
        cache.set(key, learned, KEPT_FOR)
    return learned


def forget_learned(consultation_id: UUID) -> None:
    """Have it read again: at once, and by those who read it before this was written."""
    cache.delete(key_of(consultation_id))
    transaction.on_commit(lambda: cache.delete(key_of(consultation_id)))


def key_of(consultation_id: UUID) -> str:
    return f"moderation.learned.{consultation_id}"
