"""The verbs of machine translation: asked for by readers, made beside them, forgotten with their text.

What is asked for is a row before it is a task, so that a task that is lost is found again
(`take_up_lost`), and one that runs twice does its work once: a try takes the row for some time.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from consult.core import pace
from consult.core.errors import NotFound, Refused
from consult.core.text import Cleaned, clean
from consult.languages import machines, refusals
from consult.languages.models import MachineTranslation, Original, State
from consult.languages.registries import Words, listeners, translatables

logger = logging.getLogger("parvis.languages")

MOST_TRIES = 4
FIRST_REST = timedelta(seconds=30)
"""After a first failure; each later one rests four times as long as the one before."""
LOST_AFTER = timedelta(minutes=1)
"""How long after the time that a machine is given a try counts as lost: with its process, it says
nothing any more.
"""
AT_ONCE = 20
"""Lost translations that are taken up in one go."""
LONGER = 3
"""How many times as long as its original a translation may be."""


def words_of(kind: str, object_id: UUID, reader: Any) -> Words:
    """Return what somebody may read of a thing now. Raises `NotFound`."""
    words = translatables[kind](object_id) if kind in translatables else None
    if words is None or not words.text.strip():
        raise NotFound
    if words.is_for is not None and not words.is_for(reader):
        raise NotFound
    return words


def why_not_ask(words: Words, language: str) -> Refused | None:
    """Return why a machine cannot be asked for some words in a language; None where it can."""
    if language not in dict(settings.LANGUAGES):
        return refusals.UnknownLanguage()
    if language == words.language:
        return refusals.SameLanguage()
    if not machines.is_on():
        return refusals.NoMachine()
    if not machines.can_translate(words.language, language):
        return refusals.UnknownPair()
    return None


def ask(
    kind: str,
    object_id: UUID,
    language: str,
    *,
    reader: Any,
    participant: UUID | str,
    is_new: bool = False,
    address: str = "",
) -> MachineTranslation:
    """Ask for a thing in another language, and return how far that is.

    What is there already, or on its way, costs nothing. `reader` is who asks, `participant`, `is_new` and `address` are
    those of `consult.core.pace`. Raises `NotFound`, what `why_not_ask` returns, and `TooFast`.
    """
    words = words_of(kind, object_id, reader)
    if refusal := why_not_ask(words, language):
        raise refusal
    found = of(words, language)
    if found is not None and found.state == State.MADE:
        note_original(kind, object_id, words)
        return found
    if found is None or found.state == State.FAILED:
        pace.spend("translate", participant=participant, is_new=is_new, address=address)
    with transaction.atomic():
        note_original(kind, object_id, words)
        asked = ask_once(words, language)
    if machines.needs_asking():
        tasks().learn_pairs.enqueue()
    return asked


def of(words: Words, language: str) -> MachineTranslation | None:
    """Return how far a machine's translation of some words into a language is."""
    return MachineTranslation.objects.filter(
        digest=words.digest, from_language=words.language, to_language=language
    ).first()


def note_original(kind: str, object_id: UUID, words: Words) -> None:
    """Note that a translation is of this thing's words too."""
    Original.objects.bulk_create(
        [Original(kind=kind, object_id=object_id, digest=words.digest)], ignore_conflicts=True
    )


def ask_once(words: Words, language: str) -> MachineTranslation:
    """Have a translation made after commit, unless it is on its way. For use in a transaction."""
    now = timezone.now()
    asked = MachineTranslation(
        digest=words.digest, from_language=words.language, to_language=language, next_try=now
    )
    # Two who ask at once: one of them writes the row, and both find it.
    MachineTranslation.objects.bulk_create([asked], ignore_conflicts=True)
    row = MachineTranslation.objects.select_for_update().get(
        digest=words.digest, from_language=words.language, to_language=language
    )
    if row.state == State.FAILED:
        row.state, row.tries, row.next_try, row.asked_at = State.ASKED, 0, now, now
        row.save()
    if row.state == State.ASKED and row.next_try is not None and row.next_try <= now:
        transaction.on_commit(partial(enqueue, row.pk))
    return row


def enqueue(key: UUID) -> None:
    """Have a translation made beside us. Whoever asked for it must not suffer where that fails."""
    try:
        tasks().make_translation.enqueue(str(key))
    except Exception:
        logger.exception("A translation could not be put in line; it is taken up later")


