"""Which consultation an argument of a command names."""

from contextlib import suppress
from uuid import UUID

from django.core.management.base import CommandError

from consult.consultations.models import Consultation, ConsultationPage


def consultation_named(name: str, *, returncode: int = 1) -> UUID:
    """Return the key of a consultation that is named by it, or by the slug of a page of it.

    Raises `CommandError` with that exit code where there is none, or more than one.
    """
    pages = ConsultationPage.objects.filter(slug=name)
    keys = set(pages.values_list("translation_key", flat=True))
    with suppress(ValueError):
        keys.add(UUID(name))
    match list(Consultation.objects.filter(pk__in=keys).values_list("pk", flat=True)):
        case [one]:
            return one
        case []:
            raise CommandError(f"There is no consultation {name!r}.", returncode=returncode)
    raise CommandError(
        f"More than one consultation is called {name!r}: name its key.", returncode=returncode
    )
