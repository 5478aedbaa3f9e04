"""Comments in the reader's language, where somebody or a machine has translated them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from consult.drafts.policy import may_listen
from consult.languages import queries as languages
from consult.languages.queries import Translation
from consult.languages.registries import Words, digest_of
from consult.people.models import User
from consult.threads import policy
from consult.threads.models import (
    COMMENT_LENGTH,
    PUBLIC,
    SHOWN,
    Comment,
    CommentTranslation,
    TranslationStatus,
)


def with_translations(comments: Iterable[Comment]) -> list[Comment]:
    """Return comments with `shown_translations`, those into the active language that readers see.

    What people confirmed comes first, then a machine's, then what is only offered. Comments are
    as `visible_to` gives them; of hidden and deleted ones there is no translation. Two queries,
    none where all is written in that language.
    """
    comments, language = list(comments), get_language()
    foreign = {}
    for comment in comments:
        comment.shown_translations = []
        if comment.is_visible and comment.shown_html and comment.language != language:
            foreign[comment.pk] = digest_of(comment.shown_html)
    if not foreign:
        return comments
    by_people = translations_by_people(foreign, language)
    by_machine = languages.made(
        ((one.language, foreign[one.pk]) for one in comments if one.pk in foreign), language
    )
    for comment in comments:
        if comment.pk in foreign:
            people = by_people[comment.pk]
            machine = by_machine.get((comment.language, foreign[comment.pk]))
            comment.shown_translations = [
                *(one for one in people if not one.is_offered),
                *([machine] if machine else []),
                *(one for one in people if one.is_offered),
            ]
    return comments


def translations_by_people(
    digests: dict[UUID, str], language: str
) -> dict[UUID, list[Translation]]:
    """Return what people translated, by the comments' ids, the oldest first.

    `digests` are those of the comments' words as they are now.
    """
    found: dict[UUID, list[Translation]] = defaultdict(list)
    rows = CommentTranslation.objects.filter(
        comment__in=digests, language=language, status__in=SHOWN
    )
    for row in rows.select_related("by", "confirmed_by", "comment").only(
        *("html", "language", "digest", "status", "offered_at", "comment__language"),
        *("pseudonym", "confirmed_under", "by__public_name", "confirmed_by__public_name"),
    ):
        if row.digest == digests[row.comment_id]:
            found[row.comment_id].append(told(row))
    for translations in found.values():
        translations.sort(key=lambda one: one.key)
    return found


@dataclass(frozen=True)
class OnOffer:
    """A translation with what a reader may do with it."""

    row: CommentTranslation
    shown: Translation
    is_own: bool
    can_confirm: bool


def offers_of(comment: Comment, language: str, reader: User) -> list[OnOffer]:
    """Return what people translated of a comment into a language, what is confirmed first.

    One's own are there when they are outdated, or taken away, too. `comment` comes with its words
    as this reader sees them, its section, draft and consultation; nothing is there of hidden ones.
    """
    if not comment.is_visible or not comment.shown_html:
        return []
    own = Q(status__in=(TranslationStatus.OUTDATED, TranslationStatus.HIDDEN), by=reader.pk)
    rows = CommentTranslation.objects.filter(comment=comment.pk, language=language)
    rows = rows.filter(Q(status__in=SHOWN) | own).select_related("by", "confirmed_by", "hidden_for")
    offers, now = [], timezone.now()
    for row in rows.order_by("pk"):
        row.comment = comment
        can_confirm = row.is_offered and policy.why_not_confirm(reader, row, now) is None
        offers.append(OnOffer(row, told(row), row.by_id == reader.pk, can_confirm))
    return sorted(offers, key=lambda one: not one.shown.confirmed_by)


def people_in_all(comment: Comment) -> list[CommentTranslation]:
    """Return what people translated of a comment's words as they are now, into every language.

    The comment is as `visible_to` gives it; nothing is there of hidden words.
    """
    if not comment.is_visible or not comment.shown_html:
        return []
    rows = comment.translations.filter(status__in=SHOWN, digest=digest_of(comment.shown_html))
    return list(rows.select_related("by", "confirmed_by").order_by("language", "pk"))


def translations_of(comments: list[Comment]) -> Iterator[dict[str, Any]]:
    """Yield the translations of public comments into every language, as an export holds them.

    Two queries. Comments are as `visible_to(PUBLIC)` gives them.
    """
    digests = {one.pk: digest_of(one.shown_html) for one in comments if one.shown_html}
    people: dict[UUID, list[CommentTranslation]] = defaultdict(list)
    rows = CommentTranslation.objects.filter(comment__in=digests, status__in=SHOWN)
    for row in rows.select_related("by", "confirmed_by").order_by("language", "pk"):
        if row.digest == digests[row.comment_id]:
            people[row.comment_id].append(row)
    machines = languages.made_into_all(
        (one.language, digests[one.pk]) for one in comments if one.pk in digests
    )
    for comment in comments:
        for row in people[comment.pk]:
            yield {
                "contribution": comment.pk,
                "language": row.language,
                "status": row.status,
                "by": row.by_name,
                "confirmed_by": row.confirmed_by_name,
                "text": row.source,
                "made_at": row.offered_at,
            }
        for row in machines.get((comment.language, digests.get(comment.pk, "")), ()):
            yield {
                "contribution": comment.pk,
                "language": row.to_language,
                "status": "machine",
                "by": row.machine,
                "confirmed_by": "",
                "text": row.text,
                "made_at": row.made_at,
            }


def told(row: CommentTranslation) -> Translation:
    """Return a person's translation as pages show it."""
    is_confirmed = row.status == TranslationStatus.CONFIRMED
    return Translation(
        html=row.html,
        language=row.language,
        source_language=row.comment.language,
        by=row.by_name,
        confirmed_by=row.confirmed_by_name if is_confirmed else "",
        key=row.pk,
    )


def words_of_comment(comment_id: UUID) -> Words | None:
    """Return what everybody may read of a comment now; None for hidden, deleted and held words, and
    for those of a draft that is not public.
    """
    comment = Comment.objects.visible().with_sources(PUBLIC).filter(pk=comment_id).first()
    if comment is None or not comment.shown_html:
        return None
    if not may_listen(comment.draft_id, AnonymousUser()):
        return None
    return Words(
        text=comment.shown_source,
        html=comment.shown_html,
        language=comment.language,
        limit=COMMENT_LENGTH,
        address=comment.get_absolute_url(),
        offer="threads:translations",
    )
