from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consult.following.services import forget_old


class Command(BaseCommand):
    help = (
        "Delete old notices, and the record of mails that were sent. What people follow stays. "
        "Exit codes: 0 done, 1 refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=180,
            help="Keep the notices of so many days (default: 180).",
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if days < 8:  # a weekly mail may still wait for what it tells
            raise CommandError("--days must be 8 or more.")
        try:
            before = timezone.now() - timedelta(days=days)
        except OverflowError as error:
            raise CommandError("--days is too large.") from error
        notices, mailings = forget_old(before=before)
        self.stdout.write(f"{notices} notices and {mailings} mails older than {days} days deleted.")
