"""Personal data of moderation: reports, decisions about somebody's words, appeals, and who decided."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.moderation.models import Appeal, Case, Decision, Report, Trace
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.periods import in_days
from consult.people.privacy.registry import FAIR, OFFICIAL, SAFETY, Kind, Rule, Table

DECIDED = {
    "decision": "pk",
    "consultation": "consultation_id",
    "contribution": "comment_id",
    "held_text": "held_id",
    "at": "decided_at",
    "what": "action",
    "article": "article__number",
    "explanation": "explanation",
    "college": "college",
    "automated": "is_automated",
    "until": "until",
}


def kinds() -> Iterable[Kind]:
    """Return what moderation holds of people."""
    return [decisions(), reports(), moderating(), traces()]


def decisions() -> Kind:
    return Kind(
        name="decisions_about_you",
        title=_("Decisions about your words, and appeals"),
        why=_(
            "What moderators decided and why, and what you answered. The public register of decisions "
            "names nobody."
        ),
        ground=FAIR,
        until=_(
            "As long as the register. When your account goes, nothing says that they were about you."
        ),
        tables=(
            Table("decisions_about_you", lambda one: Decision.objects.filter(author=one), DECIDED),
            Table(
                "appeals",
                lambda one: Appeal.objects.filter(decision__author=one),
                {
                    "decision": "decision_id",
                    "at": "appealed_at",
                    "words": "words",
                    "outcome": "outcome__action",
                },
            ),
        ),
        holds=frozenset({"moderation.Decision.author"}),
        erase=leave_decisions,
        address="moderation:mine",
    )


def reports() -> Kind:
    days = settings.RETENTION["report_days"]
    return Kind(
        name="reports",
        title=_("Reports that you made"),
        why=_("To tell you what came of them. Whom you reported does not learn of you."),
        ground=FAIR,
        until=ngettext(
            "Until %(count)s day after the decision; then nothing says that they were yours.",
            "Until %(count)s days after the decision; then nothing says that they were yours.",
            days,
        )
        % {"count": days},
        tables=(
            Table(
                "reports",
                lambda one: Report.objects.filter(reporter=one),
                {
                    "contribution": "comment_id",
                    "article": "article__number",
                    "words": "words",
                    "at": "reported_at",
                    "closed_at": "closed_at",
                    "outcome": "outcome__action",
                },
            ),
        ),
        holds=frozenset({"moderation.Report.reporter"}),
        erase=leave_reports,
    )


def moderating() -> Kind:
    return Kind(
        name="moderating",
        title=_("What you decided as a moderator"),
        why=_("So that the other college, and whoever reviews an appeal, knows who decided."),
        ground=OFFICIAL,
        until=_(
            "As long as the register. When your account goes, your college stays beside the decision, "
            "and your name goes."
        ),
        tables=(
            Table("decisions_made", lambda one: Decision.objects.filter(moderator=one), DECIDED),
            Table(
                "cases_taken",
                lambda one: Case.objects.filter(taken_by=one),
                {"case": "pk", "at": "taken_at", "cause": "cause"},
            ),
        ),
        holds=frozenset({"moderation.Decision.moderator", "moderation.Case.taken_by"}),
        erase=leave_desk,
    )


def traces() -> Kind:
    return Kind(
        name="traces",
        title=_("Traces of what you wrote"),
        why=_(
            "Numbers by which near-copies are noticed when the same is said again and again. No words "
            "can be read from them."
        ),
        ground=SAFETY,
        until=_("As long as the contribution."),
        tables=(
            Table(
                "traces",
                lambda one: Trace.objects.filter(author=one),
                {"consultation": "consultation_id", "text": "text", "number": "band"},
            ),
        ),
        holds=frozenset({"moderation.Trace.author"}),
        erase=lambda leaving: Trace.objects.filter(author=leaving.participant).delete(),
    )


def leave_decisions(leaving: Leaving) -> None:
    """Let those who stand for somebody bear the decisions; their appeals' words go if all words do."""
    if leaving.withdraws:
        Appeal.objects.filter(decision__author=leaving.participant).update(words="")
    for words in ("comment__draft", "held__draft"):
        give_over(leaving, "author", words)


def leave_desk(leaving: Leaving) -> None:
    for words in ("comment__draft", "held__draft"):
        give_over(leaving, "moderator", words)
    leaving.let_go(Case, "taken_by")


def give_over(leaving: Leaving, column: str, draft: str) -> None:
    """Give over the decisions about words of one sort: each is about a comment or a held text."""
    theirs = Decision.objects.filter(**{column: leaving.participant, f"{draft}__isnull": False})
    for key in list(theirs.order_by().values_list(draft, flat=True).distinct()):
        theirs.filter(**{draft: key}).update(**{column: leaving.former(key)})


def leave_reports(leaving: Leaving) -> None:
    own = Report.objects.filter(reporter=leaving.participant)
    if leaving.withdraws:
        own.update(words="")
    own.update(reporter=None, email="", mark="")


def rules() -> Iterable[Rule]:
    """Return for how long it is kept who reported something."""
    days = settings.RETENTION["report_days"]
    return [
        Rule(
            "reports",
            _("Who reported what, and in which words"),
            in_days(days),
            old_reports,
            forget_reporters,
            "RETENTION_REPORT_DAYS",
        )
    ]


def old_reports(now: datetime) -> "QuerySet[Report]":
    """Return reports that were settled long ago and still say whose they were."""
    before = now - timedelta(days=settings.RETENTION["report_days"])
    known = ~Q(reporter=None, words="", email="", mark="")
    return Report.objects.filter(known, closed_at__lte=before).order_by("pk")


@transaction.atomic
def forget_reporters(reports: list[Report]) -> int:
    """Forget whose reports they were, and their words: that there were reports stays."""
    own = Report.objects.filter(pk__in=[one.pk for one in reports])
    return own.update(reporter=None, words="", email="", mark="")
