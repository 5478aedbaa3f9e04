"""`manage.py import_plan`: a file becomes a draft with sections, or a draft's next text."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.drafts.importers import (
    MAX_PACKAGE_BYTES,
    Commitment,
    ImportedPlan,
    UnreadablePlan,
    read_plan,
)
from consult.drafts.imports import import_plan
from consult.drafts.models import DraftPage
from consult.drafts.updates import FATES, Fate, Step, foresee_update, update_plan


class Command(BaseCommand):
    help = (
        "Turn a Markdown, Word (.docx) or OpenDocument (.odt) file into a draft of a consultation, "
        "or update a draft from it. What had to be repaired and what could not be placed is "
        "reported line by line; no word is dropped. Exit codes: 0 when it was done, 1 when the "
        "file or the place was refused, or the update was not agreed to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file, at most 25 MB; Markdown 5 MB")
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
        parser.add_argument(
            "--update",
            default="",
            metavar="SLUG",
            help="update the draft of this slug; shows first what that would do, publishes nothing",
        )
        parser.add_argument("--yes", action="store_true", help="update without asking")
        parser.add_argument("--dry-run", action="store_true", help="only show the update")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                plan = read_plan(self.read(options["file"]))
                parent = self.consultation(options["consultation"], options["language"])
                if options["update"]:
                    self.tell(options["file"], plan)
                    self.update(self.draft(parent, options["update"]), plan, options)
                    return
                page = import_plan(
                    plan, parent=parent, title=options["title"], publish=options["publish"]
                )
            except UnreadablePlan as unreadable:
                raise CommandError(str(unreadable.sentence)) from unreadable
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.tell(options["file"], plan)
            self.report(page, plan.sections)

    def tell(self, path: Path, plan: ImportedPlan) -> None:
        """Say what had to be repaired, and what found no place."""
        for note in plan.notes:
            self.stdout.write(f"{path.name}:{note.line}: {note.kind}: {note.sentence}")

    def update(self, page: DraftPage, plan: ImportedPlan, options: dict[str, Any]) -> None:
        """Show what an update would do and, where that is agreed to, do it."""
        foreseen = foresee_update(page, plan)
        for step in foreseen.changes:
            self.stdout.write(line_of(step))
        counts = foreseen.counts.items()
        self.stdout.write(", ".join(f"{FATES[fate]}: {count}" for fate, count in counts))
        if options["dry_run"]:
            return
        if foreseen.changes and not options["yes"] and not self.agreed():
            raise CommandError("Nothing was changed. Confirm with “y”, or with --yes.")
        revision = update_plan(page, plan, seen=foreseen.base)
        self.stdout.write(
            f"“{page.title}” has a new working text, revision {revision.pk}; nothing is published."
        )

    def agreed(self) -> bool:
        """Ask whether to go on; without anybody to answer, no."""
        try:
            return input("Update the draft so? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            return False

    def read(self, path: Path) -> bytes:
        """Return the file's bytes, one more than allowed where it is too large."""
        try:
            with path.open("rb") as file:
                return file.read(MAX_PACKAGE_BYTES + 1)
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

    def draft(self, parent: ConsultationPage, slug: str) -> DraftPage:
        """Return the draft of a slug below the page of a consultation."""
        drafts = DraftPage.objects.child_of(parent)
        if page := drafts.filter(slug=slug).first():
            return page
        slugs = ", ".join(drafts.values_list("slug", flat=True)) or "none"
        raise CommandError(
            f"This consultation has no draft at “{slug}”. Those that exist: {slugs}."
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


def line_of(step: Step) -> str:
    """Return what becomes of a section, in a line."""
    how = f" ({step.share}% of its words)" if step.fate is Fate.CHANGED else ""
    also = " and moved" if step.is_moved and step.fate is Fate.CHANGED else ""
    talk = f"; comments: {step.comments_count}" if step.comments_count else ""
    return f"{step.name}{also}{how}: “{step.label}”{talk}"