def tasks() -> ModuleType:
    """Return the tasks, which call the verbs here."""
    from consult.languages import tasks as found  # noqa: PLC0415

    return found


def make(key: UUID) -> None:
    """Have a machine translate what was asked for: once, whoever else is told to do the same.

    Whether everybody may read the words is asked again: what was hidden, deleted or changed since
    is not sent. A failure is noted, and tried again after a rest, `MOST_TRIES` times in all.
    """
    row = take(key)
    if row is None:
        return
    words = still_public(row)
    if words is None:
        drop(row.digest)
        return
    try:
        made, machine = machines.translate(words.text, row.from_language, row.to_language)
        cleaned = clean(made, limit=max(LONGER * len(words.text), 200))
    except Refused as failure:  # the machine's, or of what it said: empty, too long, control signs
        give_up_for_now(row, getattr(failure, "why", failure.code))
        return
    store(row, cleaned, machine)


def take(key: UUID) -> MachineTranslation | None:
    """Return a translation that is due, which nobody else tries from now on; None if it is not."""
    now = timezone.now()
    due = MachineTranslation.objects.filter(
        pk=key, state__in=(State.ASKED, State.FAILED), next_try__lte=now
    )
    taken = due.update(state=State.ASKED, tries=F("tries") + 1, next_try=now + longest_try())
    return MachineTranslation.objects.get(pk=key) if taken else None


def longest_try() -> timedelta:
    """Return for how long nobody else tries what somebody tries."""
    options = settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR.get("OPTIONS", {})
    return timedelta(seconds=options.get("TIMEOUT", 0)) + LOST_AFTER


def still_public(row: MachineTranslation) -> Words | None:
    """Return the words that are to be translated, as one of those who wrote them shows them now."""
    for original in Original.objects.filter(digest=row.digest):
        words = translatables[original.kind](original.object_id)
        if words is not None and (words.digest, words.language) == (row.digest, row.from_language):
            return words
    return None


def give_up_for_now(row: MachineTranslation, why: str) -> None:
    """Note that a try failed, and when to try again, if at all."""
    logger.warning(
        "A translation from %s into %s failed: %s.", row.from_language, row.to_language, why
    )
    rest = FIRST_REST * 4 ** (row.tries - 1)
    next_try = timezone.now() + rest if row.tries < MOST_TRIES else None
    trying(row).update(state=State.FAILED, next_try=next_try)


def store(row: MachineTranslation, cleaned: Cleaned, machine: str) -> None:
    """Store what a machine made, and tell those whose words it says; nothing where all have gone."""
    with transaction.atomic():
        stored = trying(row).update(
            state=State.MADE,
            text=cleaned.source,
            html=cleaned.html,
            machine=machine,
            made_at=timezone.now(),
            next_try=None,
        )
        if not stored:
            return
        for original in Original.objects.filter(digest=row.digest).order_by("kind", "object_id"):
            if original.kind in listeners:
                listeners[original.kind](original.object_id)


def trying(row: MachineTranslation) -> QuerySet[MachineTranslation]:
    """Return the row as long as this try of it is the last one."""
    return MachineTranslation.objects.filter(pk=row.pk, state=State.ASKED, tries=row.tries)


def forget(kind: str, object_ids: Collection[UUID] | QuerySet, *, keep: str = "") -> None:
    """Forget the translations of things whose words are gone, or are others now: what no other
    text shares. For use in the transaction that takes the words away.

    `keep` is the digest of the words that they still say, if any.
    """
    own = Original.objects.filter(kind=kind, object_id__in=object_ids).exclude(digest=keep)
    digests = set(own.values_list("digest", flat=True))
    if not digests:
        return
    own.delete()
    shared = set(Original.objects.filter(digest__in=digests).values_list("digest", flat=True))
    MachineTranslation.objects.filter(digest__in=digests - shared).delete()


def drop(digest: str) -> None:
    """Forget what nobody may read any more: its words change, or are hidden, deleted or private."""
    MachineTranslation.objects.filter(digest=digest, state=State.ASKED).delete()


def take_up_lost(*, now: datetime | None = None) -> int:
    """Put in line again what is due: tries that failed and have rested, tasks that were lost with
    their process. Return how many. Does no harm when several processes do it at once.
    """
    if not machines.is_on():
        return 0
    due = MachineTranslation.objects.filter(next_try__lte=now or timezone.now())
    keys = list(due.order_by("next_try").values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        enqueue(key)
    return len(keys)
