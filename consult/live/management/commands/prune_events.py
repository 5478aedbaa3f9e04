from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consult.live.services import prune


class Command(BaseCommand):
    help = (
        "Delete old live events. Readers whose page is older load it anew. "
        "Exit codes: 0 done, 1 refused."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=30,
            help="Keep the events of so many days (default: 30).",
        )

    def handle(self, *args, days: int, **options) -> None:
        if days < 1:
            raise CommandError("--days must be 1 or more.")
        try:
            before = timezone.now() - timedelta(days=days)
        except OverflowError as error:
            raise CommandError("--days is too large.") from error
        deleted = prune(before=before)
        self.stdout.write(f"{deleted} events older than {days} days deleted.")
