"""Personal data of consultations: who holds a role, and who may not write for a time."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from consult.consultations import groups, policy
from consult.consultations.models import (
    Consultation,
    ConsultationName,
    Membership,
    Role,
    Suspension,
)
from consult.core.errors import Refused
from consult.people.guests.claiming import Claiming
from consult.people.models import User
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.registry import CHOSEN, FAIR, OFFICIAL, Kind, Table


def kinds() -> Iterable[Kind]:
    """Return what consultations hold of people."""
    return [
        names(),
        Kind(
            name="memberships",
            title=_("Roles in consultations"),
            why=_(
                "To know who may publish, draft and moderate, and to show it beside their names."
            ),
            ground=OFFICIAL,
            until=_("Until a publisher takes the role away, or your account goes."),
            tables=(
                Table(
                    "memberships",
                    lambda one: Membership.objects.filter(participant=one),
                    {
                        "consultation": "consultation_id",
                        "role": "role",
                        "college": "college",
                        "since": "since",
                    },
                ),
            ),
            holds=frozenset({"consultations.Membership.participant"}),
            erase=end_memberships,
        ),
        Kind(
            name="suspensions",
            title=_("Suspensions"),
            why=_(
                "Moderators decided that you read but do not write in a consultation for a time."
            ),
            ground=FAIR,
            until=_("Until the suspension is lifted, or your account goes."),
            tables=(
                Table(
                    "suspensions",
                    lambda one: Suspension.objects.filter(participant=one),
                    {"consultation": "consultation_id", "until": "until"},
                ),
            ),
            holds=frozenset({"consultations.Suspension.participant"}),
            erase=lambda leaving: Suspension.objects.filter(
                participant=leaving.participant
            ).delete(),
            claim=claim_suspensions,
        ),
    ]


def names() -> Kind:
    return Kind(
        name="consultation_names",
        title=_("Names for one consultation"),
        why=_(
            "To show what you say in a consultation under the name that you chose there. Readers and "
            "moderators see that name alone; administrators of the site can tell that it is yours."
        ),
        ground=CHOSEN,
        until=_("Until you give the name up, or your account goes."),
        tables=(
            Table(
                "consultation_names",
                lambda one: ConsultationName.objects.filter(participant=one),
                {"consultation": "consultation_id", "name": "name", "since": "since"},
            ),
        ),
        holds=frozenset({"consultations.ConsultationName.participant"}),
        erase=lambda leaving: ConsultationName.objects.filter(
            participant=leaving.participant
        ).delete(),
        address="names:mine",
    )


def end_memberships(leaving: Leaving) -> None:
    """Take every role away, and its rights in Wagtail's admin."""
    Membership.objects.filter(participant=leaving.participant).delete()
    groups.seat(leaving.participant)


def claim_suspensions(claiming: Claiming) -> None:
    """Let who may not write without an account not write with one: the later end stays."""
    for one in Suspension.objects.filter(participant=claiming.guest):
        own = Suspension.objects.filter(participant=claiming.heir, consultation=one.consultation_id)
        own.filter(until__lt=one.until).update(until=one.until)
    claiming.move(Suspension, "participant")


def why_publisher_stays(participant: User) -> Refused | None:
    """Return why the last publisher of a consultation cannot go: somebody has to take over first."""
    theirs = Consultation.objects.filter(
        memberships__participant=participant, memberships__role=Role.PUBLISHER
    ).order_by("pk")
    for consultation in theirs:
        publishers = consultation.memberships.filter(
            role=Role.PUBLISHER, participant__is_active=True, participant__erasure=None
        )
        if not publishers.exclude(participant=participant).exists():
            return policy.LastPublisher(title=consultation)
    return None
