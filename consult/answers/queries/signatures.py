"""Who signed what, as pages show it: a version, a list of versions, and a text in the making."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail.models import Revision
from wagtail_localize.models import Translation

from consult.answers.models import EmergencyPublication, Signature
from consult.consultations.colleges import College
from consult.drafts.models import DraftPage, Version


@dataclass(frozen=True)
class Seat:
    """A college, and its signature where it has signed."""

    college: College
    signature: Signature | None


@dataclass(frozen=True)
class Signatories:
    """Who signed a text, and under what circumstances a version was published without."""

    seats: list[Seat]
    emergency: EmergencyPublication | None = None
    is_translation: bool = False

    @property
    def signed(self) -> list[Signature]:
        return [one.signature for one in self.seats if one.signature]

    @property
    def missing(self) -> list[College]:
        return [one.college for one in self.seats if not one.signature]

    @property
    def digest(self) -> str:
        """Return the digest under which the signatures stand; empty where nobody signed."""
        return next((one.digest for one in self.signed), "")


@dataclass(frozen=True)
class Signing:
    """The signatures of what a draft page shows, and of the text that is to follow it, if any."""

    published: Signatories | None
    in_the_making: Signatories | None


def signatories(signatures: Iterable[Signature], **details: object) -> Signatories:
    """Return both colleges in their order, each with its signature."""
    by_college = {one.college: one for one in signatures}
    return Signatories([Seat(one, by_college.get(one)) for one in College], **details)


def signatories_of(versions: list[Version]) -> dict[UUID, Signatories]:
    """Return who signed each of some versions, in two queries."""
    signatures = Signature.objects.filter(version__in=versions).select_related("signer")
    return gathered(versions, list(signatures))


def gathered(versions: list[Version], signatures: list[Signature]) -> dict[UUID, Signatories]:
    """Join versions with their signatures; what lacks one is looked at: it has a reason for that."""
    signed: dict[UUID, list[Signature]] = {one.pk: [] for one in versions}
    for one in signatures:
        if one.version_id in signed:
            signed[one.version_id].append(one)
    lacking = [key for key, found in signed.items() if len(found) < len(College)]
    looked_at = {one.pk: one for one in with_reasons(lacking)} if lacking else {}
    return {
        key: signatories(
            found,
            emergency=getattr(looked_at.get(key), "emergency", None),
            is_translation=getattr(looked_at.get(key), "is_translation", False),
        )
        for key, found in signed.items()
    }


def with_reasons(keys: list[UUID]) -> QuerySet[Version]:
    """Return versions with why they lack signatures: an emergency, or that they are translated."""
    followed = Translation.objects.filter(
        source__object_id=OuterRef("draft_id"),
        target_locale__language_code=OuterRef("language"),
        enabled=True,
    )
    versions = Version.objects.filter(pk__in=keys).select_related("emergency__by")
    return versions.annotate(is_translation=Exists(followed)).order_by()


def signing_of(page: DraftPage, version: Version | None) -> Signing:
    """Return the signatures of what a draft page shows: one query, or two where one is missing."""
    found = list(
        Signature.objects.filter(Q(version=version, version__isnull=False) | in_hand_of(page))
        .filter(draft=page.translation_key)
        .select_related("signer")
    )
    making = [one for one in found if one.version_id is None]
    return Signing(
        gathered([version], found)[version.pk] if version else None,
        signatories(making) if making else None,
    )


def in_hand_of(page: DraftPage) -> Q:
    """Return the condition that a signature stands under the last saved text of a page.

    A text that is saved over another is of a later time than the signatures under that one.
    """
    return Q(
        version=None,
        voided_at=None,
        revision=page.latest_revision_id,
        revision__isnull=False,
        revision__created_at__lte=F("signed_at"),
    )


def seats_in_hand(page: DraftPage) -> Signatories:
    """Return who has signed the last saved text of a page so far."""
    return signatories(
        Signature.objects.filter(in_hand_of(page), draft=page.translation_key).select_related(
            "signer"
        )
    )


def is_signed(revision: Revision) -> bool:
    """Tell whether anybody ever signed a saved text."""
    return Signature.objects.filter(revision=revision).exists()
