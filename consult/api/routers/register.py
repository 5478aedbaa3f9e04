"""The register of decisions: read, and checked, by everybody who may read the consultation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import ValidationError

from consult.api import reading
from consult.api.caching import answer
from consult.api.openapi import reads
from consult.api.problems import READING
from consult.api.schemas import moderation as schemas
from consult.consultations.models import Consultation
from consult.consultations.policy import readable_page
from consult.core.errors import NotFound
from consult.moderation.canonical import NOTHING_BEFORE, canonical
from consult.moderation.models import Register, RegisterEntry

router = Router(tags=["register"])


@router.get("/consultations/{consultation_id}/register/", **reads(schemas.Register, *READING))
def read_register(
    request: HttpRequest, consultation_id: UUID, asked: Query[schemas.RegisterAsked]
) -> HttpResponse:
    """Read the register.

    Every decision of the consultation, the oldest first, each bound to the one before by its hash.
    """
    consultation = Consultation.objects.filter(pk=consultation_id).first()
    if consultation is None or readable_page(consultation_id, request.user) is None:
        raise NotFound
    # The head first: entries that come in between stand behind it, none is missing.
    known = Register.objects.filter(pk=consultation_id).values_list("last", "head").first()
    last, head = known or (0, NOTHING_BEFORE)
    entries = RegisterEntry.objects.filter(
        register=consultation_id, number__gt=asked.cursor or 0
    ).order_by("number")
    found = list(entries[: asked.limit + 1])
    shown = found[: asked.limit]
    more = str(shown[-1].number) if len(found) > asked.limit else None
    return answer(
        request,
        schemas.Register(
            consultation=consultation_id,
            head=schemas.Head(number=last, hash=head),
            items=[schemas.Entry(body=body_of(one), hash=one.hash) for one in shown],
            next=reading.next_address(request, more),
        ),
    )


def body_of(entry: RegisterEntry) -> schemas.Body | str:
    """Return what is hashed of an entry; as it stands, where that is not in the canonical form."""
    try:
        body = schemas.Body.model_validate_json(entry.body, strict=True)
    except ValidationError:
        return entry.body
    return body if canonical(body.model_dump()) == entry.body else entry.body
