"""What tests of the house rules do again and again, through the services."""

import json
from datetime import timedelta

from django.utils import timezone

from consult.consultations.models import CharterArticle, Consultation
from consult.moderation import canonical, services
from consult.moderation.models import (
    NOTHING_BEFORE,
    Appeal,
    Case,
    Decision,
    Register,
    RegisterEntry,
)
from consult.moderation.services import Reasons
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.places import Place, Said

LATER = timedelta(days=3)
"""Longer than the second key takes."""


def set_rules(consultation, **rules):
    """Change how a consultation keeps its house rules."""
    Consultation.objects.filter(pk=consultation.pk).update(**rules)


def urgent(stage) -> CharterArticle:
    """Return an article that needs no second key."""
    article = stage.articles[1]
    CharterArticle.objects.filter(pk=article.pk).update(is_urgent=True)
    return article


def reasons(stage, explanation="Insulte.", **more) -> Reasons:
    return Reasons(article_id=stage.articles[0].pk, explanation=explanation, **more)


def decide(stage, by, subject, action, explanation="Insulte.", **more):
    """Decide for the charter's first article, as somebody who has just come in."""
    return services.decide(
        by=User.objects.get(pk=by.pk),
        subject_id=subject.pk,
        action=action,
        reasons=reasons(stage, explanation, **more),
    )


def hold(stage, by, body="J’attends.", **more) -> HeldText:
    """Have a contribution wait for a moderator."""
    set_rules(stage.consultation, premoderation="all")
    try:
        return threads.post_comment(by=by, place=stage.place(), said=Said(body, "fr"), **more).held
    finally:
        set_rules(stage.consultation, premoderation="none")


def hold_edit(stage, comment, body="J’attends encore.") -> HeldText:
    """Have an edit wait for a moderator."""
    set_rules(stage.consultation, premoderation="all")
    try:
        return threads.edit_comment(by=comment.author, comment_id=comment.pk, body=body).held
    finally:
        set_rules(stage.consultation, premoderation="none")


def post_elsewhere(stage, by, body="Là-bas.") -> Comment:
    """Post a comment in the other consultation."""
    place = Place(stage.other_draft.pk)
    return threads.post_comment(by=by, place=place, said=Said(body, "fr")).comment


def appeal(decision, words="Je voulais dire autre chose.") -> Appeal:
    return services.appeal_decision(by=decision.author, decision_id=decision.pk, words=words)


def expire(now=None) -> int:
    """Settle what is due, as if three days had passed."""
    return services.expire_unconfirmed(now=now or timezone.now() + LATER)


def status_of(subject) -> str:
    return type(subject).objects.get(pk=subject.pk).status


def open_causes(**words) -> list[str]:
    """Return why some words wait for a moderator."""
    return sorted(Case.objects.open().filter(**words).values_list("cause", flat=True))


def actions() -> list[str]:
    """Return all that was decided, in order."""
    return list(Decision.objects.order_by("pk").values_list("action", flat=True))


def assert_registers_hold() -> None:
    """Each decision has one entry; each entry bears the hash of the one before."""
    assert RegisterEntry.objects.count() == Decision.objects.count()
    for register in Register.objects.all():
        head, entries = NOTHING_BEFORE, register.entries.order_by("number")
        for number, entry in enumerate(entries.select_related("decision__article"), start=1):
            said = json.loads(entry.body)
            assert (entry.number, said["number"], said["previous"]) == (number, number, head)
            expected = canonical.entry(entry.decision, number=number, previous=head)
            assert entry.body == canonical.canonical(expected)
            head = canonical.digest(entry.body)
            assert entry.hash == head
        assert (register.last, register.head) == (entries.count(), head)


# What becomes of a hiding


def confirmed(cast, hiding):
    services.turn_key(by=cast.moderator_civ, decision_id=hiding.pk, confirms=True)


def lifted(cast, hiding):
    services.turn_key(by=cast.moderator_civ, decision_id=hiding.pk, confirms=False)


def expired(_cast, _hiding):
    expire()


def restored(cast, hiding):
    services.restore_comment(by=cast.moderator_gov, comment_id=hiding.comment_id)


def upheld(cast, hiding):
    settle(cast, hiding, upholds=True)


def overturned(cast, hiding):
    settle(cast, hiding, upholds=False)


def settle(cast, hiding, *, upholds):
    services.settle_appeal(
        by=cast.moderator_civ,
        appeal_id=appeal(hiding).pk,
        upholds=upholds,
        explanation="Nous avons relu.",
    )
