"""Held words as their author and the moderators may see them, told by the API."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from consult.api.schemas import held as schemas
from consult.api.telling import author_of, segments
from consult.drafts.diff import from_json
from consult.threads.models import HeldText
from consult.threads.screening import Ground, sentence


def tell_held(request: HttpRequest, held_id: UUID) -> schemas.HeldText:
    """Return held words, which are there."""
    return tell_all_held(request, [held_id])[held_id]


def tell_all_held(request: HttpRequest, ids: Iterable[UUID]) -> dict[UUID, schemas.HeldText]:
    """Return held words by their ids: two queries, however many they are."""
    rows = HeldText.objects.select_related(
        "author", "organisation", "section", "draft__consultation"
    )
    found = rows.prefetch_related("author__memberships").filter(pk__in=list(ids))
    return {one.pk: told(request, one) for one in found}


def told(request: HttpRequest, held: HeldText) -> schemas.HeldText:
    """Return held words that were loaded with author, section and consultation."""
    promise = timedelta(hours=held.draft.consultation.review_hours)
    return schemas.HeldText(
        id=held.pk,
        draft=held.draft_id,
        section=held.section.key,
        in_reply_to=held.in_reply_to_id,
        edits=held.edits_id,
        translates=held.translates_id,
        status=held.status,
        grounds=[reason(one) for one in held.grounds if one.get("code") in Ground.values],
        held_at=held.held_at,
        expected_by=held.held_at + promise if held.is_waiting else None,
        settled_at=held.settled_at,
        comment=held.published_as_id,
        withdraw=address_to_withdraw(request, held),
        author=author_of(held),
        kind=held.kind,
        stance=held.stance or None,
        language=held.language,
        text=held.source,
        html=held.html,
        wording=held.wording or None,
        difference=segments(from_json(held.difference)) if held.difference else None,
        quote=quote_of(held) if held.quote_exact else None,
    )


def reason(why: dict) -> schemas.Reason:
    """Return one reason for which words are held."""
    return schemas.Reason(code=why["code"], count=why.get("count"), detail=sentence(why))


def address_to_withdraw(request: HttpRequest, held: HeldText) -> str | None:
    """Return where whoever asks takes their words back, if they may."""
    if not held.is_waiting or held.author_id != request.user.pk:
        return None
    return request.build_absolute_uri(reverse("api:held", kwargs={"held_id": held.pk}))


def quote_of(held: HeldText) -> schemas.Selector:
    """Return the words that held words quote."""
    return schemas.Selector(
        exact=held.quote_exact, prefix=held.quote_prefix, suffix=held.quote_suffix
    )
