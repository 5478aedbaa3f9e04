"""What a closing report shows: figures as they were counted, words as they are public now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _
from wagtail.query import PageQuerySet

from consult.answers import coverage_tables
from consult.answers.models import Adoption, Answer, ClosingReport, Completion
from consult.answers.pages import ClosingReportPage
from consult.answers.queries import requirements as evidence
from consult.answers.queries.coverage import Coverage, coverage_of
from consult.answers.queries.speakers import GUESTS, capacity
from consult.answers.queries.tables import named_tables
from consult.answers.queries.texts import Texts, names_of, open_texts, readable_texts
from consult.answers.requirements import Facts, Item, Requirement, checklist
from consult.consultations import privacy
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import Version
from consult.moderation.queries.transparency import Period
from consult.moderation.queries.transparency import tables_of as moderation_tables
from consult.moderation.transparency import Row, Table, as_object
from consult.people.models import Affiliation, User
from consult.threads.models import PUBLIC, Comment, Outcome

AT_MOST = 500
"""Changes, and answers, that a report lists one by one; the archive has them all."""
ACCOUNT = "account"
"""Stands for people with an account, beside `GUESTS`."""
REFUSALS = (Outcome.DECLINED, Outcome.OUT_OF_SCOPE)


@dataclass(frozen=True)
class Change:
    """A contribution that is in the text, and the version in which it came."""

    adoption: Adoption
    section: str
    contribution: Comment

    @property
    def version(self) -> Version:
        return self.adoption.version


@dataclass(frozen=True)
class Declined:
    """A published answer that says no, with those of its contributions that are public."""

    answer: Answer
    reasons: str
    language: str
    contributions: list[Comment]


@dataclass(frozen=True)
class Point:
    """A line of the checklist, and what shows that it stands so."""

    item: Item
    evidence: list[evidence.Evidence]


@dataclass(frozen=True)
class Report:
    """All that a closing report's page shows beside what its publisher wrote."""

    counted_at: datetime
    facts: Facts
    coverage: Coverage
    completion: Completion | None
    participants: Table
    accounts: Table | None
    """Participants with an account and without; None where all have one."""
    said: list[Table]
    moderation: list[Table]
    versions: list[Version] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    declined: list[Declined] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    @property
    def median(self) -> timedelta | None:
        return coverage_tables.time_of(self.coverage.median_seconds)

    @property
    def lists_all(self) -> bool:
        """Tell whether nothing was left out for its number."""
        return max(len(self.changes), len(self.declined)) < AT_MOST


# Counting


def figures_of(consultation: Consultation) -> dict[str, Any]:
    """Return what is counted for a consultation's report now: what everybody may see who may see it."""
    texts = open_texts(consultation.pk)
    coverage = coverage_of(texts.keys)
    return {
        "coverage": coverage.as_figures(),
        "participants": participants_in(texts),
        "accounts": accounts_in(texts),
        "moderation": kept(moderation_tables(consultation.pk, Period())),
        "facts": evidence.as_figures(evidence.facts_of(consultation, texts, coverage)),
    }


def participants_in(texts: Texts) -> dict[str, dict[str, int]]:
    """Return by affiliation how many took part, and how much they said that is public; people
    without an account apart.
    """
    return counted(texts, capacity())


def accounts_in(texts: Texts) -> dict[str, dict[str, int]]:
    """Return the same of all who have an account, and of those who have none."""
    return counted(texts, Case(When(by_guest=True, then=Value(GUESTS)), default=Value(ACCOUNT)))


def counted(texts: Texts, group: Case) -> dict[str, dict[str, int]]:
    found = (
        Comment.objects.visible()
        .filter(draft__in=texts.keys)
        .order_by()
        .annotate(group=group)
        .values("group")
        .annotate(
            people=Count("author", distinct=True),
            contributions=Count("pk", filter=Q(thread=None)),
            comments=Count("pk"),
        )
    )
    return {one.pop("group"): one for one in found}


