"""`manage.py sync_languages`: the trees of all languages are brought in step."""

from typing import Any

from django.core.management.base import BaseCommand

from consult.consultations import trees


class Command(BaseCommand):
    help = (
        "Let each language of LANGUAGES follow the source language: every page stands in each of "
        "them, and shows the words of the source until it is translated. Run it after a language "
        "was added to LANGUAGES; running it again changes nothing. Exit code: 0."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for one in trees.sync_languages():
            self.stdout.write(
                f"{one.language} follows {one.source}: {one.made} pages made, the rest was there."
            )
