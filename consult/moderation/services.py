"""The verbs of moderation."""

from uuid import UUID

from django.db import transaction

from consult.consultations.models import CharterArticle, Consultation, Membership, Role
from consult.consultations.policy import membership_of
from consult.core.text import clean_optional
from consult.moderation import policy
from consult.moderation.models import EXPLANATION_LENGTH, Action, Decision
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment


@transaction.atomic
def hide_comment(
    *, by: User, comment_id: UUID, article_id: int | None, explanation: str = ""
) -> Decision:
    """Hide a comment in the name of an article of its consultation's charter.

    Raises `NotFound`, `NotAllowed`, `OwnComment`, `AlreadyDecided`, `NoArticle`, and what
    `clean_optional` raises of the explanation.
    """
    comment, membership = claim(by, comment_id, Action.HIDE)
    article = article_of(comment.draft.consultation, article_id)
    threads.hide_words(comment, article)
    return decide(comment, membership, Action.HIDE, article, explanation)


@transaction.atomic
def restore_comment(*, by: User, comment_id: UUID, explanation: str = "") -> Decision:
    """Give a hidden comment back to the public. Raises what `hide_comment` raises."""
    comment, membership = claim(by, comment_id, Action.RESTORE)
    article = comment.hidden_for
    threads.show_words(comment)
    return decide(comment, membership, Action.RESTORE, article, explanation)


def claim(by: User, comment_id: UUID, action: Action) -> tuple[Comment, Membership]:
    """Lock a comment and return it with the moderator's membership, or raise why not."""
    comment = threads.lock_comment(comment_id)
    membership = membership_of(by, comment.draft.consultation, Role.MODERATOR)
    if refusal := policy.why_not_decide(membership, comment, action):
        raise refusal
    return comment, membership


def article_of(consultation: Consultation, article_id: int | None) -> CharterArticle:
    """Return an article in force of this consultation, or raise `NoArticle`."""
    article = consultation.charter_articles.filter(retired_at=None, pk=article_id).first()
    if article is None:
        raise policy.NoArticle
    return article


def decide(
    comment: Comment,
    membership: Membership,
    action: Action,
    article: CharterArticle | None,
    explanation: str,
) -> Decision:
    """Write the decision."""
    return Decision.objects.create(
        comment=comment,
        action=action,
        article=article,
        explanation=clean_optional(explanation, limit=EXPLANATION_LENGTH),
        moderator=membership.participant,
        college=membership.college,
    )