def kept(tables: Iterable[Table]) -> dict[str, dict[str, dict[str, int | None]]]:
    """Return the figures of tables without a name in any language."""
    return {
        table: {
            row: {column: value for column, value in figures.items() if column != "name"}
            for row, figures in rows.items()
        }
        for table, rows in as_object(tables).items()
    }


def as_kept(table: Table, figures: dict[str, dict[str, int | None]]) -> Table:
    """Return a table with the figures that were kept of it, in place of those of today."""
    rows = [
        replace(row, values=tuple(value_of(column, then.get(column)) for column in table.columns))
        for row in table.rows
        if (then := figures.get(row.key)) is not None
    ]
    return replace(table, rows=rows, key=f"moderation-{table.key}")


def value_of(column: str, stored: int | None) -> int | timedelta | None:
    if stored is not None and column.endswith("_seconds"):
        return timedelta(seconds=stored)
    return stored


# Showing


def report_for(
    page: ClosingReportPage, consultation_page: ConsultationPage, reader: User
) -> Report | None:
    """Return what a page of a closing report shows somebody; None where nothing was counted yet."""
    row = ClosingReport.objects.filter(pk=consultation_page.translation_key)
    row = row.select_related("consultation").first()
    if row is None:
        return None
    texts = readable_texts(row.pk, reader).only(open_texts(row.pk).keys)
    return report_of(row, texts, statements_in(page))


def report_of(
    row: ClosingReport, texts: Texts, stated: dict[str, list[evidence.Evidence]]
) -> Report:
    """Return a report in the active language, with words from some texts only."""
    language, bidi = get_language(), get_language_bidi()
    coverage = Coverage.of_figures(row.figures["coverage"])
    facts = evidence.of_figures(row.figures["facts"], stated)
    moderation = [
        as_kept(one, row.figures["moderation"].get(one.key, {}))
        for one in moderation_tables(row.pk, Period())
    ]

    def charted(table: Table) -> Table:
        return coverage_tables.charted(table, from_the_right=bidi)

    return Report(
        counted_at=row.counted_at,
        facts=facts,
        coverage=coverage,
        completion=Completion.objects.filter(pk=row.pk).first(),
        participants=charted(participants(row.figures["participants"])),
        accounts=accounts(row.figures.get("accounts", {})),  # earlier reports hold none
        said=[charted(one) for one in named_tables(coverage, texts, language)],
        moderation=[charted(one) for one in moderation if not one.is_empty],
        versions=versions_in(texts, row.counted_at),
        changes=changes_in(texts, row.counted_at, language),
        declined=declined_in(texts, row.counted_at, language),
        points=points_of(row.consultation, texts, facts, stated),
    )


TOOK_PART = {
    "people": _("people"),
    "contributions": coverage_tables.CONTRIBUTIONS,
    "comments": _("all they said, replies too"),
}


def participants(figures: dict[str, dict[str, int]]) -> Table:
    groups = dict(Affiliation.choices)
    if GUESTS in figures:
        groups[GUESTS] = coverage_tables.WITHOUT_ACCOUNT
    return Table(
        "participants",
        _("By affiliation"),
        TOOK_PART,
        rows_of(figures, groups),
        note=_("As they spoke then. Who spoke in two capacities is counted in both."),
        nothing=coverage_tables.NOTHING,
    )


def accounts(figures: dict[str, dict[str, int]]) -> Table | None:
    if GUESTS not in figures:
        return None
    groups = {ACCOUNT: _("with an account"), GUESTS: coverage_tables.WITHOUT_ACCOUNT}
    return Table(
        "accounts",
        _("With and without an account"),
        TOOK_PART,
        rows_of(figures, groups),
        note=coverage_tables.COUNTED_APART,
        nothing=coverage_tables.NOTHING,
    )


def rows_of(figures: dict[str, dict[str, int]], groups: Mapping[str, str | Promise]) -> list[Row]:
    return [
        Row(key, label, tuple(figures.get(key, {}).get(column, 0) for column in TOOK_PART))
        for key, label in groups.items()
    ]


