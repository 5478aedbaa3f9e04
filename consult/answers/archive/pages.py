"""The files of the archive that are no tables: what is consulted on, its texts, its report."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from wagtail.query import PageQuerySet

from consult.answers.archive.tables import AT_ONCE, file_name_of, plainly
from consult.answers.models import ClosingReport, Completion
from consult.answers.queries.coverage import coverage_of
from consult.answers.queries.report import points_of, report_of, report_pages, statements_in
from consult.answers.queries.requirements import facts_of, pages_of
from consult.answers.queries.tables import named_tables
from consult.answers.queries.texts import Texts, open_texts
from consult.consultations.models import Consultation
from consult.core import sheets
from consult.drafts.downloads import kept_file_of
from consult.moderation.transparency import as_object, as_rows

Files = Iterator[tuple[str, Iterable[str | bytes]]]


def as_json(said: Any) -> list[str]:
    return [json.dumps(said, ensure_ascii=False, indent=1) + "\n"]


def consultation_pieces(consultation: Consultation, texts: Texts) -> list[str]:
    """Return what is consulted on, in every language, and when."""
    pages = pages_of(consultation)
    completion = Completion.objects.filter(pk=consultation.pk).first()
    articles = consultation.charter_articles.order_by("number", "pk")
    return as_json(
        {
            "id": str(consultation.pk),
            "titles": {one.locale.language_code: one.title for one in pages},
            "summaries": {one.locale.language_code: one.summary for one in pages},
            "partners": [
                {"name": one.name, "college": one.college}
                for one in (pages[0].partners.all() if pages else ())
            ],
            "opens_at": plainly(consultation.opens_at),
            "closes_at": plainly(consultation.closes_at),
            "answers_until": plainly(consultation.answers_until),
            "charter": [
                {"number": one.number, "titles": one.titles, "explanations": one.explanations}
                for one in articles
                if one.retired_at is None
            ],
            "drafts": [
                {
                    "id": str(key),
                    "titles": {one.locale.language_code: one.title for one in found},
                }
                for key, found in texts.pages.items()
            ],
            "completion": completion
            and {
                "completed_at": plainly(completion.completed_at),
                "contributions": completion.contributions_count,
                "contributions_without_account": completion.guest_contributions_count,
                "unanswered": completion.unanswered_count,
                "unanswered_without_account": completion.guest_unanswered_count,
                "reason": completion.reason,
                "language": completion.language,
            },
        }
    )


def text_files(texts: Texts) -> Files:
    """Yield every version that may be read, as Markdown and as HTML. Raises `NotMade`."""
    for version in texts.versions().iterator(chunk_size=AT_ONCE):
        name = file_name_of(version.draft_id, version.language, version.number)
        for form in ("md", "html"):
            yield f"{name}.{form}", [kept_file_of(version, form)]


def coverage_files(consultation: Consultation, texts: Texts, language: str) -> Files:
    """Yield what is answered, and the checklist of requirements, as they stand."""
    found = coverage_of(texts.keys)
    tables = named_tables(found, texts, language)
    yield "coverage.csv", sheets.lines(as_rows(tables))
    yield "coverage.json", as_json(as_object(tables))
    report = published_reports(consultation).first()
    stated = statements_in(report) if report else {}
    facts = facts_of(consultation, texts, found, stated)
    points = points_of(consultation, texts, facts, stated)
    yield (
        "requirements.json",
        as_json(
            [
                {
                    "number": point.item.requirement.value,
                    "title": str(point.item.requirement.label),
                    "rule": str(point.item.rule),
                    "source": point.item.source.value,
                    "due": plainly(point.item.due),
                    "due_is_guidance": point.item.due_is_guidance,
                    "status": point.item.status.value,
                    "evidence": [
                        {"text": str(one.text), "url": one.url, "stated": one.is_stated}
                        for one in point.evidence
                    ],
                }
                for point in points
            ]
        ),
    )


def report_files(consultation: Consultation, texts: Texts) -> Files:
    """Yield the published closing report, one file a language, each readable without the site."""
    row = ClosingReport.objects.filter(pk=consultation.pk).select_related("consultation").first()
    shown = texts.only(open_texts(consultation.pk).keys)
    for page in published_reports(consultation).select_related("locale") if row else ():
        code = page.locale.language_code
        with translation.override(code):
            context = {
                "page": page,
                "consultation_page": page.get_parent().specific,
                "report": report_of(row, shown, statements_in(page)),
                "site_url": page.get_site().root_url,
                "language": code,
                "is_rtl": translation.get_language_bidi(),
            }
            html = render_to_string("answers/downloads/closing_report.html", context)
        yield f"report/closing-report-{code}.html", [html]


def published_reports(consultation: Consultation) -> PageQuerySet:
    """Return the report's pages that everybody may read who may read the consultation."""
    return report_pages(consultation.pk).live().filter(view_restrictions=None, alias_of=None)
