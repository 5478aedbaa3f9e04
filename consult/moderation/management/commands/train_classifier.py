"""`manage.py train_classifier`: have the classifier learn from past decisions."""

from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from consult.consultations.models import Consultation, ConsultationPage
from consult.core.errors import Refused
from consult.moderation.models import Lesson
from consult.moderation.services import train_classifier


class Command(BaseCommand):
    help = (
        "Have the classifier learn from what moderators of a consultation decided: what they kept, "
        "and what they hid. Prints what it learned from, and how it did on one in five decisions "
        "that were held back. It holds nothing until a moderator switches it on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "consultation",
            nargs="?",
            metavar="CONSULTATION",
            help="the key of a consultation, or the slug of a page of it",
        )
        which.add_argument(
            "--all",
            action="store_true",
            help="each consultation, from its own decisions; those with too few are left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["all"]:
            try:
                self.tell(train_classifier(consultation_id=self.key_of(options["consultation"])))
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            return
        for key in Consultation.objects.order_by("pk").values_list("pk", flat=True):
            try:
                self.tell(train_classifier(consultation_id=key))
            except Refused as refusal:
                self.stdout.write(f"{key}: {refusal}")

    def tell(self, lesson: Lesson) -> None:
        """Print what was learned from, and how well that served."""
        self.stdout.write(
            f"{lesson.consultation_id}: learned from {lesson.kept} contributions kept and "
            f"{lesson.hidden} hidden. Of {lesson.tested} held back: precision "
            f"{percent(lesson.precision)}, recall {percent(lesson.recall)}."
        )

    def key_of(self, name: str) -> UUID:
        """Return the key of a consultation that is named by it or by a slug."""
        keys = set(
            ConsultationPage.objects.filter(slug=name).values_list("translation_key", flat=True)
        )
        with suppress(ValueError):
            keys.add(UUID(name))
        found = list(Consultation.objects.filter(pk__in=keys).values_list("pk", flat=True))
        if not found:
            raise CommandError(f"There is no consultation {name!r}.")
        if len(found) > 1:
            raise CommandError(f"More than one consultation is called {name!r}: name its key.")
        return found[0]


def percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
