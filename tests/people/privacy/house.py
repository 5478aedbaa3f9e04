"""What tests of personal data do again and again."""

import json
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from consult.people.models import Erasure, User
from consult.people.privacy import erasure, exports
from tests.people.coming_in import sign_in

DATA = "/en/account/data/"
COPY = f"{DATA}copy/"
DOWNLOAD = f"{COPY}download/"
ERASE = f"{DATA}erase/"


def come_in(client: Client, person: User) -> Client:
    """Sign somebody in, as of this moment."""
    sign_in(client, person.email)
    return client


def let_time_pass(client: Client, seconds: int = 3600) -> None:
    """Let somebody's sign-in be no longer fresh."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.save()


def copy_of(person: User) -> zipfile.ZipFile:
    """Have a copy of somebody's data made, and open it."""
    exports.ask_export(participant=person, language="en")
    export = exports.of(person)
    exports.make(export.pk)
    _export, file = exports.open_own(person)
    with file:
        return zipfile.ZipFile(BytesIO(file.read()))


def rows(package: zipfile.ZipFile, table: str) -> list[dict]:
    return json.loads(package.read(f"{table}.json"))


def leave(person: User, choice: str = "anonymous") -> bool:
    """Ask for erasure, let the time of grace pass, and carry it out."""
    asked = erasure.ask_erasure(participant=person, choice=choice)
    Erasure.objects.filter(pk=asked.pk).update(due_at=timezone.now())
    return erasure.erase(Erasure.objects.get(pk=asked.pk))


def found_in_tables(*marks: str) -> set[str]:
    """Return every column of the database that holds one of some words, whatever its type."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - a name of ours
            names = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if holds(value, marks):
                        found.add(f"{table}.{name}")
    return found


def holds(value: object, marks: tuple[str, ...]) -> bool:
    """Tell whether a value says one of some words, also as JSON writes them, and in any case."""
    if value is None or isinstance(value, bool | int | float):
        return False
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    said = raw.decode(errors="replace").casefold()
    return any(one.casefold() in said or json.dumps(one)[1:-1].casefold() in said for one in marks)


def found_in_files(*marks: str) -> set[str]:
    """Return every file under the site's folder that holds one of some words, the database left
    out: a deleted row may stand in a free page of it until that is used again.
    """
    return {
        str(file)
        for file in files()
        if holds(file.read_bytes(), marks) or any(one in file.name for one in marks)
    }


def files() -> Iterator[Path]:
    kept = {settings.MEDIA_ROOT, settings.STORAGES["private"]["OPTIONS"]["location"]}
    for folder in kept:
        yield from (one for one in Path(folder).rglob("*") if one.is_file())


def found_in_caches(*marks: str) -> set[str]:
    """Return the keys of what the cache in memory holds of some words."""
    from django.core.cache.backends.locmem import _caches  # noqa: PLC0415 - there is no other way in

    found = set()
    for name, entries in _caches.items():
        for key, value in entries.items():
            if holds(key, marks) or holds(opened(value), marks):
                found.add(f"{name}: {key}")
    return found


def opened(value: bytes) -> bytes:
    """Return a cached value with what is compressed in it beside."""
    import gzip  # noqa: PLC0415
    import pickle  # noqa: PLC0415

    thing = pickle.loads(value)  # noqa: S301 - our own cache
    body = getattr(thing, "body", None)
    return value + (gzip.decompress(body) if isinstance(body, bytes) else b"")
