"""Traces of what was said: left, looked for, and taken away with the words."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from consult.moderation.models import Case, Trace
from consult.moderation.services.cases import tell_desk
from consult.threads.models import Comment, HeldText

MOST_TRACED = 200
"""How many texts that nearly repeat each other leave traces: enough to know the next by."""


@dataclass(frozen=True)
class Copies:
    """Texts said before which a new one nearly repeats, the oldest first."""

    keys: tuple[UUID, ...] = ()
    own: int = 0

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def others(self) -> int:
        """Return how many of them somebody else said."""
        return len(self.keys) - self.own


NO_COPIES = Copies()


def earlier_copies(comment: Comment, bands: list[int], least_shared: int) -> Copies:
    """Return the texts of a comment's consultation that share enough bands with it.

    What the comment itself said before, or waited to say, is none.
    """
    if not bands:
        return NO_COPIES
    found = Trace.objects.filter(consultation=comment.draft.consultation_id, band__in=bands)
    if not comment._state.adding:
        found = found.exclude(text=comment.pk).exclude(text__in=held_for(comment))
    shared = found.values("text", "author").annotate(shared=Count("pk"))
    rows = list(shared.filter(shared__gte=least_shared).order_by("text"))
    own = sum(row["author"] == comment.author_id for row in rows)
    return Copies(tuple(row["text"] for row in rows), own)


def held_for(comment: Comment) -> QuerySet:
    """Return the keys of texts that were held before they became a comment, or an edit or a
    translation of it.
    """
    held = Q(edits=comment) | Q(translates=comment) | Q(published_as=comment)
    return HeldText.objects.filter(held).values("pk")


def leave_traces(comment: Comment, key: UUID, bands: list[int]) -> None:
    """Remember the bands of a comment's words, under its own key or that of the held words."""
    Trace.objects.bulk_create(
        Trace(
            consultation_id=comment.draft.consultation_id,
            band=band,
            text=key,
            author_id=comment.author_id,
        )
        for band in bands
    )


def forget(subject: Comment | HeldText) -> None:
    """Take away the traces of words that are gone, or are others now."""
    traces = Trace.objects.filter(text=subject.pk)
    if isinstance(subject, Comment):
        traces = Trace.objects.filter(Q(text=subject.pk) | Q(text__in=held_for(subject)))
    traces.delete()


def campaign_of(copies: Copies) -> UUID:
    """Return the campaign that held texts belong to, and bring in those that they nearly repeat.

    It is named after its first text. Texts that came before they were seen to be alike join it, and
    so does another campaign that proves to be the same.
    """
    known = Case.objects.filter(held__in=copies.keys, campaign__isnull=False)
    campaigns = set(known.values_list("campaign", flat=True))
    campaign = min([copies.keys[0], *campaigns])
    others = Q(campaign__in=campaigns - {campaign})
    strays = Case.objects.filter(Q(held__in=copies.keys, campaign=None) | others)
    found = list(strays.order_by("pk").select_for_update(of=("self",)))
    for case in found:
        case.campaign = campaign
    Case.objects.bulk_update(found, ["campaign"])
    tell_desk(*found)
    return campaign
