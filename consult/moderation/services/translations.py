"""Taking a translation away: its comment stays as it is."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from consult.consultations.models import Role
from consult.consultations.policy import membership_of
from consult.core.errors import NotFound
from consult.core.text import clean_optional
from consult.moderation import policy
from consult.moderation.models import EXPLANATION_LENGTH, Cause, Report
from consult.moderation.services.cases import close_cases
from consult.moderation.services.decisions import article_of
from consult.moderation.services.notices import tell_of_translation
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import CommentTranslation


@transaction.atomic
def take_away_translation(
    *, by: User, translation_id: UUID, article_id: int | None, explanation: str = ""
) -> CommentTranslation:
    """Take a person's translation from the public, in the name of an article of the charter.

    Its translator reads why, by mail and where it stood. Reports about it are settled, whoever made
    them is told, and the case of its comment is settled with them where nothing else was reported. Raises `NotFound`, what
    `policy.why_not_take_away` returns, and `NoArticle`.
    """
    translation = threads.lock_translation(translation_id)
    comment = translation.comment
    membership = membership_of(by, comment.draft.consultation, Role.MODERATOR)
    if membership is None:
        raise NotFound
    if refusal := policy.why_not_take_away(membership, translation):
        raise refusal
    threads.hide_translation(
        translation,
        by=by,
        article=article_of(comment.draft.consultation, article_id),
        explanation=clean_optional(explanation, limit=EXPLANATION_LENGTH),
    )
    tell_of_translation(translation)
    if not Report.objects.filter(comment=comment, closed_at=None).exists():
        close_cases(Q(cause=Cause.REPORTED, comment=comment), None)
    return translation
