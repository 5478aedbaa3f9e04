"""Who may decide on a comment."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Membership
from consult.core.errors import NotAllowed, Refused
from consult.moderation.models import Action
from consult.threads.models import Comment


class OwnComment(Refused):
    code = "decision.own_comment"
    sentence = _("Nobody decides on their own comment, or on a reply to it.")
    status = HTTPStatus.FORBIDDEN


class AlreadyDecided(Refused):
    code = "decision.already_decided"
    sentence = _(
        "Somebody decided on this comment before you. Reload the page to see what they decided."
    )
    status = HTTPStatus.CONFLICT


class Deleted(Refused):
    code = "decision.deleted"
    sentence = _("Its author has deleted this contribution. There is nothing left to decide on.")
    status = HTTPStatus.CONFLICT


class NoArticle(Refused):
    code = "decision.no_article"
    sentence = _("Choose the article of the charter that the comment breaks.")


class UnknownAction(Refused):
    code = "decision.unknown_action"
    sentence = _("Choose whether to hide or to restore the contribution.")


def why_not_decide(membership: Membership | None, comment: Comment, action: str) -> Refused | None:
    """Return why a moderator may not take this action on a comment; None where they may.

    `membership` is the actor's as moderator of the comment's consultation, if any.
    """
    if membership is None:
        return NotAllowed()
    answered = comment.in_reply_to
    if membership.participant_id in (comment.author_id, answered and answered.author_id):
        return OwnComment()
    if comment.is_deleted:
        return Deleted()
    if comment.is_hidden == (action == Action.HIDE):
        return AlreadyDecided()
    return None
