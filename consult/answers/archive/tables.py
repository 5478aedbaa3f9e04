"""The tables of the archive: each is read once for CSV and once for JSON, a portion at a time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.functional import Promise

from consult.answers.archive import columns
from consult.answers.models import (
    Adoption,
    Answer,
    AnswerLink,
    AnswerSignature,
    AnswerStatus,
    AnswerText,
    EmergencyPublication,
    Signature,
)
from consult.answers.queries.texts import Texts, names_of
from consult.core import sheets
from consult.core.streaming import in_blocks
from consult.core.text import plain
from consult.drafts.models import Section
from consult.moderation.canonical import moment
from consult.threads.models import PUBLIC, Comment
from consult.threads.queries import translations_of

AT_ONCE = 1000
"""Rows that are read at a time."""


@dataclass(frozen=True)
class Sheet:
    """A table: its name, what each of its columns says, and where its rows come from."""

    name: str
    columns: Mapping[str, str | Promise]
    rows: Callable[[], Iterable[dict[str, Any]]]

    def as_csv(self) -> Iterator[str]:
        """Yield the table as CSV in which no cell is a formula."""
        written = ([plainly(row[name]) for name in self.columns] for row in self.rows())
        return in_blocks(sheets.lines(chained([list(self.columns)], written)))

    def as_json(self) -> Iterator[str]:
        """Yield the table as a JSON list of objects."""
        return in_blocks(self._objects())

    def _objects(self) -> Iterator[str]:
        yield "["
        between = "\n"
        for row in self.rows():
            said = {name: plainly(row[name]) for name in self.columns}
            yield between + json.dumps(said, ensure_ascii=False)
            between = ",\n"
        yield "\n]\n"


def chained(*many: Iterable[Any]) -> Iterator[Any]:
    for one in many:
        yield from one


def plainly(value: Any) -> str | int | bool | None:
    """Return a value as both forms hold it: times in UTC, keys as text."""
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, UUID) else value


def tables_of(texts: Texts, language: str) -> list[Sheet]:
    """Return the tables of what belongs to some texts."""
    answers = Answer.objects.published().filter(draft__in=texts.keys)
    public = {"answer__draft__in": texts.keys, "answer__status": AnswerStatus.PUBLISHED}
    signed = Signature.objects.filter(texts.in_languages("version__"), voided_at=None)
    return [
        Sheet("versions", columns.VERSIONS, lambda: versions(texts)),
        Sheet("sections", columns.SECTIONS, lambda: sections(texts, language)),
        Sheet("contributions", columns.CONTRIBUTIONS, lambda: contributions(texts)),
        Sheet(
            "contribution-translations",
            columns.CONTRIBUTION_TRANSLATIONS,
            lambda: contribution_translations(texts),
        ),
        Sheet(
            "answers",
            columns.ANSWERS,
            lambda: values(
                answers.order_by("published_at", "pk"),
                columns.ANSWERS,
                section_key=F("section__key"),
                version_number=F("version__number"),
            ),
        ),
        Sheet(
            "answer-texts",
            columns.ANSWER_TEXTS,
            lambda: values(
                AnswerText.objects.filter(**public).order_by("answer_id", "locale__language_code"),
                columns.ANSWER_TEXTS,
                language=F("locale__language_code"),
            ),
        ),
        Sheet(
            "answer-contributions",
            columns.ANSWER_LINKS,
            lambda: values(
                AnswerLink.objects.filter(**public).order_by("answer_id", "contribution_id"),
                columns.ANSWER_LINKS,
            ),
        ),
        Sheet(
            "answer-signatures",
            columns.ANSWER_SIGNATURES,
            lambda: values(
                AnswerSignature.objects.filter(**public).order_by("answer_id", "college"),
                columns.ANSWER_SIGNATURES,
                signer_name=F("signer__public_name"),
            ),
        ),
        Sheet("changes", columns.CHANGES, lambda: changes(texts)),
        Sheet(
            "signatures",
            columns.SIGNATURES,
            lambda: values(
                signed.order_by("draft_id", "language", "version__number", "college"),
                columns.SIGNATURES,
                version_number=F("version__number"),
                signer_name=F("signer__public_name"),
            ),
        ),
        Sheet("emergencies", columns.EMERGENCIES, lambda: emergencies(texts)),
    ]


def values(found: QuerySet, named: Mapping[str, object], **more: F) -> Iterator[dict[str, Any]]:
    """Yield rows by the names of their columns; `more` are those that another table holds."""
    return renamed(found.annotate(**{f"a_{name}": one for name, one in more.items()}), named, more)


def renamed(
    found: QuerySet, named: Mapping[str, object], more: Mapping[str, F]
) -> Iterator[dict[str, Any]]:
    fields = {name: f"a_{name}" if name in more else name for name in named}
    for row in found.values(*fields.values()).iterator(chunk_size=AT_ONCE):
        yield {name: row[column] for name, column in fields.items()}


def versions(texts: Texts) -> Iterator[dict[str, Any]]:
    """Yield the versions, each with the names of its files."""
    for one in texts.versions().iterator(chunk_size=AT_ONCE):
        yield {
            "draft": one.draft_id,
            "language": one.language,
            "number": one.number,
            "title": one.title,
            "published_at": one.published_at,
            "files": file_name_of(one.draft_id, one.language, one.number),
        }


def file_name_of(draft: UUID, language: str, number: int) -> str:
    """Return the name of a version's files, without their endings."""
    return f"texts/{draft}/{language}-v{number}"


