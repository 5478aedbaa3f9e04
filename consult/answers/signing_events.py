"""What happens to signatures, as live pages hear it."""

from typing import Literal
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from pydantic import AwareDatetime

from consult.answers.models import Signature
from consult.answers.queries.signatures import signing_of
from consult.drafts.models import DraftPage
from consult.drafts.queries import version_shown
from consult.live.events import Frame, LiveEvent
from consult.live.models import Event

TYPES = ("signature.made", "signature.voided")


class SignaturePart(Frame):
    """Who signed, in the name of whom, when; codes, never translated sentences."""

    id: UUID
    college: str
    language: str
    name: str
    organisation: str
    signed_at: AwareDatetime
    is_void: bool


class SignatureChanged(LiveEvent):
    """A college signed a text in the making, or its signature is void.

    `html` says who has signed now what the reader's page shows, and what is to follow it.
    """

    type: Literal["signature.made", "signature.voided"]
    signature: SignaturePart
    html: str


def hydrate_signatures(events: list[Event], language: str) -> dict[int, dict]:
    """Return the frames' payloads by number, as each signature is now."""
    keys = {event.object_id for event in events}
    signatures = Signature.objects.select_related("signer").in_bulk(keys)
    with translation.override(language):
        shown = {
            key: status_of(key, language) for key in {one.draft_id for one in signatures.values()}
        }
    payloads = {}
    for event in events:
        if signature := signatures.get(event.object_id):
            told = SignatureChanged(
                n=event.number,
                type=event.type,
                signature=part_of(signature),
                html=shown[signature.draft_id],
            )
            payloads[event.number] = told.model_dump(mode="json", exclude={"n", "type"})
    return payloads


def part_of(signature: Signature) -> SignaturePart:
    return SignaturePart(
        id=signature.pk,
        college=signature.college,
        language=signature.language,
        name=signature.signer.public_name,
        organisation=signature.organisation,
        signed_at=signature.signed_at,
        is_void=signature.voided_at is not None,
    )


def status_of(draft_key: UUID, language: str) -> str:
    """Return what a draft's page in a language says of signatures."""
    page = (
        DraftPage.objects.filter(translation_key=draft_key, locale__language_code=language)
        .select_related("alias_of")
        .first()
    )
    if page is None:
        return ""
    signing = signing_of(page.alias_of or page, version_shown(draft_key, language))
    return render_to_string("answers/components/signing_status.html", {"signing": signing})