def versions_in(texts: Texts, until: datetime) -> list[Version]:
    """Return the versions published by then, in order of time."""
    return list(texts.versions().filter(published_at__lte=until).order_by("published_at", "pk"))


def changes_in(texts: Texts, until: datetime, language: str) -> list[Change]:
    """Return what was taken up into versions published by then, the first version first."""
    adoptions = list(
        Adoption.objects.filter(
            texts.in_languages("version__"),
            draft__in=texts.keys,
            version__published_at__lte=until,
        )
        .select_related("version", "section")
        .defer("before", "after")
        .order_by("version__published_at", "section__position", "pk")[:AT_MOST]
    )
    contributions = in_public(one.contribution_id for one in adoptions)
    names = names_of({one.section for one in adoptions}, texts, language)
    return [
        Change(one, names.get(one.section.key, ""), contributions[one.contribution_id])
        for one in adoptions
    ]


def declined_in(texts: Texts, until: datetime, language: str) -> list[Declined]:
    """Return the answers that say no and were published by then, but for what is hidden since."""
    answers = list(
        Answer.objects.published()
        .filter(draft__in=texts.keys, outcome__in=REFUSALS, published_at__lte=until)
        .select_related("section", "version")
        .prefetch_related("texts__locale", "signatures", "links")
        .order_by("published_at", "pk")[:AT_MOST]
    )
    contributions = in_public(link.contribution_id for one in answers for link in one.links.all())
    found = []
    for answer in answers:
        public = [contributions[link.contribution_id] for link in answer.links.all()]
        public = sorted((one for one in public if one.is_visible), key=lambda one: one.pk)
        reasons = reasons_of(answer, language)
        if public and reasons:
            found.append(Declined(answer, *reasons, public))
    return found


def reasons_of(answer: Answer, language: str) -> tuple[str, str] | None:
    """Return the reasons of an answer and their language: one's own, or that of its writer, or any."""
    texts = {one.locale.language_code: one.reasons for one in answer.texts.all()}
    for one in (language, answer.language, *sorted(texts)):
        if texts.get(one):
            return texts[one], one
    return None


def in_public(keys: Iterable[UUID]) -> dict[UUID, Comment]:
    """Return contributions as the public sees them, by key."""
    found = Comment.objects.filter(pk__in=set(keys)).visible_to(PUBLIC)
    return found.select_related("author", "organisation").in_bulk()


def points_of(
    consultation: Consultation,
    texts: Texts,
    facts: Facts,
    stated: dict[str, list[evidence.Evidence]] | None = None,
) -> list[Point]:
    """Return the checklist with its evidence, what a publisher states last."""
    pages = evidence.pages_of(consultation)
    shown = evidence.evidence_of(pages, texts, facts, get_language())
    return [
        Point(one, [*shown[one.requirement], *(stated or {}).get(one.requirement, [])])
        for one in checklist(facts)
    ]


def statements_in(page: ClosingReportPage) -> dict[str, list[evidence.Evidence]]:
    """Return what a page states for requirements, by their number."""
    found: dict[str, list[evidence.Evidence]] = {one.value: [] for one in Requirement}
    for block in page.body:
        if block.block_type == "statement" and block.value["requirement"] in found:
            value = block.value
            said = evidence.Evidence(value["text"], value["link"] or "", value["day"], True)
            found[value["requirement"]].append(said)
    return {number: said for number, said in found.items() if said}


# The pages


def report_pages(consultation_id: UUID) -> PageQuerySet:
    """Return the pages of a consultation's closing report, of every language, public or not."""
    above = ConsultationPage.objects.filter(translation_key=consultation_id)
    below = Q(pk__in=[])
    for path in above.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return ClosingReportPage.objects.filter(below).order_by("pk")


def public_report(consultation_id: UUID, reader: User, language: str) -> ClosingReportPage | None:
    """Return a published report that somebody may read: in a language, or the first."""
    pages = privacy.readable_pages(report_pages(consultation_id), reader)
    in_language = (one for one in pages if one.locale.language_code == language)
    return next(in_language, pages[0] if pages else None)
