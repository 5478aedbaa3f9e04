"""`manage.py demo`: the demonstration site."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Site

from cms.demo import content
from cms.demo.desk import save_replies
from cms.demo.drafters import Drafters
from cms.demo.people import PASSWORD, add_members, make_people, settle_organisations
from cms.demo.removal import demo_consultations, demo_homes, remove_demo
from cms.demo.replay import Replay
from cms.demo.site import build_site
from cms.demo.touch import keep_in_touch
from consult.consultations.models import ConsultationPage
from consult.consultations.phases import Phase
from consult.drafts.models import DraftPage, Section, Version
from consult.threads.models import Comment

ANNOUNCED = timedelta(weeks=3)
"""How long before it opens a consultation is announced."""


class Command(BaseCommand):
    help = (
        "Build the demonstration: a site in French and English with consultations, accounts for "
        "each role and a discussion. Does nothing where it stands already. Exit codes: 0 when the "
        "demonstration stands, 1 when it may not be built here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="take the demonstration away first, with all that was said in it, and date it anew",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "The demonstration has accounts whose password everybody knows. It is not built "
                "with public settings: use cms.settings.dev."
            )
        if settings.SECOND_FACTOR_FOR_ROLES:
            raise CommandError(
                "The demonstration's people act with a password alone. Set "
                "SECOND_FACTOR_FOR_ROLES=optional to build it."
            )
        if options["reset"]:
            remove_demo()
        if demo_homes():
            self.stdout.write("The demonstration stands already.")
            self.warn_if_over()
        elif Site.objects.exclude(root_page__content_type__model="page").exists():
            raise CommandError(
                "Another site lives in this database already, and the demonstration would take its "
                "place. Name an empty one with VAR_DIR or DATABASE_URL."
            )
        else:
            self.build()
        self.print_accounts()

    def build(self) -> None:
        """Build everything, in the order in which it would come about."""
        people = make_people()
        settle_organisations(people)
        pages = build_site(people["publisher"])
        for consultation in demo_consultations():
            add_members(consultation, people)
        for consultation in demo_consultations():
            save_replies(consultation, people["moderator-civ"])
        drafters = Drafters(pages, people)
        replay = Replay(pages, people, drafters)
        for name, number, days in drafters.versions():
            replay.go_on(until=days)
            drafters.publish(name, number)
        replay.end()
        for name, number, days in drafters.versions():
            date_back(pages[name], number=number, days=days)
        keys = [one.pk for one in demo_consultations()]
        for page in ConsultationPage.objects.filter(translation_key__in=keys):
            page.first_published_at = page.opens_at - ANNOUNCED
            page.save(update_fields=["first_published_at"])
        drafters.close()
        keep_in_touch(pages, people)
        said = Comment.objects.filter(draft__in=[page.translation_key for page in pages.values()])
        self.stdout.write(f"The demonstration stands, with {said.count()} comments.")

    def warn_if_over(self) -> None:
        """Say so when the demonstration's open consultation has closed since."""
        if not any(one.phase() == Phase.OPEN for one in demo_consultations()):
            self.stdout.write("Its consultation has closed since; --reset dates it anew.")

    def print_accounts(self) -> None:
        """Print the accounts to sign in with."""
        self.stdout.write(f"\nAccounts of the demonstration, password {PASSWORD}:\n\n")
        for one in content.read("people"):
            if one.get("account"):
                role = "site administrator" if one.get("superuser") else one.get("role", "citizen")
                college = one.get("college", "") if role not in ("publisher",) else ""
                where = f", {college.replace('_', ' ')}" if college else ""
                self.stdout.write(f"  {one['email']:<44} {role}{where}\n")


def date_back(page: DraftPage, *, number: int, days: float) -> None:
    """Let a version of a draft have been published so many days ago, in every language."""
    at = timezone.now() - timedelta(days=days)
    Version.objects.filter(draft=page.translation_key, number=number).update(published_at=at)
    Section.objects.filter(draft=page.translation_key).exclude(retired_at=None).update(
        retired_at=at
    )
    DraftPage.objects.filter(translation_key=page.translation_key).update(last_published_at=at)
