"""Contributions that nearly repeat each other, known by the traces of their words."""

from uuid import UUID

from django.db.models import Count

from consult.moderation.models import Trace
from consult.moderation.screening.near_copies import LEAST_SHARED
from consult.threads.models import Comment, HeldText

MOST_COPIES = 200
"""How many are found at once, the oldest first."""


def near_copies_of(comment: Comment) -> list[UUID]:
    """Return the ids of the comments of a consultation that nearly repeat one, the oldest first.

    Words that were held before they were published are known by their first key. A comment that is
    too short to compare has no copies.
    """
    earlier = HeldText.objects.filter(published_as=comment.pk)
    own = [comment.pk, *earlier.values_list("pk", flat=True)]
    traces = Trace.objects.filter(consultation=comment.draft.consultation_id)
    bands = list(traces.filter(text__in=own).values_list("band", flat=True).distinct())
    if not bands:
        return []
    shared = traces.filter(band__in=bands).exclude(text__in=own).values("text")
    alike = shared.annotate(shared=Count("band", distinct=True)).filter(shared__gte=LEAST_SHARED)
    keys = list(alike.order_by("text").values_list("text", flat=True)[:MOST_COPIES])
    published = HeldText.objects.filter(pk__in=keys, published_as__isnull=False)
    as_comment = dict(published.values_list("pk", "published_as"))
    return list(dict.fromkeys(as_comment.get(key, key) for key in keys))
