"""What moderators have before them: one of each, for the tests of who may."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from consult.consultations.models import Consultation
from consult.moderation import services
from consult.moderation.models import Appeal, Case, Decision
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.places import Said
from tests.cast import Cast, Stage


@dataclass(frozen=True)
class Desk:
    """A hidden comment of the citizen's, the contested decision, and words of theirs that wait."""

    comment: Comment
    decision: Decision
    appeal: Appeal
    held: HeldText
    case: Case

    @property
    def named(self) -> dict[str, UUID]:
        """Return each by the name that addresses have for it."""
        return {
            "case_id": self.case.pk,
            "held_id": self.held.pk,
            "decision_id": self.decision.pk,
            "appeal_id": self.appeal.pk,
        }


def make_desk(stage: Stage, cast: Cast, post: Callable[..., Comment]) -> Desk:
    """Hide a comment of the citizen's, contest that, and hold other words of theirs."""
    comment = post("Imbécile !")
    decision = services.hide_comment(
        by=cast.moderator_gov, comment_id=comment.pk, article_id=stage.articles[0].pk
    )
    appeal = services.appeal_decision(by=cast.citizen, decision_id=decision.pk, words="Mais non.")
    held = hold(stage, cast)
    return Desk(comment, decision, appeal, held, held.cases.get())


def hold(stage: Stage, cast: Cast, words: str = "Attendons.", **details: object) -> HeldText:
    """Return words of the citizen's that wait for a moderator."""
    premoderate(stage, "all")
    posted = threads.post_comment(
        by=cast.citizen,
        place=stage.place(),
        said=Said(body=words, language="fr"),
        **details,
    )
    premoderate(stage, "none")
    return posted.held


def premoderate(stage: Stage, whose: str) -> None:
    """Say whose words a moderator reads first, in the stage's consultation."""
    Consultation.objects.filter(pk=stage.consultation.pk).update(premoderation=whose)
