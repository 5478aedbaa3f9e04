"""What becomes of words that arrive."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from consult.consultations.house_rules import Premoderation
from consult.moderation.models import Cause, Decision
from consult.moderation.services.cases import close_cases, open_case
from consult.threads.models import Comment, HeldText
from consult.threads.screening import Ground, Screening


def screen(comment: Comment) -> Screening:
    """Return whether a comment's words wait, and for which reasons. Members' own never do.

    Nothing is written before `remember` is called.
    """
    grounds = [] if is_member(comment) else list(grounds_to_hold(comment))
    if grounds:
        return Screening(grounds, remember=open_held)
    if not comment._state.adding:
        return Screening(remember=partial(look_again, comment))
    return Screening()


def is_member(comment: Comment) -> bool:
    """Tell whether a comment's author has a role in its consultation."""
    consultation_id = comment.draft.consultation_id
    return any(one.consultation_id == consultation_id for one in comment.author.memberships.all())


def grounds_to_hold(comment: Comment) -> Iterator[dict]:
    """Yield each reason for which a comment's words wait."""
    premoderation = comment.draft.consultation.premoderation
    if premoderation == Premoderation.ALL:
        yield {"code": Ground.PREMODERATION.value}
    elif premoderation == Premoderation.NEWCOMERS and is_newcomer(comment):
        yield {"code": Ground.NEWCOMER.value}


def is_newcomer(comment: Comment) -> bool:
    """Tell whether nothing of an author is public in this consultation yet."""
    public = Comment.objects.visible().filter(
        author=comment.author, draft__consultation=comment.draft.consultation_id
    )
    return not public.exclude(pk=comment.pk).exists()


def open_held(key: UUID) -> None:
    """Put held words before the moderators."""
    open_case(HeldText.objects.select_related("draft__consultation").get(pk=key), Cause.HELD)


def look_again(comment: Comment, _key: UUID) -> None:
    """Put a comment before the moderators again whose author changed what they had decided on."""
    if Decision.objects.filter(comment=comment).exists():
        open_case(comment, Cause.CHANGED)


def let_go(held: HeldText) -> None:
    """Close the cases of held words that their author took back."""
    close_cases(held, (Cause.HELD,), None)
