"""News for feed readers (RFC 4287): what everybody may read now, and nobody's account is asked for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.answers.models import Answer
from consult.answers.queries.answers import complete, text_of
from consult.answers.queries.answers import html_of as reasons_html
from consult.core.text import plain
from consult.drafts.models import DraftPage, Version
from consult.following.queries.lines import version_path
from consult.moderation.exports import printable
from consult.threads.models import PUBLIC, Comment
from consult.threads.queries.discussion import labels_of

IN_FEED = 50
"""Entries in a feed: the newest."""
EXCERPT = 1_000
"""How many characters of somebody's words an entry holds."""


@dataclass(frozen=True)
class Entry:
    """One piece of news."""

    id: UUID
    at: datetime
    changed_at: datetime
    title: str
    path: str
    draft_id: UUID
    author: str
    words: str = ""
    language: str = ""


def entries_of(draft_ids: Collection[UUID], language: str) -> list[Entry]:
    """Return the newest news of drafts, whose readers the caller knows: contributions that stand,
    answers, and versions in a language. A fixed number of queries.
    """
    found = [
        *contributions(draft_ids, language),
        *answers(draft_ids, language),
        *versions(draft_ids, language),
    ]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:IN_FEED]


def contributions(draft_ids: Collection[UUID], language: str) -> Iterable[Entry]:
    """Return the newest contributions whose words are public."""
    comments = Comment.objects.with_sources(PUBLIC).visible().roots().filter(draft__in=draft_ids)
    found = list(comments.select_related("author").newest_first()[:IN_FEED])
    labels = labels_of({one.section_id for one in found}, language)
    for one in found:
        name, label = one.author_name, labels.get(one.section_id, "")
        said = _("%(name)s contributed") % {"name": name}
        words = plain(one.shown_html) or one.shown_wording
        yield Entry(
            id=one.pk,
            at=one.posted_at,
            changed_at=one.edited_at or one.posted_at,
            title=f"{said}: {label}" if label else said,
            path=one.get_absolute_url(),
            draft_id=one.draft_id,
            author=f"{name} ({_('without an account')})" if one.by_guest else name,
            words=Truncator(words).chars(EXCERPT),
            language=one.language,
        )


def answers(draft_ids: Collection[UUID], language: str) -> Iterable[Entry]:
    """Return the newest answers, with their reasons in a language or as they were written."""
    published = complete(Answer.objects.published().filter(draft__in=draft_ids))
    for one in published.order_by("-published_at")[:IN_FEED]:
        text = text_of(one, language)
        yield Entry(
            id=one.pk,
            at=one.published_at,
            changed_at=one.edited_at or one.published_at,
            title=_("The drafters have answered: {outcome}").format(
                outcome=one.get_outcome_display()
            ),
            path=reverse("answers:answer", args=[one.pk]),
            draft_id=one.draft_id,
            author=_("The drafters"),
            words=Truncator(plain(reasons_html(text.reasons))).chars(EXCERPT),
            language=text.locale.language_code,
        )


def versions(draft_ids: Collection[UUID], language: str) -> Iterable[Entry]:
    """Return the newest versions in a language."""
    found = Version.objects.filter(draft__in=draft_ids, language=language)
    for one in found.order_by("-published_at")[:IN_FEED]:
        yield Entry(
            id=one.pk,
            at=one.published_at,
            changed_at=one.published_at,
            title=_("Version {number} is published").format(number=one.number),
            path=version_path(one),
            draft_id=one.draft_id,
            author=settings.WAGTAIL_SITE_NAME,
        )


def feed_of(
    entries: Iterable[Entry],
    pages: dict[UUID, DraftPage],
    *,
    title: str,
    key: UUID,
    page_url: str,
    feed_url: str,
) -> str:
    """Return entries as an Atom feed in the active language; where it tells of several drafts, each
    entry names its own.
    """
    made = Atom1Feed(
        title=printable(title),
        link=page_url,
        description="",
        language=get_language(),
        feed_url=feed_url,
        feed_guid=f"urn:uuid:{key}",
    )
    for one in entries:
        draft_title = pages[one.draft_id].title if len(pages) > 1 else ""
        words = format_html('<p lang="{}" dir="auto">{}</p>', one.language, one.words)
        made.add_item(
            title=printable(f"{one.title} ({draft_title})" if draft_title else one.title),
            link=f"{settings.WAGTAILADMIN_BASE_URL}{one.path}",
            description=printable(words) if one.words else "",
            unique_id=f"urn:uuid:{one.id}",
            pubdate=one.at,
            updateddate=one.changed_at,
            author_name=printable(one.author),
        )
    return made.writeString("utf-8")
