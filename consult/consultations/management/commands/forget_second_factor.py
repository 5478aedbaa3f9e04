"""`manage.py forget_second_factor ADDRESS`: let somebody in again who has lost all of theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from consult.consultations.services import forget_second_factor
from consult.people.models import User


class Command(BaseCommand):
    help = (
        "Take the second factors of an account away, sign it out everywhere, and put its roles to "
        "sleep until another is set up. Make sure beforehand who asks. Exit code 1 where there is no "
        "such account."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address of the account")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        participant = User.objects.filter(email__iexact=address).first()
        if participant is None:
            raise CommandError(f"No account has the address {address}.")
        count = forget_second_factor(participant=participant)
        self.stdout.write(f"{count} taken away; signed out everywhere.")
