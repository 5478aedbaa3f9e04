"""What is done with consultations: rows follow their pages, members come and go."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from consult.consultations import groups, policy
from consult.consultations.house_rules import RULES
from consult.consultations.models import (
    CharterArticle,
    Consultation,
    ConsultationPage,
    Membership,
    Role,
    Suspension,
)
from consult.live import services as live
from consult.people.models import User
from consult.people.names.services import reserve_names


@transaction.atomic
def follow_page(page: ConsultationPage) -> Consultation:
    """Bring a consultation's row in step with a page of it that was just published.

    Times come from the source page alone (the first of its translations); the charter's titles
    from each language.
    """
    consultation = (
        Consultation.objects.select_for_update(no_key=True).filter(pk=page.translation_key).first()
    )
    if consultation is None or is_source(page):
        consultation, _created = Consultation.objects.update_or_create(
            pk=page.translation_key,
            defaults={
                "opens_at": page.opens_at,
                "closes_at": page.closes_at,
                "answers_until": page.answers_until,
                **{name: getattr(page, name) for name in RULES},
            },
        )
    follow_charter(consultation, page)
    reserve_names(
        page=page.translation_key,
        language=page.locale.language_code,
        names=[one.name for one in page.partners.all()],
    )
    groups.open_page(page)
    return consultation


def is_source(page: ConsultationPage) -> bool:
    """Tell whether a page is the one that its translations were made from."""
    return (
        not type(page).objects.filter(translation_key=page.translation_key, pk__lt=page.pk).exists()
    )


def follow_charter(consultation: Consultation, page: ConsultationPage) -> None:
    """Bring the charter's rows in step with the charter of one page, in its language."""
    language = page.locale.language_code
    known = {article.key: article for article in consultation.charter_articles.all()}
    present = set()
    for number, block in enumerate(page.charter, start=1):
        key = UUID(block.id)
        present.add(key)
        article = known.get(key) or CharterArticle(consultation=consultation, key=key)
        article.titles = {**article.titles, language: block.value["title"]}
        article.explanations = {**article.explanations, language: block.value["explanation"]}
        if is_source(page) or article.pk is None:
            article.number, article.retired_at = number, None
            article.is_urgent = block.value["urgent"]
        article.save()
    if is_source(page):
        consultation.charter_articles.exclude(key__in=present).filter(retired_at=None).update(
            retired_at=timezone.now()
        )


@transaction.atomic
def add_member(
    *,
    consultation: Consultation,
    participant: User,
    role: Role,
    college: str = "",
    by: User | None = None,
) -> Membership:
    """Give somebody a role. Raises what `save_member` raises."""
    membership = Membership.objects.filter(
        consultation=consultation, participant=participant, role=role
    ).first() or Membership(consultation=consultation, participant=participant, role=role)
    membership.college = college
    return save_member(membership, by=by)


@transaction.atomic
def save_member(membership: Membership, *, by: User | None = None) -> Membership:
    """Write a new or changed membership, with its rights in Wagtail's admin.

    `by` is who asks for it; without, it is the site itself. Raises `BothColleges`, and of those who
    ask `NotAllowed` and `LastPublisher`.
    """
    before = Membership.objects.filter(pk=membership.pk).first()
    concerned = [membership, *([before] if before else [])]
    consultations = lock({one.consultation_id for one in concerned})
    refuse_strangers(consultations, by)
    others = Membership.objects.filter(
        consultation=membership.consultation, participant=membership.participant
    )
    if refusal := policy.why_not_sit(membership, others=others):
        raise refusal
    membership.save()
    refuse_orphans(consultations, by)
    change_access({one.participant for one in concerned})
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None = None) -> None:
    """Take a role from somebody, and its rights in Wagtail's admin, at once.

    `by` is who asks for it; without, it is the site itself. Raises `NotAllowed` and `LastPublisher`.
    """
    consultations = lock({membership.consultation_id})
    refuse_strangers(consultations, by)
    membership.delete()
    refuse_orphans(consultations, by)
    change_access({membership.participant})


def lock(keys: set[UUID]) -> list[Consultation]:
    """Let nobody else change the members of some consultations until the transaction ends."""
    return list(
        Consultation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    )


def refuse_strangers(consultations: list[Consultation], by: User | None) -> None:
    """Raise `NotAllowed` unless somebody manages the members of all these consultations."""
    if by is None:
        return
    as_stored = User.objects.get(pk=by.pk)  # they may have lost their role before the lock was ours
    for consultation in consultations:
        if refusal := policy.why_not_manage(as_stored, consultation):
            raise refusal


def refuse_orphans(consultations: list[Consultation], by: User | None) -> None:
    """Raise `LastPublisher` where somebody leaves one of these consultations without a publisher."""
    if by is None:
        return
    for consultation in consultations:
        members = consultation.memberships.select_related("participant")
        if refusal := policy.why_not_leave(consultation, by=by, members=members):
            raise refusal


@transaction.atomic
def change_access(participants: set[User]) -> None:
    """Bring what people may do in step with their memberships, in the admin and on open sockets."""
    for participant in participants:
        groups.seat(participant)
    for participant in participants:
        live.access_changed(participant.pk)


@transaction.atomic
def forget_second_factor(*, participant: User) -> int:
    """Take all second factors of somebody who has lost them away, and return how many they were.

    Whoever is signed in with the account now is signed out.
    """
    count, _kinds = Authenticator.objects.filter(user=participant).delete()
    for session in UserSession.objects.filter(user=participant):
        session.end()
    change_access({participant})
    return count


def suspend(*, consultation: Consultation, participant: User, until: datetime) -> None:
    """Let somebody read but not write in a consultation until then. Replaces what was set before."""
    Suspension.objects.update_or_create(
        consultation=consultation, participant=participant, defaults={"until": until}
    )


def end_suspension(*, consultation: Consultation, participant: User) -> None:
    """Let somebody write again."""
    Suspension.objects.filter(consultation=consultation, participant=participant).delete()
