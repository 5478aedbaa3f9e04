"""A copy of all that is held about somebody: asked for, made beside the request, fetched, removed.

What is asked for is a row before it is a task, so that one that is lost with its process is found
again, and one that runs twice does its work once: a try takes the row for some time.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from tempfile import TemporaryFile
from types import ModuleType
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from consult.core import pace
from consult.core.errors import NotFound, Refused
from consult.people.models import Export, ExportState, User
from consult.people.privacy import package
from consult.people.privacy.registry import all_kinds

logger = logging.getLogger("parvis.privacy")

MOST_TRIES = 3
LONGEST_TRY = timedelta(minutes=10)
"""After so long a try counts as lost with its process."""
AT_ONCE = 20


class ExportOnItsWay(Refused):
    code = "export.on_its_way"
    sentence = _("A copy of your data is being made already: it takes a few minutes at most.")
    status = HTTPStatus.CONFLICT


def store():
    """Return where copies are kept: never where uploads are served from."""
    return storages["private"]


@transaction.atomic
def ask_export(*, participant: User, language: str, address: str = "") -> Export:
    """Have a copy of somebody's data made, in place of an earlier one.

    Raises `ExportOnItsWay` and `TooFast`.
    """
    User.objects.select_for_update().get(pk=participant.pk)
    before = Export.objects.filter(participant=participant).first()
    if before is not None and before.is_on_its_way:
        raise ExportOnItsWay
    pace.spend("export", participant=participant.pk, is_new=False, address=address)
    remove_of(participant)
    export = Export.objects.create(
        participant=participant,
        language=language,
        total=len(all_kinds()),
        next_try=timezone.now(),
    )
    transaction.on_commit(partial(enqueue, export.pk))
    return export


def enqueue(key: UUID) -> None:
    """Have a copy made beside us. Whoever asked for it must not suffer where that fails."""
    try:
        tasks().make_export.enqueue(str(key))
    except Exception:
        logger.exception("A copy of personal data could not be put in line; it is taken up later")


def tasks() -> ModuleType:
    """Return the tasks, which call the verbs here."""
    from consult.people.privacy import tasks as found  # noqa: PLC0415

    return found


def make(key: UUID) -> None:
    """Write the copy that was asked for: once, whoever else is told to do the same."""
    export = take(key)
    if export is None:
        return
    try:
        write(export)
    except Exception:
        logger.exception("A copy of personal data could not be made")
        if export.tries >= MOST_TRIES:
            trying(export).update(state=ExportState.FAILED, next_try=None)


def take(key: UUID) -> Export | None:
    """Return a copy that is due, which nobody else tries from now on; None if it is not."""
    now = timezone.now()
    due = Export.objects.filter(pk=key, state=ExportState.ASKED, next_try__lte=now)
    due.filter(tries__gte=MOST_TRIES).update(state=ExportState.FAILED, next_try=None)
    if not due.update(tries=F("tries") + 1, next_try=now + LONGEST_TRY, done=0):
        return None
    return Export.objects.select_related("participant").get(pk=key)


def trying(export: Export) -> "QuerySet[Export]":
    """Return the row as long as this try of it is the last one."""
    return Export.objects.filter(pk=export.pk, state=ExportState.ASKED, tries=export.tries)


def write(export: Export) -> None:
    """Write all kinds to a file, counting them as it goes, and let its owner fetch it."""
    participant = export.participant
    with TemporaryFile() as file, translation.override(export.language):
        for done in package.write(file, participant, all_kinds()):
            trying(export).update(done=done)
        size = file.tell()
        file.seek(0)
        name = store().save(f"exports/{uuid4().hex}.zip", File(file))
    made = trying(export).update(
        state=ExportState.MADE, file=name, size=size, made_at=timezone.now(), next_try=None
    )
    if not made:  # its owner has left, or another try was faster
        store().delete(name)


def take_up_lost(*, now: datetime | None = None) -> int:
    """Put in line again what was lost with its process. Does no harm when several do it at once."""
    due = Export.objects.filter(next_try__lte=now or timezone.now()).order_by("next_try")
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        enqueue(key)
    return len(keys)


def of(participant: User) -> Export | None:
    """Return the newest copy of somebody's data, while it is kept."""
    export = Export.objects.filter(participant=participant).first()
    return None if export is None or export.is_over(timezone.now()) else export


def open_own(participant: User) -> tuple[Export, File]:
    """Return somebody's own copy, to be read: nobody can ask for another's, as nobody names one.

    Raises `NotFound`.
    """
    export = of(participant)
    if export is None or not export.is_made:
        raise NotFound
    try:
        return export, store().open(export.file, "rb")
    except FileNotFoundError:
        raise NotFound from None


def remove_of(participant: User) -> None:
    """Remove somebody's copy, if there is one."""
    remove(list(Export.objects.filter(participant=participant)))


def over(now: datetime) -> "QuerySet[Export]":
    """Return the copies whose time is over."""
    kept = timedelta(days=settings.RETENTION["export_days"])
    return Export.objects.filter(asked_at__lte=now - kept).order_by("asked_at", "pk")


def remove(exports: list[Export]) -> int:
    """Remove some copies with their files, and return how many."""
    Export.objects.filter(pk__in=[one.pk for one in exports]).delete()
    for one in exports:
        if one.file:
            transaction.on_commit(partial(delete_file, one.file), robust=True)
    return len(exports)


def delete_file(name: str) -> None:
    with suppress(FileNotFoundError):
        store().delete(name)


def strays(now: datetime) -> list[str]:
    """Return files that no copy names any more: left by a process that was killed."""
    try:
        _folders, names = store().listdir("exports")
    except FileNotFoundError:
        return []
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    found = [f"exports/{name}" for name in names if f"exports/{name}" not in known]
    return [one for one in found if now - store().get_modified_time(one) > LONGEST_TRY * 2]
