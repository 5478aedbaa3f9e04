from django.core.management.base import BaseCommand

from consult.moderation.services.keys import AT_ONCE, expire_unconfirmed


class Command(BaseCommand):
    help = (
        "Let contributions return whose hiding the other college did not confirm in time. The site "
        "does so by itself while anybody has a page open; call it by cron for the hours when "
        "nobody has. Exit code: 0."
    )

    def handle(self, *args, **options) -> None:
        returned = last = expire_unconfirmed()
        while last == AT_ONCE:  # there may be more
            returned += (last := expire_unconfirmed())
        self.stdout.write(f"{returned} decisions not confirmed in time have ended.")
