"""`manage.py export_consultation`: write a consultation as one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from consult.answers.archive import write_archive
from consult.answers.queries.texts import all_texts, readable_texts
from consult.consultations.models import Consultation
from consult.consultations.naming import consultation_named
from consult.core.errors import Refused


class Command(BaseCommand):
    help = (
        "Write a consultation as one ZIP file: texts, contributions, answers, changes, register, "
        "closing report, a guide to its columns and checksums. The same state gives the same bytes. "
        "Exit codes: 0 written, 1 not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "consultation",
            metavar="CONSULTATION",
            help="the key of a consultation, or the slug of a page of it",
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--language",
            default=settings.LANGUAGE_CODE,
            choices=[code for code, _name in settings.LANGUAGES],
            help="of the guide and of names; texts come in all languages",
        )
        parser.add_argument(
            "--with-private",
            action="store_true",
            help="with texts that are published for some readers only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        consultation = Consultation.objects.get(pk=consultation_named(options["consultation"]))
        if options["with_private"]:
            texts = all_texts(consultation.pk)
        else:
            texts = readable_texts(consultation.pk, AnonymousUser())
        try:
            with options["output"].open("wb") as file:
                write_archive(file, consultation, texts, language=options["language"])
        except (OSError, Refused) as problem:
            raise CommandError(f"Not written: {problem}") from problem
        self.stdout.write(f"{options['output']}: {len(texts.keys)} texts.")
