"""`manage.py verify_register`: find out whether anything in a register was changed."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from consult.consultations.models import Consultation
from consult.consultations.naming import consultation_named
from consult.moderation.queries.register import head_of
from consult.moderation.queries.verification import faults_of
from consult.moderation.register import Head

UNSOUND, NOT_CHECKED = 1, 2


def published_head(text: str) -> Head:
    """Return the head that an argument names."""
    found = re.fullmatch(r"(?:([0-9]{1,18}):)?([0-9A-Fa-f]{64})", text.strip())
    if not found:
        raise ArgumentTypeError("a head is a hash of 64 signs, or NUMBER:HASH")
    return Head(int(found[1]) if found[1] else None, found[2].lower())


class Command(BaseCommand):
    help = (
        "Check the registers of moderation as they are stored: that each entry has its hash and "
        "bears that of the one before, that none is missing, that each says what its decision says "
        "today, and that each decision has one. Every fault is printed with its entry. Exit codes: "
        "0 all is sound, 1 something is not, 2 it could not be checked. docs/verify_register.py "
        "does the same for anybody who has only the public export."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "consultation",
            nargs="*",
            metavar="CONSULTATION",
            help="the key of a consultation, or the slug of a page of it; all where none is named",
        )
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            type=published_head,
            metavar="[NUMBER:]HASH",
            help="a head that was published at some time, of the one consultation that is named; "
            "may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keys = [
            consultation_named(name, returncode=NOT_CHECKED) for name in options["consultation"]
        ]
        if options["head"] and len(keys) != 1:
            raise CommandError(
                "A head belongs to one consultation: name it.", returncode=NOT_CHECKED
            )
        faulty = [
            key for key in keys or self.every_key() if not self.is_sound(key, options["head"])
        ]
        if faulty:
            raise CommandError(f"Registers that are not sound: {len(faulty)}.", returncode=UNSOUND)

    def is_sound(self, consultation_id: UUID, published: list[Head]) -> bool:
        """Print what is wrong with a register, or that nothing is."""
        sound = True
        for fault in faults_of(consultation_id, published):
            sound = False
            self.stdout.write(f"{consultation_id}: {fault}")
        if sound:
            head = head_of(consultation_id)
            self.stdout.write(
                f"{consultation_id}: sound, {head.number} entries, head {head.number}:{head.hash}"
            )
        return sound

    def every_key(self) -> list[UUID]:
        return list(Consultation.objects.order_by("pk").values_list("pk", flat=True))
