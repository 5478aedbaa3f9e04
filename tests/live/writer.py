"""One process that writes to a stream: `writer.py DATABASE STREAM COUNT`. Every fifth is rolled back."""

import sys
from uuid import UUID, uuid4

import django
from django.conf import settings


def main(database: str, stream: str, count: str) -> None:
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": database,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "consult.live"],
        USE_TZ=True,
    )
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - needs settings

    from consult.live import services  # noqa: PLC0415 - needs settings
    from consult.live.registries import hydrators  # noqa: PLC0415 - needs settings

    hydrators.register("test.said", lambda events, language: {})
    for turn in range(int(count)):
        try:
            with transaction.atomic():
                services.record(stream_id=UUID(stream), type="test.said", object_id=uuid4())
                if turn % 5 == 4:
                    raise InterruptedError
        except InterruptedError:
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
