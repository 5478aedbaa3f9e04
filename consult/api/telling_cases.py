"""Cases, decisions and reports as moderators, and those concerned, may see them, told by the API."""

from django.http import HttpRequest

from consult.api.schemas import moderation as schemas
from consult.api.telling import article_of, tell
from consult.api.telling_held import tell_all_held
from consult.moderation.models import Appeal, Decision, Report
from consult.moderation.policy import appeal_ends
from consult.moderation.queries import cases as queries
from consult.moderation.queries.cases import AtDesk
from consult.threads.models import Viewer


def tell_cases(request: HttpRequest, found: list[AtDesk]) -> list[schemas.Case]:
    """Return cases for a moderator of their consultation: four queries, however many they are."""
    return [schemas.Case(**facts) for facts in facts_of(request, found)]


def tell_case(request: HttpRequest, found: AtDesk) -> schemas.CaseInFull:
    """Return one case with what was reported and decided."""
    (facts,) = facts_of(request, [found])
    return schemas.CaseInFull(
        **facts,
        reports=[tell_report(one) for one in queries.reports_on(found.case)],
        decisions=[tell_decision(one) for one in queries.decisions_on(found.case)],
    )


def facts_of(request: HttpRequest, found: list[AtDesk]) -> list[dict]:
    """Return what is told of every case."""
    viewer = Viewer(moderates=True, participant_id=request.user.pk)
    ids = [one.case.comment_id for one in found if one.case.comment_id]
    comments = {one.id: one for one in tell(request, ids, viewer)} if ids else {}
    ids = [one.case.held_id for one in found if one.case.held_id]
    held = tell_all_held(request, ids) if ids else {}
    return [
        {
            "id": one.case.pk,
            "consultation": one.case.consultation_id,
            "cause": one.case.cause,
            "comment": comments.get(one.case.comment_id),
            "held": held.get(one.case.held_id),
            "decision": one.case.decision and tell_decision(one.case.decision),
            "reports_count": one.case.reports_count,
            "campaign": one.case.campaign,
            "college": one.case.college or None,
            "opened_at": one.case.opened_at,
            "due_at": one.case.due_at,
            "taken_by": one.holder and one.holder.public_name,
            "taken_until": one.held_until,
            "closed_at": one.case.closed_at,
            "closed_by": one.case.closed_by and tell_decision(one.case.closed_by),
            "standing": one.standing,
            "actions": one.actions,
        }
        for one in found
    ]


def tell_decision(decision: Decision) -> schemas.Decision:
    """Return a decision that was loaded with its article, consultation and appeal."""
    appeal = getattr(decision, "appeal", None)
    return schemas.Decision(
        id=decision.pk,
        consultation=decision.consultation_id,
        action=decision.action,
        comment=decision.comment_id,
        held=decision.held_id,
        about=decision.about_id,
        article=decision.article and article_of(decision.article),
        explanation=decision.explanation,
        college=decision.college or None,
        automated=decision.is_automated,
        noticed_by_machine=decision.was_noticed_by_machine,
        decided_at=decision.decided_at,
        confirm_by=decision.confirm_by,
        until=decision.until,
        scope=decision.scope or None,
        appeal_by=appeal_ends(decision) if decision.is_restriction else None,
        appeal=appeal and tell_appeal(appeal),
    )


def tell_appeal(appeal: Appeal) -> schemas.Appeal:
    """Return an appeal."""
    return schemas.Appeal(
        id=appeal.pk,
        decision=appeal.decision_id,
        text=appeal.words,
        appealed_at=appeal.appealed_at,
        outcome=appeal.outcome_id,
    )


def tell_report(report: Report) -> schemas.Report:
    """Return a report that was loaded with its article, and not who sent it."""
    return schemas.Report(
        id=report.pk,
        comment=report.comment_id,
        article=article_of(report.article),
        text=report.words,
        reported_at=report.reported_at,
    )
