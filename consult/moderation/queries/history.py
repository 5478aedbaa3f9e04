"""What a moderator looks at beside the words of one case: reports, decisions, the author, copies."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Substr

from consult.consultations.models import Consultation, Membership, Suspension
from consult.core.errors import Refused
from consult.drafts.models import VersionSection
from consult.drafts.queries import label_from, newest_in
from consult.moderation import policy
from consult.moderation.models import (
    Action,
    Appeal,
    Case,
    Cause,
    Decision,
    Report,
    SavedReply,
    Trace,
)
from consult.moderation.services import colleagues_for, standing
from consult.people.models import User
from consult.threads.models import Comment, HeldStatus, HeldText, Status, author_name
from consult.threads.screening import sentences

MOST_COPIES = 5
"""How many near copies are shown."""
MOST_REPORTS = 50
"""How many reports are shown."""


@dataclass(frozen=True)
class Copy:
    """Words that nearly repeat those of a case."""

    words: str
    author: str
    is_held: bool
    by_guest: bool


@dataclass(frozen=True)
class Look:
    """One case as a moderator looks at it; `case` bears its author's history too."""

    case: Case
    subject: Comment | HeldText
    place: str
    """What the section is called in the moderator's language."""
    holder: User | None
    reports: list[Report]
    decisions: list[Decision]
    copies: list[Copy]
    actions: list[Action]
    refusal: Refused | None
    """Why this moderator may not decide on it, if so."""
    at: datetime

    @property
    def seen(self) -> str:
        """Return the standing of the words, so that nobody decides on what they have not seen."""
        return standing(self.subject, self.decisions[0] if self.decisions else None)

    @property
    def grounds(self) -> list[str]:
        """Return why the words are held."""
        return sentences(self.subject.grounds) if isinstance(self.subject, HeldText) else []

    @property
    def appeal(self) -> Appeal | None:
        """Return the appeal that waits."""
        return self.case.decision.appeal if self.case.cause == Cause.APPEALED else None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has settled it yet."""
        return self.case.closed_at is None


def look_at(
    case_id: UUID,
    consultation: Consultation,
    membership: Membership,
    *,
    language: str,
    at: datetime,
) -> Look | None:
    """Return a case of a consultation with all that its moderator needs, None where there is none."""
    case = with_words(consultation, language).filter(pk=case_id).first()
    if case is None:
        return None
    subject = subject_of(case)
    subject.draft.consultation = consultation
    decisions = decisions_about(subject)
    actions, refusal = possible_actions(
        case, subject, membership, colleagues_at([case], membership)[case.decision_id]
    )
    return Look(
        case=case,
        subject=subject,
        place=label_from(case.place_title or "", case.place_text or ""),
        holder=case.holder(at),
        reports=reports_of(subject),
        decisions=decisions,
        copies=copies_of(subject, consultation),
        actions=actions,
        refusal=refusal,
        at=at,
    )


def with_words(consultation: Consultation, language: str) -> QuerySet[Case]:
    """Return the cases of a consultation with the words that they are about, what these answer, and
    their author's history. Moderators read all words: `visible_to` them says the same.
    """
    of_words = (
        "author",
        "organisation",
        "section",
        "draft",
        "in_reply_to__author",
        "written_on__version",
    )
    names = [f"{words}__{name}" for words in ("comment", "held") for name in of_words]
    texts = VersionSection.objects.filter(section=OuterRef("of_section"))
    texts = texts.order_by(*newest_in(language))
    return (
        Case.objects.filter(consultation=consultation)
        .select_related(
            *("decision__appeal", "decision__article", "taken_by", "closed_by"),
            *("held__edits__written_on__version", *names),
        )
        .annotate(
            of_author=Coalesce("comment__author", "held__author"),
            of_section=Coalesce("comment__section", "held__section"),
        )
        .annotate(
            place_title=Subquery(texts.values("title")[:1]),
            place_text=Substr(Subquery(texts.values("text")[:1]), 1, 200),
            **history(consultation),
        )
    )


def subject_of(case: Case) -> Comment | HeldText:
    """Return the words of a case, as templates show words."""
    subject = case.subject
    show(subject)
    if case.held_id and subject.edits is not None:
        show(subject.edits)
    return subject


def show(words: Comment | HeldText) -> None:
    """Let a moderator see words as they are."""
    if isinstance(words, Comment):
        words.shown_html, words.shown_difference = words.html, words.difference
    words.shown_quote = words.quote_exact
    words.written_in = words.written_on and words.written_on.version.language


def colleagues_at(cases: list[Case], membership: Membership) -> dict[UUID, list[Membership]]:
    """Return by decision who else may be asked about the appeals among some open cases."""
    appealed = [
        one.decision for one in cases if one.cause == Cause.APPEALED and one.closed_at is None
    ]
    return colleagues_for(membership, appealed) if appealed else defaultdict(list)


def possible_actions(
    case: Case,
    subject: Comment | HeldText,
    membership: Membership,
    colleagues: list[Membership],
) -> tuple[list[Action], Refused | None]:
    """Return what a moderator may decide on a case, and why not on its own question, if so.

    `colleagues` are those of `colleagues_at` for its decision.
    """
    refusal = policy.why_not_judge(membership, subject)
    follow_ups: list[Action] = []
    if refusal is None and case.closed_at is None and case.decision is not None:
        setattr(case.decision, "held" if case.held_id else "comment", subject)
        case.decision.consultation = subject.draft.consultation
        if case.cause == Cause.UNCONFIRMED:
            refusal = policy.why_not_confirm(membership, case.decision)
            follow_ups = [Action.CONFIRM, Action.LIFT]
        elif case.cause == Cause.APPEALED:
            case.decision.appeal.decision = case.decision
            refusal = policy.why_not_settle(membership, case.decision.appeal, colleagues=colleagues)
            follow_ups = [Action.UPHOLD, Action.OVERTURN]
        follow_ups = [] if refusal else follow_ups
    known = policy.ON_HELD if isinstance(subject, HeldText) else policy.ON_COMMENTS
    own = [one for one in known if policy.why_not_decide(membership, subject, one) is None]
    if follow_ups and Action.RESTORE in own:  # the follow-up that gives the words back says so
        own.remove(Action.RESTORE)
    return [*follow_ups, *own], refusal


def decisions_about(subject: Comment | HeldText) -> list[Decision]:
    """Return what was decided on some words, the newest first."""
    name = "held" if isinstance(subject, HeldText) else "comment"
    decisions = Decision.objects.filter(**{name: subject.pk}).order_by("-pk")
    return list(decisions.select_related("moderator", "article"))


def reports_of(subject: Comment | HeldText) -> list[Report]:
    """Return the open reports about some words. Who sent them is nobody's business here."""
    if isinstance(subject, HeldText):
        return []
    reports = Report.objects.filter(comment=subject.pk, closed_at=None).order_by("pk")
    return list(
        reports.select_related("article", "translation__by").defer("email", "mark")[:MOST_REPORTS]
    )


