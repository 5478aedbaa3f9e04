"""Coverage as tables, with the names of drafts and passages in the reader's language."""

from consult.answers.coverage_tables import tables_of
from consult.answers.queries.coverage import Coverage
from consult.answers.queries.texts import Texts, names_of
from consult.drafts.models import Section
from consult.moderation.transparency import Table


def named_tables(found: Coverage, texts: Texts, language: str) -> list[Table]:
    """Return coverage as tables in a language."""
    sections = Section.objects.filter(draft__in=texts.keys, threads_count__gt=0)
    titles = {key: texts.page(key, language).title for key in texts.keys}
    return tables_of(found, titles, names_of(sections, texts, language))
