import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult.following.services import derive_all, give_up_uncertain, send_due


class Command(BaseCommand):
    help = (
        "Tell people what has happened where they follow it: write notices from the event log, and "
        "send the mails that are due. Safe to run at any time, several times at once too, and to "
        "stop. Exit codes: 0 done, 1 refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="go on, and look again after so many seconds, until it is stopped",
        )
        parser.add_argument(
            "--no-mail", action="store_true", help="write notices only, and send nothing"
        )

    def handle(self, *args: Any, every: int | None, no_mail: bool, **options: Any) -> None:
        if every is not None and every < 1:
            raise CommandError("--every must be 1 or more.")
        while True:
            notices = derive_all()
            mails = 0 if no_mail else send_due()
            uncertain = give_up_uncertain()
            if every is None or notices or mails or uncertain:
                self.stdout.write(
                    f"{notices} notices written, {mails} mails sent, {uncertain} given up."
                )
            if every is None:
                return
            time.sleep(every)