def history(consultation: Consultation) -> dict[str, Subquery]:
    """Return what an author did in a consultation and what was decided there, as parts of a query."""
    whose = OuterRef("of_author")
    comments = Comment.objects.filter(author=whose, draft__consultation=consultation)
    decisions = Decision.objects.filter(author=whose, consultation=consultation)
    here = {"consultation": consultation, "participant": whose}
    seats = Membership.objects.filter(**here).exclude(college="").values("college")
    suspensions = Suspension.objects.filter(**here).values("until")
    return {
        "contributions": number_of(comments.exclude(status=Status.DELETED)),
        "hidden": number_of(comments.filter(status=Status.HIDDEN)),
        "refused": number_of(decisions.filter(action=Action.REFUSE)),
        "warnings": number_of(decisions.filter(action=Action.WARN)),
        "suspensions": number_of(decisions.filter(action=Action.SUSPEND)),
        "suspended_here": Subquery(suspensions[:1]),
        "author_college": Subquery(seats[:1]),
    }


def number_of(of_author: QuerySet) -> Coalesce:
    """Return how many rows of an author there are, as a part of another query."""
    counted = of_author.order_by().values("author").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def copies_of(subject: Comment | HeldText, consultation: Consultation) -> list[Copy]:
    """Return some texts that nearly repeat this one, in one query: what people said, or wait to say."""
    bands = Trace.objects.filter(text=subject.pk).values("band")
    alike = Trace.objects.filter(consultation=consultation, band__in=bands)
    texts = alike.exclude(text=subject.pk).values("text")
    said = Comment.objects.filter(pk__in=texts).exclude(status=Status.DELETED)
    held = HeldText.objects.filter(pk__in=texts, status=HeldStatus.WAITING)
    found = copied(said, is_held=0).union(copied(held, is_held=1)).order_by("-pk")[:MOST_COPIES]
    return [
        Copy(words, author, bool(is_held), bool(by_guest))
        for _, words, author, by_guest, is_held in found
    ]


def copied(texts: QuerySet, *, is_held: int) -> QuerySet:
    """Return the columns by which near copies are shown."""
    return texts.order_by().values_list("pk", "source", author_name(""), "by_guest", Value(is_held))


def replies_for(consultation: Consultation, language: str) -> list[SavedReply]:
    """Return the saved replies of a consultation, those in the author's language first."""
    replies = consultation.saved_replies.order_by("language", "title")
    return sorted(replies, key=lambda one: one.language != language)
