"""What an author is told of decisions about their words (Digital Services Act, article 17)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks

from consult.consultations.models import Role
from consult.consultations.policy import membership_of
from consult.core.errors import Refused
from consult.languages.registries import Words
from consult.moderation import policy
from consult.moderation.effects import ENDINGS, Effect, effect_of
from consult.moderation.models import EXPLANATION_LENGTH, Action, Appeal, Decision, Report
from consult.people.models import User
from consult.threads.models import Comment, HeldStatus, HeldText, Viewer

GIVING_BACK = (Action.RESTORE, Action.PUBLISH)
"""What gives words to the public, beside the endings of the decision that took them from it."""
OVER = (*ENDINGS.values(), Effect.RESTORED)


@dataclass(frozen=True)
class Statement:
    """A decision with its reasons, and what has become of it as of a time."""

    decision: Decision
    words: Comment | HeldText
    """What it is about, with the words that its author and its moderators may see."""
    later: list[Decision]
    """Its second key, the outcome of its appeal, and what gave the words back: in order."""
    appeal: Appeal | None
    was_reported: bool
    is_restored: bool
    at: datetime

    @property
    def effect(self) -> Effect | None:
        """Return how it stands; None where it restricts nothing."""
        about = (one for one in self.later if one.about_id == self.decision.pk)
        return effect_of(self.decision, follow_ups=about, is_restored=self.is_restored)

    @property
    def is_provisional(self) -> bool:
        """Tell whether it waits for its second key."""
        return self.effect == Effect.PROVISIONAL

    @property
    def is_undone(self) -> bool:
        """Tell whether what it did has been ended."""
        return self.effect in OVER

    @property
    def is_over(self) -> bool:
        """Tell whether it restricts nothing any more: it was ended, or its time has passed."""
        until = self.decision.until
        return self.is_undone or (until is not None and until <= self.at)

    @property
    def since(self) -> list[Appeal | Decision]:
        """Return what has happened since, its appeal among it, in order."""
        appeals = [self.appeal] if self.appeal else []
        return sorted([*appeals, *self.later], key=lambda one: one.pk)

    @property
    def appeal_ends(self) -> datetime:
        """Return until when it can be contested."""
        return policy.appeal_ends(self.decision)

    @property
    def is_contestable(self) -> bool:
        """Tell whether its author can contest it now."""
        return self.why_not_appeal(self.decision.author) is None

    def why_not_appeal(self, participant: User) -> Refused | None:
        """Return why somebody may not contest it; None where they may."""
        return policy.why_not_appeal(
            participant,
            self.decision,
            is_undone=self.is_undone,
            is_appealed=self.appeal is not None,
            at=self.at,
        )


def decisions_with_words() -> QuerySet[Decision]:
    """Return decisions with what a statement names."""
    return Decision.objects.select_related(
        "author", "consultation", "article", "held__draft__consultation", "comment"
    )


def statement_of(decision: Decision) -> Statement:
    """Return the statement of one decision."""
    return statements_of([decision])[0]


def statements_of(decisions: Iterable[Decision]) -> list[Statement]:
    """Return the statements of decisions: four queries beside theirs, however many there are."""
    decisions, now = list(decisions), timezone.now()
    keys = [one.pk for one in decisions]
    comments, others = comments_in(decisions), decisions_beside(decisions)
    appeals = {one.decision_id: one for one in Appeal.objects.filter(decision__in=keys)}
    reported = set(Report.objects.filter(outcome__in=keys).values_list("outcome", flat=True))
    return [
        Statement(
            decision=one,
            words=one.held or comments[one.comment_id],
            later=later_than(one, others[one.comment_id or one.held_id]),
            appeal=appeals.get(one.pk),
            was_reported=one.pk in reported,
            is_restored=is_restored(one, others[one.comment_id or one.held_id]),
            at=now,
        )
        for one in decisions
    ]


def comments_in(decisions: list[Decision]) -> dict[UUID, Comment]:
    """Return the comments that decisions are about, with words that only their own author and
    moderators may see: whoever asks for a statement is one of them (`policy.may_read_statement`).
    """
    keys = {one.comment_id for one in decisions if one.comment_id}
    found = Comment.objects.with_sources(Viewer(moderates=True)).filter(pk__in=keys)
    found = found.annotate(written_in=F("written_on__version__language"))
    return {comment.pk: comment for comment in found}


def decisions_beside(decisions: list[Decision]) -> dict[UUID, list[Decision]]:
    """Return all decisions about the words of these, by what they are about, in order."""
    comments = {one.comment_id for one in decisions if one.comment_id}
    held = {one.held_id for one in decisions if one.held_id}
    found = defaultdict(list)
    about = Q(comment__in=comments) | Q(held__in=held)
    for one in Decision.objects.filter(about).order_by("pk"):
        found[one.comment_id or one.held_id].append(one)
    return found


def later_than(decision: Decision, others: list[Decision]) -> list[Decision]:
    """Return what was decided about a decision, and what gave the words back that it had taken."""
    later = [one for one in others if one.about_id == decision.pk]
    if decision.action in (Action.HIDE, Action.REFUSE):
        later += [one for one in others if one.action in GIVING_BACK and one.pk > decision.pk][:1]
    return sorted(later, key=lambda one: one.pk)


def is_restored(decision: Decision, others: list[Decision]) -> bool:
    """Tell whether the words that a decision took are given back, or were taken anew since."""
    if decision.action == Action.HIDE:
        anew = (Action.HIDE, Action.RESTORE)
        return not decision.comment.is_hidden or any(
            one.pk > decision.pk and one.action in anew for one in others
        )
    return decision.action == Action.REFUSE and decision.held.status != HeldStatus.REFUSED


def words_of_decision(decision_id: UUID) -> Words | None:
    """Return why a moderator decided so, for those who may read it: whom the decision is about, and
    the moderators of the consultation. It is private, and goes to a machine when they ask for that.
    """
    decision = Decision.objects.select_related("consultation").filter(pk=decision_id).first()
    if decision is None or not decision.explanation or not decision.language:
        return None

    def is_for(reader: User) -> bool:
        is_author = reader.is_authenticated and decision.author_id == reader.pk
        return is_author or membership_of(reader, decision.consultation, Role.MODERATOR) is not None

    return Words(
        text=decision.explanation,
        html=linebreaks(decision.explanation, autoescape=True),
        language=decision.language,
        limit=EXPLANATION_LENGTH,
        address=reverse("moderation:statement", args=[decision.pk]),
        is_for=is_for,
    )
