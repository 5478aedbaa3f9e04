"""One process that tells: `teller.py derive|send`, on the tests' own database.

`QUERIES=7` in the environment kills it in its seventh query.
"""

import os
import signal
import sys

import django


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    from django.conf import settings  # noqa: PLC0415 - needs the variable

    default = settings.DATABASES["default"]
    default["NAME"] = default["TEST"]["NAME"]
    settings.EMAIL_BACKEND = "tests.following.box.MortalBackend"
    settings.EMAIL_FILE_PATH = os.environ["BOX"]
    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs settings

    from consult.following import services  # noqa: PLC0415 - needs settings
    from consult.following.services import deriving  # noqa: PLC0415 - needs settings

    left = int(os.environ.get("QUERIES", "0"))

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        if what == "derive":
            deriving.ROOM = 3
            services.derive_all()
        else:
            services.send_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
