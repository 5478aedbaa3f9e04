"""The words that comments quote, set off in the text."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.utils.safestring import SafeString

from consult.drafts.models import Version
from consult.drafts.queries import Reading, version_shown
from consult.threads.highlights import Mark, highlight
from consult.threads.models import Comment
from consult.threads.quotes import Span

MOST_MARKS = 500
"""Quotes that are set off on one page; older ones lead from their thread only."""


def with_quotes(reading: Reading) -> Reading:
    """Return what a draft page shows, with the words that are quoted set off."""
    if reading.version is None:
        return reading
    marks = marks_in(reading.version)
    sections = [
        replace(one, html=highlight(one.html, marks[one.key])) if one.key in marks else one
        for one in reading.sections
    ]
    return replace(reading, sections=sections)


def quoted_passages(
    draft_key: UUID, sections: Collection[int], language: str
) -> dict[int, SafeString]:
    """Return the text of sections, by their ids, as the page in a language shows it: with the
    words that are quoted set off.
    """
    version = version_shown(draft_key, language)
    if version is None:
        return {}
    marks = marks_in(version, sections)
    wordings = version.sections.filter(section__in=sections).select_related("section")
    return {one.section_id: highlight(one.html, marks.get(one.section.key, [])) for one in wordings}


def marks_in(version: Version, sections: Collection[int] | None = None) -> dict[UUID, list[Mark]]:
    """Return the words of a version that visible comments quote, by the key of their section.

    The newest MOST_MARKS are shown, in so many sections or in all.
    """
    quotes = Comment.objects.visible().filter(quote_in__version=version)
    if sections is not None:
        quotes = quotes.filter(section__in=sections)
    marks: dict[UUID, list[Mark]] = defaultdict(list)
    for pk, start, end, key in quotes.newest_first().values_list(
        "pk", "quote_start", "quote_end", "section__key"
    )[:MOST_MARKS]:
        href = f"?section={key}&comment={pk}#c-{pk}"
        marks[key].append(Mark(Span(start, end), href=href, comment=str(pk)))
    return marks
