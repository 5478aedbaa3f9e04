"""`manage.py import_plan`: a Markdown file becomes a draft with sections."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.drafts.importers import MAX_BYTES, Commitment, UnreadablePlan, read_plan
from consult.drafts.imports import import_plan
from consult.drafts.models import DraftPage


class Command(BaseCommand):
    help = (
        "Turn a Markdown file into a draft of a consultation. What had to be repaired and what "
        "could not be placed is reported line by line; no word is dropped. Exit codes: 0 when the "
        "draft was made, 1 when the file or the place was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the Markdown file, 5 MB at most")
        parser.add_argument(
            "--language",
            required=True,
            choices=[code for code, _name in settings.LANGUAGES],
            help="the language that the file is written in",
        )
        parser.add_argument(
            "--consultation", required=True, metavar="SLUG", help="the consultation's slug"
        )
        parser.add_argument("--title", default="", help="the draft's title, if not the file's own")
        parser.add_argument(
            "--publish", action="store_true", help="publish at once; otherwise editors do"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                plan = read_plan(self.read(options["file"]))
                page = import_plan(
                    plan,
                    parent=self.consultation(options["consultation"], options["language"]),
                    title=options["title"],
                    publish=options["publish"],
                )
            except UnreadablePlan as unreadable:
                raise CommandError(str(unreadable.sentence)) from unreadable
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            for note in plan.notes:
                self.stdout.write(
                    f"{options['file'].name}:{note.line}: {note.kind}: {note.sentence}"
                )
            self.report(page, plan.sections)

    def read(self, path: Path) -> bytes:
        """Return the file's bytes, one more than allowed where it is too large."""
        try:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error

    def consultation(self, slug: str, language: str) -> ConsultationPage:
        """Return the page of a consultation in a language."""
        pages = ConsultationPage.objects.filter(slug=slug, locale__language_code=language)
        if page := pages.first():
            return page
        known = ConsultationPage.objects.filter(locale__language_code=language)
        slugs = ", ".join(known.values_list("slug", flat=True)) or "none"
        raise CommandError(
            f"No consultation has the slug “{slug}” in this language. Those that exist: {slugs}."
        )

    def report(self, page: DraftPage, sections: tuple) -> None:
        """Say what was made and where it stands."""
        commitments = sum(isinstance(one, Commitment) for one in sections)
        state = "published at" if page.live else "to be published from"
        place = page.full_url if page.live else f"the admin, page {page.pk}"
        self.stdout.write(
            f"“{page.title}”: {len(sections)} sections, of which {commitments} commitments; "
            f"{state} {place}"
        )
