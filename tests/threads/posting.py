"""What several writers do, and all of them at the same time."""

import threading
from uuid import UUID

from django.db import connection

from consult.people.models import User
from consult.threads import services
from consult.threads.places import Place, Said


def at_once(works):
    """Do everything at the same time, each in a thread with a connection of its own."""
    failures, barrier = [], threading.Barrier(len(works))

    def do(work):
        try:
            barrier.wait(10)
            work()
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def post_many(by: User, draft: UUID, section: UUID, count: int, root: UUID) -> None:
    """Post so many comments on a section; every other one is a reply to the same root."""
    for turn in range(count):
        services.post_comment(
            by=by,
            place=Place(draft, section),
            said=Said(f"{by.public_name} {turn}", "fr"),
            in_reply_to=root if turn % 2 else None,
        )
