"""The classifier learns from past decisions; a moderator switches it on and off."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zlib import crc32

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from consult.consultations.models import Consultation, Role
from consult.consultations.policy import acting_membership
from consult.core.errors import NotFound
from consult.moderation import refusals
from consult.moderation.models import Action, Decision, Lesson
from consult.moderation.models.decisions import UNDOING
from consult.moderation.screening.classifier import Classifier, Example, chosen
from consult.moderation.screening.said import own_words
from consult.moderation.services.learned import forget_learned
from consult.people.models import User

KEPT = (Action.KEEP, Action.PUBLISH, Action.RESTORE)
HIDDEN = (Action.HIDE, Action.REFUSE)
LEAST_OF_EACH = 20
"""Decisions of each kind below which nothing is learned: a few would teach it a few people's words."""
ONE_IN = 5
"""One example in so many is held back, to see how well the others served."""
AT_ONCE = 2000


@dataclass(frozen=True)
class Trial:
    """How a classifier did on examples that it had not seen."""

    tested: int
    precision: float | None
    recall: float | None


@transaction.atomic
def switch_classifier(*, by: User, consultation_id: UUID, on: bool) -> Consultation:
    """Switch a consultation's classifier on or off: its moderators may.

    Raises `NotFound` for all others, and where it is to be switched on `ClassifierMissing` and
    `NothingLearned`.
    """
    consultation = (
        Consultation.objects.select_for_update(no_key=True).filter(pk=consultation_id).first()
    )
    if consultation is None or not acting_membership(by, consultation, Role.MODERATOR):
        raise NotFound
    if on and (refusal := why_not_switch_on(consultation)):
        raise refusal
    consultation.uses_classifier = on
    consultation.save(update_fields=["uses_classifier"])
    return consultation


def why_not_switch_on(
    consultation: Consultation,
) -> refusals.ClassifierMissing | refusals.NothingLearned | None:
    """Return why a consultation's classifier would be of no use; None where it would be."""
    try:
        chosen()
    except refusals.ClassifierMissing as missing:
        return missing
    name = settings.SCREENING_CLASSIFIER
    if not Lesson.objects.filter(consultation=consultation, classifier=name).exists():
        return refusals.NothingLearned()
    return None


def train_classifier(*, consultation_id: UUID) -> Lesson:
    """Have the site's classifier learn from a consultation's decisions, and return the lesson.

    Raises `ClassifierMissing` and `TooFewDecisions`. Who switched it on need not do so again.
    """
    classifier, examples = chosen(), examples_from(consultation_id)
    hidden = sum(one.was_hidden for one in examples)
    kept = len(examples) - hidden
    if min(hidden, kept) < LEAST_OF_EACH:
        raise refusals.TooFewDecisions(kept=kept, hidden=hidden, least=LEAST_OF_EACH)
    trial = try_out(classifier, examples)
    with transaction.atomic():
        lesson, _is_new = Lesson.objects.update_or_create(
            consultation_id=consultation_id,
            defaults={
                "classifier": settings.SCREENING_CLASSIFIER,
                "learned": classifier.learn(examples),
                "learned_at": timezone.now(),
                "kept": kept,
                "hidden": hidden,
                "tested": trial.tested,
                "precision": trial.precision,
                "recall": trial.recall,
            },
        )
        forget_learned(consultation_id)
    return lesson


def examples_from(consultation_id: UUID) -> list[Example]:
    """Return the words that moderators of a consultation decided on, with the newest decision that
    stands. Words that were erased or changed since teach nothing.
    """
    undone = Decision.objects.filter(about=OuterRef("pk"), action__in=UNDOING)
    decisions = (
        Decision.objects.filter(
            ~Exists(undone),
            consultation=consultation_id,
            action__in=[*KEPT, *HIDDEN],
            is_automated=False,
        )
        .select_related("comment", "held")
        .order_by("pk")
    )
    newest = {
        (one.comment_id or one.held.published_as_id or one.held_id): one
        for one in decisions.iterator(AT_ONCE)
    }
    return [
        Example(text, one.action in HIDDEN)
        for one in newest.values()
        if (text := own_words(one.subject).strip()) and not was_changed_since(one)
    ]


def was_changed_since(decision: Decision) -> bool:
    """Tell whether an author has changed the words that a decision was about."""
    edited_at = decision.comment and decision.comment.edited_at
    return bool(edited_at and edited_at > decision.decided_at)


def try_out(classifier: Classifier, examples: Sequence[Example]) -> Trial:
    """Have a classifier learn from most examples, and see what it notices in the others.

    Which these are follows from their words: the same at each trial, and copies stay together.
    """
    held_back = [one for one in examples if is_held_back(one)]
    shown = [one for one in examples if not is_held_back(one)]
    if len({one.was_hidden for one in shown}) < 2:
        return Trial(0, None, None)
    learned = classifier.learn(shown)
    noticed = [one.was_hidden for one in held_back if classifier.notices(one.text, learned)]
    right, hidden = sum(noticed), sum(one.was_hidden for one in held_back)
    return Trial(
        tested=len(held_back),
        precision=right / len(noticed) if noticed else None,
        recall=right / hidden if hidden else None,
    )


def is_held_back(example: Example) -> bool:
    return crc32(example.text.encode()) % ONE_IN == 0
