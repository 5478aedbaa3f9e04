"""Comments in other languages, by people: offered, confirmed, taken back, taken away.

Held ones are published in release.py, as all held words are.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.consultations.models import CharterArticle
from consult.consultations.names.queries import pseudonym_of
from consult.consultations.policy import is_official
from consult.core.errors import NotFound
from consult.core.text import Cleaned, clean
from consult.drafts.policy import may_listen
from consult.languages.registries import digest_of
from consult.live import services as live
from consult.people.models import User
from consult.threads import policy, refusals
from consult.threads.models import (
    COMMENT_LENGTH,
    SHOWN,
    Comment,
    CommentTranslation,
    HeldText,
    Kind,
    TranslationStatus,
)
from consult.threads.screening import screen
from consult.threads.services.held import hold
from consult.threads.services.locks import lock_comment, lock_readable_comment


@dataclass(frozen=True)
class Offered:
    """A translation that readers see, or the words that wait for a moderator before they do."""

    translation: CommentTranslation | None
    held: HeldText | None = None


@transaction.atomic
def offer_translation(
    *, by: User, comment_id: UUID, language: str, body: str, address: str = ""
) -> Offered:
    """Offer a comment's words in another language; one's earlier offer gives way to it.

    What the author of the comment offers is confirmed at once. A translation is a way to publish
    words, so house rules hold as for comments: pace, suspension, screening. Raises `NotFound`,
    what `why_not_translate` returns, `NothingToTranslate`, `UnknownLanguage`, and what posting
    raises of words.
    """
    comment = lock_readable_comment(by, comment_id)
    language = policy.known_language(language)
    if refusal := policy.why_not_translate(by, comment, language, timezone.now()):
        raise refusal
    if not comment.html:
        raise refusals.NothingToTranslate
    words = clean(body, limit=COMMENT_LENGTH)
    policy.spend("post", by, address)
    said = Comment(
        draft=comment.draft,
        section=comment.section,
        author=by,
        affiliation=by.affiliation,
        by_official=is_official(by, comment.draft.consultation),
        pseudonym=pseudonym_of(by, comment.draft.consultation),
        language=language,
        kind=Kind.REMARK,
        source=words.source,
        html=words.html,
    )
    screening = screen(said)
    if screening.grounds:
        return Offered(None, hold(said, screening, translates=comment))
    return Offered(write_translation(comment, by, language, words, said.pseudonym))


def write_translation(
    comment: Comment, by: User, language: str, words: Cleaned, pseudonym: str
) -> CommentTranslation:
    """Write a translation of a locked comment, in the place of its translator's earlier one."""
    now = timezone.now()
    earlier = comment.translations.filter(language=language, by=by, status__in=SHOWN)
    earlier.update(status=TranslationStatus.WITHDRAWN, source="", html="")
    translation = CommentTranslation(
        comment=comment,
        language=language,
        by=by,
        pseudonym=pseudonym,
        source=words.source,
        html=words.html,
        digest=digest_of(comment.html),
        offered_at=now,
    )
    if by.pk == comment.author_id:
        give_way(translation)
        confirm(translation, by, pseudonym)
    translation.save(force_insert=True)
    tell(comment)
    return translation


@transaction.atomic
def confirm_translation(*, by: User, translation_id: UUID) -> CommentTranslation:
    """Confirm that a translation says what its comment says.

    The comment's author may put it in the place of another that was confirmed. Raises `NotFound`,
    what `why_not_confirm` returns, and `ConfirmedBefore`.
    """
    translation = lock_translation(translation_id)
    comment = translation.comment
    if not may_listen(comment.draft_id, by):
        raise NotFound
    if refusal := policy.why_not_confirm(by, translation, timezone.now()):
        raise refusal
    if by.pk == comment.author_id:
        give_way(translation)
    confirm(translation, by, pseudonym_of(by, comment.draft.consultation))
    try:
        with transaction.atomic():
            translation.save()
    except IntegrityError as twice:
        raise refusals.ConfirmedBefore from twice
    tell(comment)
    return translation


def give_way(translation: CommentTranslation) -> None:
    """Let a translation that was confirmed be an offer again: the author prefers another one."""
    CommentTranslation.objects.filter(
        comment=translation.comment,
        language=translation.language,
        status=TranslationStatus.CONFIRMED,
    ).update(
        status=TranslationStatus.OFFERED, confirmed_by=None, confirmed_under="", confirmed_at=None
    )


def confirm(translation: CommentTranslation, by: User, pseudonym: str) -> None:
    """Set who confirmed a translation, under which name, and when."""
    translation.status = TranslationStatus.CONFIRMED
    translation.confirmed_by, translation.confirmed_at = by, timezone.now()
    translation.confirmed_under = pseudonym


@transaction.atomic
def withdraw_translation(*, by: User, translation_id: UUID) -> CommentTranslation:
    """Take one's own translation back: its words are erased. At any time, also from a draft that
    one may no longer read. Raises `NotFound`, `NotYourTranslation`, `NotVisible`.
    """
    translation = lock_translation(translation_id)
    if translation.by_id != by.pk:
        if not may_listen(translation.comment.draft_id, by):
            raise NotFound
        raise refusals.NotYourTranslation
    if translation.status == TranslationStatus.HIDDEN:  # it stays, for what moderators did
        raise refusals.NotVisible
    was_shown = translation.is_shown
    translation.status = TranslationStatus.WITHDRAWN
    translation.source = translation.html = ""
    translation.save()
    if was_shown:
        tell(translation.comment)
    return translation


@transaction.atomic(savepoint=False)
def hide_translation(
    translation: CommentTranslation, *, by: User, article: CharterArticle, explanation: str
) -> CommentTranslation:
    """Take a locked translation from the public, in the name of a charter article."""
    translation.status = TranslationStatus.HIDDEN
    translation.hidden_for, translation.hidden_by = article, by
    translation.hidden_because = explanation
    translation.save()
    tell(translation.comment)
    return translation


def lock_translation(translation_id: UUID) -> CommentTranslation:
    """Return a translation, locked after its comment and that one's section. Raises `NotFound`."""
    found = CommentTranslation.objects.filter(pk=translation_id).values("comment").first()
    if found is None:
        raise NotFound
    comment = lock_comment(found["comment"])
    translation = CommentTranslation.objects.select_for_update().filter(pk=translation_id).first()
    if translation is None:  # its comment was deleted this moment
        raise NotFound
    translation.comment = comment
    return translation


def tell(comment: Comment) -> None:
    """Tell open windows that a comment can be read in other languages than before."""
    live.record(stream_id=comment.draft_id, type="comment.translated", object_id=comment.pk)
