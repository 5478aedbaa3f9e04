"""`manage.py seat_members`: bring the groups of members in step with memberships and second factors."""

from typing import Any

from django.core.management import BaseCommand

from consult.consultations.services import change_access
from consult.people.models import User


class Command(BaseCommand):
    help = (
        "Put every member into the groups in Wagtail that their roles have now, and out of others. "
        "For use after SECOND_FACTOR_FOR_ROLES was changed; does no harm at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        members = User.objects.exclude(memberships=None).order_by("pk").distinct()
        for participant in members:
            change_access({participant})
        self.stdout.write(f"{len(members)} seated.")
