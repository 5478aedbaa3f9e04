"""The ZIP that holds a copy of somebody's data: JSON and CSV a table, and a page to begin with."""

import json
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from consult.core.sheets import lines
from consult.people.models import User
from consult.people.privacy.registry import Kind, Table


def write(file: BinaryIO, participant: User, kinds: Iterable[Kind]) -> Iterator[int]:
    """Write a package in the active language; yield how many kinds are done after each.

    Rows are written as they are read: a long history costs no memory.
    """
    told = []
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for done, kind in enumerate(kinds, start=1):
            counts = [(table, write_table(package, table, participant)) for table in kind.tables]
            told.append((kind, counts))
            yield done
        package.writestr(
            "index.html",
            render_to_string(
                "people/privacy/export_index.html",
                {
                    "participant": participant,
                    "told": told,
                    "now": timezone.now(),
                    "site_name": settings.WAGTAIL_SITE_NAME,
                    "site_address": f"{settings.WAGTAILADMIN_BASE_URL}/",
                    "organisation": settings.ORGANISATION,
                    "contact": settings.PRIVACY_CONTACT,
                },
            ),
        )


def write_table(package: ZipFile, table: Table, participant: User) -> int:
    """Write one table twice, for programs and for spreadsheets, and return how many rows it has.

    Two passes of one query each: only one file of a package can be open.
    """
    count = 0
    with package.open(f"{table.name}.json", "w", force_zip64=True) as raw:
        text = TextIOWrapper(raw, encoding="utf-8", newline="\n")
        text.write("[")
        for count, row in enumerate(table.rows(participant), start=1):
            text.write(",\n" if count > 1 else "\n")
            named = dict(zip(table.columns, row, strict=True))
            json.dump(named, text, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        text.write("\n]\n")
        text.flush()
        text.detach()
    with package.open(f"{table.name}.csv", "w", force_zip64=True) as raw:
        for line in lines(sheet(table, participant)):
            raw.write(line.encode())
    return count


def sheet(table: Table, participant: User) -> Iterator[Iterable[object]]:
    """Yield a table for a spreadsheet: its columns' names, then its rows."""
    yield table.columns
    for row in table.rows(participant):
        yield [
            json.dumps(one, ensure_ascii=False) if isinstance(one, list | dict) else one
            for one in row
        ]
