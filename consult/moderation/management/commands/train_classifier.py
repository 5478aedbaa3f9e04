"""`manage.py train_classifier`: have the classifier learn from past decisions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult.consultations.models import Consultation
from consult.consultations.naming import consultation_named
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
                key = consultation_named(options["consultation"])
                self.tell(train_classifier(consultation_id=key))
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


def percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
