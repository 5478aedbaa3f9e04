"""Reports: a reader notices that a comment breaks the charter. A report alone hides nothing."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from consult.core import pace
from consult.core.errors import NotFound
from consult.core.text import clean_optional
from consult.drafts.policy import may_listen
from consult.moderation import policy, refusals
from consult.moderation.models import REPORT_LENGTH, Cause, Report
from consult.moderation.services.cases import open_case
from consult.moderation.services.decisions import article_of
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, CommentTranslation

ADDRESS = Report._meta.get_field("email")


@dataclass(frozen=True)
class Notice:
    """What a reader reports: the article, what is wrong, and where to tell them the outcome."""

    article_id: int | None
    words: str = ""
    email: str = ""
    language: str = ""
    translation_id: UUID | None = None
    """The translation that breaks the charter, where not the comment itself does."""


@transaction.atomic
def report_comment(*, by: User, comment_id: UUID, notice: Notice, address: str = "") -> Report:
    """Report a comment to the moderators of its consultation; `by` may have no account.

    `address` is where the request came from: of it a keyed digest is kept, so that each reader
    without an account counts once. Raises `NotFound`, `NothingToReport`, `OwnReport`, `NoArticle`,
    `BadAddress`, `AlreadyReported`, `TooFast`, and what `clean_optional` raises of the words.
    """
    comment = threads.lock_comment(comment_id)
    if not may_listen(comment.draft_id, by):
        raise NotFound
    translation = translation_of(comment, notice.translation_id)
    if refusal := (
        policy.why_not_report_translation(by, translation)
        if translation
        else policy.why_not_report(by, comment)
    ):
        raise refusal
    report = Report(
        comment=comment,
        translation=translation,
        article=article_of(comment.draft.consultation, notice.article_id),
        words=clean_optional(notice.words, limit=REPORT_LENGTH),
        reporter=by if by.is_authenticated else None,
        mark="" if by.is_authenticated else mark_of(address),
        email=checked(notice.email) if not by.is_authenticated else "",
        language=notice.language,
    )
    spend(by, address)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as twice:
        raise refusals.AlreadyReported from twice
    open_case(comment, Cause.REPORTED)
    return report


def translation_of(comment: Comment, translation_id: UUID | None) -> CommentTranslation | None:
    """Return the translation of a locked comment that is reported, if one is. Raises `NotFound`, also
    for a translation of another comment.
    """
    if translation_id is None:
        return None
    translation = CommentTranslation.objects.filter(pk=translation_id, comment=comment).first()
    if translation is None:
        raise NotFound
    translation.comment = comment
    return translation


def mark_of(address: str) -> str:
    """Return a keyed digest of an address: nobody can read the address from it."""
    return salted_hmac("consult.moderation.reports", address, algorithm="sha256").hexdigest()


def checked(email: str) -> str:
    """Return an e-mail address, or nothing where none is given. Raises `BadAddress`."""
    email = email.strip()
    if email:
        try:
            ADDRESS.run_validators(email)
        except ValidationError as error:
            raise refusals.BadAddress from error
    return email


def spend(by: User, address: str) -> None:
    """Count one report against the pace of a reader and an address. Raises `TooFast`."""
    pace.spend(
        "report",
        participant=by.pk if by.is_authenticated else mark_of(address),
        is_new=by.is_authenticated and pace.is_new_account(by.joined_at),
        address=address,
    )
