"""`manage.py import_plan`: a file becomes a draft with sections, a draft's next text or its translation."""

from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from wagtail.models import Locale

from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.drafts.importers import (
    MAX_PACKAGE_BYTES,
    Commitment,
    ImportedPlan,
    UnreadablePlan,
    read_plan,
)
from consult.drafts.models import DraftPage
from consult.drafts.translating import (
    ForeseenTranslation,
    NothingToTranslate,
    Wording,
    foresee_translation,
    import_plans,
    translate_plan,
    written_page,
)
from consult.drafts.updates import FATES, Fate, Step, foresee_update, update_plan


def language_and_file(written: str) -> tuple[str, Path | None]:
    """Return what `ar=plan-ar.html` names; the language alone stands for the first file."""
    language, _equals, path = written.partition("=")
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(code for code, _name in settings.LANGUAGES)
        raise ArgumentTypeError(f"“{language}” is no language of the site; these are: {known}")
    return language, Path(path) if path else None


class Command(BaseCommand):
    help = (
        "Turn a Markdown, HTML, Word (.docx) or OpenDocument (.odt) file, or the YAML of a data "
        "portal, into a draft of a consultation, in several languages if there is a text in each; "
        "or update or translate a draft from it. What had to be repaired and what could not be "
        "placed is reported line by line; no word is dropped. Exit codes: 0 when it was done, 1 "
        "when the file or the place was refused, or the update was not agreed to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the file, at most 25 MB; Markdown and HTML 5 MB, YAML 1 MB"
        )
        parser.add_argument(
            "--language",
            required=True,
            choices=[code for code, _name in settings.LANGUAGES],
            help="the language that the file is written in, or that is taken from it",
        )
        parser.add_argument(
            "--consultation", required=True, metavar="SLUG", help="the consultation's slug"
        )
        parser.add_argument("--title", default="", help="the draft's title, if not the file's own")
        parser.add_argument(
            "--with",
            dest="also",
            action="append",
            type=language_and_file,
            default=[],
            metavar="LANGUAGE[=FILE]",
            help="the same text in another language, of another file or of the same; repeatable",
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish at once; otherwise editors do"
        )
        parser.add_argument(
            "--update",
            default="",
            metavar="SLUG",
            help="update the draft of this slug; shows first what that would do, publishes nothing",
        )
        parser.add_argument(
            "--translates",
            default="",
            metavar="SLUG",
            help="translate the draft of this slug or key, or update its translation; shows first "
            "what that would do. --consultation may be its slug in any language",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="with --translates: change what persons have written since, too",
        )
        parser.add_argument("--yes", action="store_true", help="update without asking")
        parser.add_argument(
            "--dry-run", action="store_true", help="only show what would be done; store nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.told: set[tuple] = set()
        with translation.override(options["language"]):
            try:
                if options["also"] and (options["update"] or options["translates"]):
                    raise CommandError("--with is for a new draft. Translate language by language.")
                if options["update"] and options["translates"]:
                    raise CommandError("Choose --update or --translates.")
                plan = self.plan(options["file"], options["language"])
                if options["translates"]:
                    self.translate(plan, options)
                    return
                parent = self.consultation(options["consultation"], options["language"])
                if options["update"]:
                    self.update(self.draft(parent, options["update"]), plan, options)
                    return
                self.make(parent, plan, options)
            except UnreadablePlan as unreadable:
                raise CommandError(str(unreadable.sentence)) from unreadable
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal

    def plan(self, path: Path, language: str) -> ImportedPlan:
        """Read a file; say what had to be repaired, and what found no place."""
        plan = read_plan(self.read(path), language)
        seen = set(self.told)
        for note in plan.notes:
            told = (path, note.line, note.code)
            if told not in seen:  # a file in two languages is read twice
                self.stdout.write(f"{path.name}:{note.line}: {note.kind}: {note.sentence}")
            self.told.add(told)
        return plan

    def make(self, parent: ConsultationPage, plan: ImportedPlan, options: dict[str, Any]) -> None:
        """Make a draft, in all languages in which there is a text, or in none."""
        plans = [(parent.locale, plan)]
        for language, path in options["also"]:
            locale = locale_of(language)
            if locale in dict(plans):
                raise CommandError(f"There are two texts in “{language}”. Name each language once.")
            plans.append((locale, self.plan(path or options["file"], language)))
        with transaction.atomic():
            pages, on_lines = import_plans(
                plans,
                parent=parent,
                title=options["title"],
                publish=options["publish"] and not options["dry_run"],
            )
            transaction.set_rollback(options["dry_run"])
        for label in on_lines:
            self.stdout.write(
                f"repaired: the paragraphs of “{label}” do not stand one for one in all languages; "
                "they are lines of one paragraph."
            )
        for page in pages:
            self.report(page, plan.sections, options)

    def translate(self, plan: ImportedPlan, options: dict[str, Any]) -> None:
        """Show what a file would do to a translation and, where that is agreed to, do it."""
        page = written_page(self.draft_anywhere(options["consultation"], options["translates"]))
        locale = locale_of(options["language"])
        plan = replace(plan, title=options["title"] or plan.title)
        foreseen = foresee_translation(page, plan, locale, overwrite=options["overwrite"])
        self.tell(foreseen)
        if options["dry_run"]:
            return
        if foreseen.changes and not options["yes"] and not self.agreed():
            raise CommandError("Nothing was changed. Confirm with “y”, or with --yes.")
        try:
            made = translate_plan(
                page,
                plan,
                locale,
                overwrite=options["overwrite"],
                publish=options["publish"],
                seen=foreseen.base,
            )
        except NothingToTranslate as nothing:
            self.stdout.write(str(nothing))
            return
        self.report(made, plan.sections, options)

    def tell(self, foreseen: ForeseenTranslation) -> None:
        """Say what becomes of the words of each string."""
        for wording in foreseen.wordings:
            self.stdout.write(line_of_wording(wording))
        for words in foreseen.links:
            self.stdout.write(f"the link of “{words}” is the draft's own, or gone")
        if foreseen.kept:
            self.stdout.write("What persons have written is kept; --overwrite changes it, too.")
        if foreseen.unspoken:
            self.stdout.write(f"Strings of the draft without words here: {foreseen.unspoken}")
        self.stdout.write(f"changes: {len(foreseen.changes)}, kept: {len(foreseen.kept)}")

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

    def draft_anywhere(self, consultation: str, name: str) -> DraftPage:
        """Return a page of the draft of a slug or key, below a consultation in any language."""
        named = ConsultationPage.objects.filter(slug=consultation)
        keys = named.values_list("translation_key", flat=True)
        pages = ConsultationPage.objects.filter(translation_key__in=list(keys))
        if not pages:
            slugs = ConsultationPage.objects.order_by("slug").values_list("slug", flat=True)
            known = ", ".join(dict.fromkeys(slugs)) or "none"
            raise CommandError(
                f"No consultation has the slug “{consultation}”. Those that exist: {known}."
            )
        drafts = DraftPage.objects.filter(
            Q(*(Q(path__startswith=one.path) for one in pages), _connector=Q.OR)
        ).order_by("pk")
        found = drafts.filter(Q(slug=name) | Q(translation_key=key_or_none(name))).first()
        if found:
            return found
        slugs = ", ".join(dict.fromkeys(drafts.values_list("slug", flat=True))) or "none"
        raise CommandError(
            f"This consultation has no draft at “{name}”. Those that exist: {slugs}."
        )

    def report(self, page: DraftPage, sections: tuple, options: dict[str, Any]) -> None:
        """Say what was made and where it stands."""
        commitments = sum(isinstance(one, Commitment) for one in sections)
        if options["dry_run"]:
            state, place = "not stored", "this was only a look"
        else:
            page.refresh_from_db()  # translations are published after the commit
            state = "published at" if page.live else "to be published from"
            place = page.full_url if page.live else f"the admin, page {page.pk}"
        self.stdout.write(
            f"“{page.title}”: {len(sections)} sections, of which {commitments} commitments; "
            f"{state} {place}"
        )


def locale_of(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def key_or_none(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def line_of(step: Step) -> str:
    """Return what becomes of a section, in a line."""
    how = f" ({step.share}% of its words)" if step.fate is Fate.CHANGED else ""
    also = " and moved" if step.is_moved and step.fate is Fate.CHANGED else ""
    apart = (
        f" ({step.guest_comments_count} without an account)" if step.guest_comments_count else ""
    )
    talk = f"; comments: {step.comments_count}{apart}" if step.comments_count else ""
    return f"{step.name}{also}{how}: “{step.label}”{talk}"


def line_of_wording(wording: Wording) -> str:
    """Return what becomes of the words of a string, in a line."""
    before, after = wording.shown
    was = f"“{before}” → " if before else ""
    return f"{wording.name}: “{wording.label}”: {was}“{after}”"
