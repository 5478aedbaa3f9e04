"""Personal data of answers: official acts, which stay on record without a name; and how long the
names beside contributions are kept after the end of a consultation.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.answers.models import (
    Adoption,
    Answer,
    AnswerEdit,
    AnswerSignature,
    Assignment,
    ClosingReport,
    Completion,
    EmergencyPublication,
    Signature,
)
from consult.consultations.models import Membership
from consult.core.errors import Refused
from consult.people.models import Choice, User
from consult.people.privacy.erasure import ask_erasure
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.registry import OFFICIAL, Kind, Rule, Table
from consult.threads.models import Comment, Vote

ON_RECORD = _(
    "As long as the consultation is on record. When your account goes, your college stays beside it, "
    "and your name goes."
)
GIVEN_OVER = (
    (Adoption, "by", "draft"),
    (Answer, "written_by", "draft"),
    (AnswerSignature, "signer", "answer__draft"),
    (Signature, "signer", "draft"),
    (EmergencyPublication, "by", "version__draft"),
)
"""Acts that are always somebody's: a model, its column, and what names the draft."""
LET_GO = (
    (AnswerEdit, "edited_by"),
    (Assignment, "assigned_by"),
    (Completion, "by"),
    (ClosingReport, "counted_by"),
)
"""Acts that may be nobody's."""
DAYS_A_MONTH = 30.44


def kinds() -> Iterable[Kind]:
    """Return what answers hold of people."""
    return [acts(), assignments()]


def acts() -> Kind:
    columns = [*((model, column) for model, column, _scope in GIVEN_OVER), *LET_GO]
    return Kind(
        name="official_acts",
        title=_("Answers, signatures and other official acts"),
        why=_("So that everybody can see which college wrote, signed and took up what."),
        ground=OFFICIAL,
        until=ON_RECORD,
        tables=(
            Table(
                "signatures",
                lambda one: Signature.objects.filter(signer=one),
                {
                    "draft": "draft_id",
                    "language": "language",
                    "college": "college",
                    "organisation": "organisation",
                    "reservation": "dissent",
                    "at": "signed_at",
                },
            ),
            Table(
                "answers_written",
                lambda one: Answer.objects.filter(written_by=one),
                {"answer": "pk", "college": "college", "outcome": "outcome", "at": "begun_at"},
            ),
            Table(
                "answers_signed",
                lambda one: AnswerSignature.objects.filter(signer=one),
                {
                    "answer": "answer_id",
                    "college": "college",
                    "organisation": "organisation",
                    "at": "signed_at",
                },
            ),
            Table(
                "answers_edited",
                lambda one: AnswerEdit.objects.filter(edited_by=one),
                {"answer": "answer_id", "number": "number", "at": "edited_at"},
            ),
            Table(
                "suggestions_taken_up",
                lambda one: Adoption.objects.filter(by=one),
                {"contribution": "contribution_id", "college": "college", "at": "made_at"},
            ),
            Table(
                "consultations_completed",
                lambda one: Completion.objects.filter(by=one),
                {"consultation": "consultation_id", "at": "completed_at", "reason": "reason"},
            ),
            Table(
                "closing_reports",
                lambda one: ClosingReport.objects.filter(counted_by=one),
                {"consultation": "consultation_id", "at": "counted_at"},
            ),
            Table(
                "published_in_emergency",
                lambda one: EmergencyPublication.objects.filter(by=one),
                {"version": "version_id", "at": "made_at", "reason": "reason"},
            ),
        ),
        holds=frozenset(f"{model._meta.label}.{column}" for model, column in columns),
        erase=leave_acts,
    )


def assignments() -> Kind:
    return Kind(
        name="assignments",
        title=_("Contributions that you are to answer"),
        why=_("So that drafters share the work."),
        ground=OFFICIAL,
        until=_("Until somebody else is to answer, or your account goes."),
        tables=(
            Table(
                "assignments",
                lambda one: Assignment.objects.filter(drafter=one),
                {"contribution": "contribution_id", "at": "assigned_at"},
            ),
        ),
        holds=frozenset({"answers.Assignment.drafter"}),
        erase=lambda leaving: Assignment.objects.filter(drafter=leaving.participant).delete(),
    )


def leave_acts(leaving: Leaving) -> None:
    """Keep the acts with the college and without the name."""
    for model, column, scope in GIVEN_OVER:
        leaving.give_over(model, column, scope)
    for model, column in LET_GO:
        leaving.let_go(model, column)


def rules() -> Iterable[Rule]:
    """Return for how long contributions to completed consultations bear a name."""
    months = settings.RETENTION["identity_months"]
    if not months:
        return []
    return [
        Rule(
            "identity",
            _(
                "Names of people who took part in completed consultations only, and do not come back"
            ),
            ngettext("%(count)s month", "%(count)s months", months) % {"count": months},
            inactive,
            announce,
            "RETENTION_IDENTITY_MONTHS",
        )
    ]


def inactive(now: datetime) -> "QuerySet[User]":
    """Return who took part in consultations that were all completed long ago, holds no role in
    another one, and has not signed in since.
    """
    before = now - timedelta(days=round(settings.RETENTION["identity_months"] * DAYS_A_MONTH))
    ended = Completion.objects.filter(completed_at__lte=before).values("consultation")
    said = Comment.objects.filter(author=OuterRef("pk"))
    voted = Vote.objects.filter(participant=OuterRef("pk"))
    roles = Membership.objects.filter(participant=OuterRef("pk"))
    return User.objects.filter(
        Q(last_login=None) | Q(last_login__lte=before),
        Exists(said) | Exists(voted),
        ~Exists(said.exclude(draft__consultation__in=ended)),
        ~Exists(voted.exclude(comment__draft__consultation__in=ended)),
        ~Exists(roles.exclude(consultation__in=ended)),
        joined_at__lte=before,
        is_active=True,
        is_superuser=False,
        is_staff=False,
        erasure=None,
        guest=None,
    ).order_by("pk")


def announce(people: list[User]) -> int:
    """Tell people that their names will go, and let them go if they do not sign in."""
    return sum(announced(one) for one in people)


@transaction.atomic
def announced(person: User) -> bool:
    try:
        ask_erasure(participant=person, choice=Choice.ANONYMOUS, unasked=True)
    except Refused:  # the last publisher of a consultation, say
        return False
    return True
