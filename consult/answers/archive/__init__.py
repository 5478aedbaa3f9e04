"""A consultation as one file that needs no site: what an independent reviewer is handed.

The same state gives the same bytes: files come in one order, all with one date, and nothing in them
says when they were made. Each is written row by row, so that a large consultation costs no memory.
Words and names of what is hidden or deleted are in none of them.
"""

from typing import BinaryIO

from django.utils import translation

from consult.answers.archive import guide, pages, register, tables
from consult.answers.archive.package import Package
from consult.answers.queries.texts import Texts
from consult.consultations.models import Consultation


def write_archive(
    target: BinaryIO, consultation: Consultation, texts: Texts, *, language: str
) -> None:
    """Write a consultation with some of its texts into a file, its guide in a language.

    Raises `NotMade` where a version cannot be made into Markdown at the moment.
    """
    with translation.override(language), Package(target) as package:
        package.add(guide.NAME, guide.pieces(consultation))
        package.add("consultation.json", pages.consultation_pieces(consultation, texts))
        for name, pieces in pages.text_files(texts):
            package.add(name, pieces)
        for table in tables.tables_of(texts, language):
            package.add(f"{table.name}.csv", table.as_csv())
            package.add(f"{table.name}.json", table.as_json())
        for name, pieces in pages.coverage_files(consultation, texts, language):
            package.add(name, pieces)
        for name, pieces in register.files(consultation, language):
            package.add(name, pieces)
        for name, pieces in pages.report_files(consultation, texts):
            package.add(name, pieces)
