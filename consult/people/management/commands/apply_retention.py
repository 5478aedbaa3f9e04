from django.core.management.base import BaseCommand, CommandError

from consult.people.privacy.retention import foresee, keep_periods


class Command(BaseCommand):
    help = (
        "Keep the periods for which personal data is kept: erase accounts whose owners have left, "
        "and remove what is older than the settings allow. The site does so by itself once a day "
        "while anybody has a page open; call it by cron for the days when nobody has. It may be "
        "called at any time, and goes on where it was cut short. "
        "Exit codes: 0 done, 1 something is due and could not be ended."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what is due, and change nothing."
        )

    def handle(self, *args, dry_run: bool, **options) -> None:
        left = 0
        for kept in foresee() if dry_run else keep_periods():
            left += kept.left
            said = f"{kept.left} due" if dry_run else f"{kept.ended} ended"
            rest = f", {kept.left} left" if kept.left and not dry_run else ""
            self.stdout.write(f"{kept.rule.name} ({kept.rule.setting}): {said}{rest}")
        if left and not dry_run:
            raise CommandError(f"{left} could not be ended; the log says why.")