def sections(texts: Texts, language: str) -> Iterator[dict[str, Any]]:
    found = Section.objects.filter(draft__in=texts.keys).order_by("draft_id", "position", "pk")
    names = names_of(found, texts, language)
    for one in found.iterator(chunk_size=AT_ONCE):
        yield {
            "section": one.key,
            "draft": one.draft_id,
            "position": one.position,
            "name": names.get(one.key, ""),
            "is_whole_draft": one.is_whole_draft,
            "retired_at": one.retired_at,
            "contributions": one.threads_count,
            "without_account": one.guest_threads_count,
            "answered": one.answered_count,
            "for": one.for_count,
            "against": one.against_count,
            "neither": one.neither_count,
        }


def contribution_translations(texts: Texts) -> Iterator[dict[str, Any]]:
    """Yield every translation of a visible comment that readers see, the oldest comment first."""
    found = Comment.objects.filter(draft__in=texts.keys).visible().with_sources(PUBLIC)
    portion: list[Comment] = []
    for one in found.order_by("pk").iterator(chunk_size=AT_ONCE):
        portion.append(one)
        if len(portion) == AT_ONCE:
            yield from translations_of(portion)
            portion = []
    yield from translations_of(portion)


def contributions(texts: Texts) -> Iterator[dict[str, Any]]:
    """Yield every comment, the oldest first: of hidden and deleted ones no word, and no name."""
    found = (
        Comment.objects.filter(draft__in=texts.keys)
        .with_sources(PUBLIC)
        .select_related("author", "organisation", "section", "hidden_for")
        .order_by("pk")
    )
    for one in found.iterator(chunk_size=AT_ONCE):
        yield {
            "id": one.pk,
            "draft": one.draft_id,
            "section": one.section.key,
            "thread": one.thread_id,
            "in_reply_to": one.in_reply_to_id,
            "kind": one.kind,
            "status": one.status,
            "charter_article": one.hidden_for.number if one.hidden_for else None,
            "language": one.language,
            **said_in(one),
            "agree": one.agree_count,
            "disagree": one.disagree_count,
            "replies": one.replies_count,
            "replies_without_account": one.guest_replies_count,
            "posted_at": one.posted_at,
            "edited_at": one.edited_at,
            "outcome": one.outcome,
            "answered_at": one.answered_at,
        }


def said_in(one: Comment) -> dict[str, Any]:
    """Return who said what, empty where that is not public."""
    if not one.is_visible:
        return dict.fromkeys(
            (
                *("author", "without_account", "affiliation", "organisation", "organisation_kind"),
                *("organisation_confirmed", "by_official", "stance", "text", "wording", "quote"),
            ),
            "",
        )
    return {
        "author": one.author_name,
        "without_account": one.by_guest,
        "affiliation": one.declared_affiliation,
        "organisation": one.organisation.name if one.organisation else "",
        "organisation_kind": one.organisation.kind if one.organisation else "",
        "organisation_confirmed": one.organisation_confirmed,
        "by_official": one.by_official,
        "stance": one.stance,
        "text": one.shown_source or plain(one.shown_html),
        "wording": one.shown_wording,
        "quote": one.shown_quote,
    }


def changes(texts: Texts) -> Iterator[dict[str, Any]]:
    """Yield what was taken up into a published version. What waits in a working text is not public."""
    found = Adoption.objects.filter(texts.in_languages("version__"), draft__in=texts.keys)
    return values(
        found.order_by("draft_id", "version__number", "pk"),
        columns.CHANGES,
        section_key=F("section__key"),
        version_language=F("version__language"),
        version_number=F("version__number"),
    )


def emergencies(texts: Texts) -> Iterator[dict[str, Any]]:
    found = EmergencyPublication.objects.filter(texts.in_languages("version__"))
    return values(
        found.order_by("made_at", "pk"),
        columns.EMERGENCIES,
        draft=F("version__draft_id"),
        version_language=F("version__language"),
        version_number=F("version__number"),
        publisher_name=F("by__public_name"),
    )
