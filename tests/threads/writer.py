"""One process that posts: `writer.py AUTHOR DRAFT SECTION COUNT ROOT`, on the tests' own database."""

import os
import sys
from uuid import UUID

import django


def main(author: str, draft: str, section: str, count: str, root: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    from django.conf import settings  # noqa: PLC0415 - needs the variable

    default = settings.DATABASES["default"]
    default["NAME"] = default["TEST"]["NAME"]
    django.setup()
    from consult.people.models import User  # noqa: PLC0415 - needs settings
    from tests.threads.posting import post_many  # noqa: PLC0415 - needs settings

    post_many(User.objects.get(pk=author), UUID(draft), UUID(section), int(count), UUID(root))


if __name__ == "__main__":
    main(*sys.argv[1:])
