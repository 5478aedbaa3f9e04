"""The register of decisions in the archive: the same files as on the site."""

from collections.abc import Iterable, Iterator

from consult.consultations.models import Consultation
from consult.core import sheets
from consult.core.streaming import in_blocks
from consult.moderation import exports
from consult.moderation.queries.register import all_lines, head_of


def files(consultation: Consultation, language: str) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the register as a table, and as docs/verify_register.py reads it."""
    head = head_of(consultation.pk)
    table = exports.rows(all_lines(consultation.pk, head), language)
    yield "register.csv", in_blocks(sheets.lines(table))
    whole = exports.as_json(consultation.pk, head, all_lines(consultation.pk, head), language)
    yield "register.json", in_blocks(whole)
