"""Drafts, their versions and sections: read."""

from typing import Annotated
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from wagtail.rich_text import expand_db_html

from consult.api import reading
from consult.api.caching import answer, answer_from_stream
from consult.api.languages import Language
from consult.api.openapi import reads
from consult.api.problems import READING
from consult.api.refusals import Invalid
from consult.api.schemas import drafts as schemas
from consult.api.schemas.base import Asked
from consult.core.errors import NotFound
from consult.core.text import clean_rich
from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.drafts.policy import readable_languages, readable_pages
from consult.drafts.queries import newest_in, reading_of
from consult.drafts.versions import language_of
from consult.live.services import last_number
from consult.people.models import User

router = Router(tags=["drafts"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/drafts/", **reads(schemas.Drafts, Invalid))
def list_drafts(request: HttpRequest, asked: Query[schemas.DraftsAsked]) -> HttpResponse:
    """List the drafts

    Every draft that the reader may see, or those of one consultation.
    """
    pages = reading.draft_pages(request.user)
    rows = Draft.objects.filter(pk__in=pages).order_by("pk")
    if asked.consultation:
        rows = rows.filter(consultation=asked.consultation)
    items = [schemas.Draft(**facts) for facts in facts_of(request, list(rows), pages)]
    return answer(request, schemas.Drafts(items=items))


@router.get("/drafts/{draft_key}/", **reads(schemas.DraftInFull, *READING))
def read_draft(request: HttpRequest, draft_key: UUID, asked: Query[Asked]) -> HttpResponse:
    """Read a draft

    What it is called, where it stands, and how far its stream is: a client that follows the live
    stream begins behind `stream_number`.
    """
    del asked
    number = last_number(draft_key)  # before what it stands for: what comes after is not lost
    page = reading.draft_page(request, draft_key)
    row = Draft.objects.filter(pk=draft_key).first()
    if row is None:
        raise NotFound
    pages = {draft_key: written_pages(draft_key, request.user) or [page]}
    (facts,) = facts_of(request, [row], pages)
    introduction = expand_db_html(page.introduction)
    return answer(
        request,
        schemas.DraftInFull(**facts, introduction=clean_rich(introduction), stream_number=number),
    )


@router.get("/drafts/{draft_key}/versions/", **reads(schemas.Versions, *READING))
def list_versions(
    request: HttpRequest, draft_key: UUID, asked: Query[schemas.VersionsAsked]
) -> HttpResponse:
    """List the versions of a draft

    The newest first, in all languages or in one.
    """
    reading.draft_page(request, draft_key)
    languages = readable_languages(draft_key, request.user)
    if asked.language:
        languages &= {asked.language}
    versions = Version.objects.filter(draft=draft_key, language__in=languages).order_by("-pk")
    if asked.cursor:
        versions = versions.filter(pk__lt=asked.cursor)
    found = list(versions[: asked.limit + 1])
    shown = found[: asked.limit]
    more = str(shown[-1].pk) if len(found) > asked.limit else None
    items = [schemas.Version(**version_facts(one)) for one in shown]
    return answer(request, schemas.Versions(items=items, next=reading.next_address(request, more)))


@router.get(
    "/drafts/{draft_key}/versions/{language}/{number}/", **reads(schemas.VersionInFull, *READING)
)
def read_version(
    request: HttpRequest,
    draft_key: UUID,
    language: Language,
    number: Number,
    asked: Query[Asked],
) -> HttpResponse:
    """Read a version of a draft

    All its text. A version never changes.
    """
    del asked
    reading.draft_page(request, draft_key)
    version = Version.objects.filter(draft=draft_key, language=language, number=number).first()
    if version is None or language not in readable_languages(draft_key, request.user):
        raise NotFound
    texts = version.sections.select_related("section")
    return answer(
        request,
        schemas.VersionInFull(
            **version_facts(version),
            sections=[schemas.Text(**text_facts(one)) for one in texts],
        ),
    )


@router.get("/drafts/{draft_key}/sections/", **reads(schemas.Sections, *READING))
def list_sections(request: HttpRequest, draft_key: UUID, asked: Query[Asked]) -> HttpResponse:
    """List the sections of a draft

    First the draft as a whole, which has the draft's key; then its text as it stands, in order;
    then what was taken out of it, with its last words.
    """
    del asked
    page = reading.draft_page(request, draft_key)

    def make() -> schemas.Sections:
        return schemas.Sections(language=language_of(page), items=sections_of(page, request.user))

    return answer_from_stream(request, draft_key, make)


def sections_of(page: DraftPage, reader: User) -> list[schemas.Section]:
    """Return all that can be or could be discussed of a draft."""
    shown = reading_of(page)
    if shown.version is None:
        raise NotFound
    texts = {one.section_id: one for one in shown.version.sections.select_related("section")}
    retired = [row for row in shown.rows.values() if row.retired_at]
    texts |= last_words(retired, page, reader)
    rows = [shown.whole, *(row for row in shown.rows.values() if row.pk in texts)]
    rows.sort(key=lambda row: (row.retired_at is not None, row.position))
    return [section_of(row, texts.get(row.pk)) for row in rows]


def last_words(rows: list[Section], page: DraftPage, reader: User) -> dict[int, VersionSection]:
    """Return the last text of retired sections, by their ids, in a language that may be read."""
    if not rows:
        return {}
    language = language_of(page)
    found = VersionSection.objects.filter(
        section__in=rows,
        version__language__in=readable_languages(page.translation_key, reader),
    ).order_by("section", *newest_in(language))
    last: dict[int, VersionSection] = {}
    for one in found.select_related("section"):
        last.setdefault(one.section_id, one)
    return last


def section_of(row: Section, text: VersionSection | None) -> schemas.Section:
    """Return a section; the draft as a whole has no text of its own."""
    words = (
        text_facts(text)
        if text
        else {"kind": "whole_draft", "title": "", "level": 0, "html": "", "text": ""}
    )
    return schemas.Section(
        **{**words, "key": row.key, "position": row.position},
        retired_at=row.retired_at,
        comments_count=row.comments_count,
        comments_without_account_count=row.guest_comments_count,
        stances={
            "for": row.for_count,
            "against": row.against_count,
            "neither": row.neither_count,
        },
    )


def text_facts(text: VersionSection) -> dict:
    """Return what is told of a section's text."""
    return {
        "key": text.section.key,
        "position": text.position,
        "kind": text.kind,
        "title": text.title,
        "level": text.level,
        "html": text.html,
        "text": text.text,
    }


def written_pages(draft_key: UUID, reader: User) -> list[DraftPage]:
    """Return the pages of a draft that somebody may read, without those that mirror another."""
    return [page for page in readable_pages(draft_key, reader) if not page.alias_of_id]


def version_facts(version: Version) -> dict:
    """Return what is told of every version."""
    return {
        "language": version.language,
        "number": version.number,
        "title": version.title,
        "published_at": version.published_at,
    }


def facts_of(request: HttpRequest, rows: list[Draft], pages: dict) -> list[dict]:
    """Return what is told of every draft, in so many queries whatever their number."""
    keys = [row.pk for row in rows]
    totals = Section.objects.filter(draft__in=keys).order_by().values_list("draft")
    totals = totals.annotate(Sum("comments_count"), Sum("guest_comments_count"))
    counts = {draft: (total, of_guests) for draft, total, of_guests in totals}
    shown = {row.pk: reading.in_language(pages[row.pk]) for row in rows}
    latest = latest_versions(keys)
    return [
        {
            "key": row.pk,
            "consultation": row.consultation_id,
            "title": shown[row.pk].title,
            "language": shown[row.pk].locale.language_code,
            "languages": reading.languages_of(pages[row.pk]),
            "version": latest.get((row.pk, shown[row.pk].locale.language_code)),
            "comments_count": counts.get(row.pk, (0, 0))[0],
            "comments_without_account_count": counts.get(row.pk, (0, 0))[1],
            "url": reading.address_of(request, shown[row.pk]),
        }
        for row in rows
    ]


def latest_versions(keys: list[UUID]) -> dict[tuple[UUID, str], schemas.Version]:
    """Return the latest version of each draft in each language."""
    same = Version.objects.filter(draft=OuterRef("draft"), language=OuterRef("language"))
    last = Subquery(same.order_by("-number").values("number")[:1])
    return {
        (one.draft_id, one.language): schemas.Version(**version_facts(one))
        for one in Version.objects.filter(draft__in=keys, number=last)
    }
