"""Whether a name may be somebody's public name: asked by every form, and by every service that
writes one.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation

from consult.core.errors import Refused
from consult.core.names import folded, mixes_scripts
from consult.core.words import readings, words
from consult.people import registries
from consult.people.models import Organisation, User, former_name, guest_name
from consult.people.names import refusals
from consult.people.names.fields import same_name
from consult.people.names.models import InstitutionName, NameTurn, RoleWords

KEY = "people.role_words"
MARK = 7042
"""A number that no wording holds by itself, to see where in it the number stands."""
KEPT_FOR = 300
"""Seconds after which a process that was not told reads the words of roles again."""


def why_not_name(name: str, *, participant: User | None = None) -> Refused | None:
    """Return why a name that was cleaned must not be somebody's public name.

    `participant` is who has it or wants it; none for a new account. The name that they have, they keep,
    whatever was reserved since.
    """
    if participant is not None and participant.public_name == name:
        return None
    if mixes_scripts(name):
        return refusals.MixedScripts()
    if is_taken(name, participant=participant):
        return refusals.NameTaken()
    if participant is not None and folded(name).is_like(folded(participant.public_name)):
        return None
    return why_reserved(name)


def why_reserved(name: str) -> Refused | None:
    """Return why nobody may go by a name: a role, an institution or an organisation does, or the
    site itself calls people so.
    """
    if reads_as_stand_in(name):
        return refusals.NameOfStandIn()
    if word := role_word_in(name):
        return refusals.NameOfRole(word=word)
    return why_not_institution(same_name(folded(name)))


def is_taken(name: str, *, participant: User | None = None) -> bool:
    """Tell whether somebody but the participant goes by a name, or by one that is easily taken for it:
    in public, or in one consultation.
    """
    same = same_name(folded(name))
    others = User.objects.filter(same)
    if participant is not None:
        others = others.exclude(pk=participant.pk)
    return others.exists() or goes_by(same, participant) or bool(cache.get_many(held_keys(name)))


def hold_name(name: str) -> None:
    """Keep a name from others for as long as an account is kept that nobody confirmed: who signs up with
    an address that has an account gets none, and nobody shall tell that from the name.
    """
    seconds = settings.RETENTION["unconfirmed_days"] * 86_400
    cache.set_many(dict.fromkeys(held_keys(name), True), seconds)


def release_name(name: str) -> None:
    """Let a name that was held be anybody's again."""
    cache.delete_many(held_keys(name))


def held_keys(name: str) -> list[str]:
    """Return under which keys the cache holds a name, in each way in which it could be taken for
    another.
    """
    asked = folded(name)
    ways = {"said": asked.said, "drawn": asked.drawn}
    return [
        f"people.name_held:{way}:{sha256(value.encode()).hexdigest()}"
        for way, value in ways.items()
        if value
    ]


def goes_by(same: Q, participant: User | None) -> bool:
    """Tell whether somebody but the participant goes by a name elsewhere than in public."""
    known = registries.name_holders
    return any(known[one](same, participant) for one in known)


def why_not_institution(same: Q) -> Refused | None:
    """Return whether it is the name of an organisation, or of an institution that a page names."""
    if Organisation.objects.filter(same).exists():
        return refusals.NameOfOrganisation()
    if InstitutionName.objects.filter(same).exists():
        return refusals.NameOfInstitution()
    return None


def check_name(name: str, *, participant: User | None = None) -> None:
    """Raise what `why_not_name` returns."""
    if refusal := why_not_name(name, participant=participant):
        raise refusal


@contextmanager
def taking_name(name: str, *, participant: User | None = None) -> Iterator[None]:
    """Write an account's name. Raises `NameTaken` where somebody took it at the same moment."""
    try:
        with name_turn(name):
            if goes_by(same_name(folded(name)), participant):
                raise refusals.NameTaken
            yield
    except IntegrityError as error:
        if "_name" not in str(error):  # the constraint, or on SQLite the column
            raise
        raise refusals.NameTaken from error


@contextmanager
def name_turn(name: str) -> Iterator[None]:
    """Let nobody else take a name like this one meanwhile, whatever table they write it to."""
    asked = folded(name)
    with transaction.atomic():
        turn = NameTurn.objects.create(folded_name=asked.said, drawn_name=asked.drawn)
        yield
        turn.delete()


# What the site calls people whom it names by a number


def reads_as_stand_in(name: str) -> bool:
    """Tell whether a name reads like one that stands in place of a person's, in any language."""
    asked = folded(name)
    return any(
        re.fullmatch(pattern, read)
        for way, read in (("said", asked.said), ("drawn", asked.drawn))
        for pattern in stand_in_patterns(way)
    )


def stand_in_patterns(way: str) -> Iterator[str]:
    """Return how such names read once they are folded; figures are letters by then."""
    figures = "".join({getattr(folded(figure), way) for figure in "0123456789"})
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names = former_name(MARK), guest_name(MARK)
        for before, _mark, after in (one.partition(str(MARK)) for one in names):
            around = [
                re.escape(getattr(folded(part), way)) if part.strip() else ""
                for part in (before, after)
            ]
            yield f"{around[0]}[{re.escape(figures)}]+{around[1]}"


# Words of roles


def role_word_in(name: str) -> str:
    """Return the word of a role that a name holds, empty where it holds none."""
    said = [f" {' '.join(reading)} " for reading in readings(name)]
    whole = folded(name)
    for word, spaced in role_words():
        if any(spaced in one for one in said) or whole.is_like(folded(word)):
            return word
    return ""


def role_words() -> list[tuple[str, str]]:
    """Return the words of roles in every language, as they are written and as they are looked for."""
    listed = cache.get(KEY)
    if listed is None:
        rows = RoleWords.objects.order_by("language").values_list("words", flat=True)
        lines = [line.strip() for one in rows for line in one.splitlines()]
        listed = [(line, f" {' '.join(words(line))} ") for line in lines if words(line)]
        cache.set(KEY, listed, KEPT_FOR)
    return listed


@transaction.atomic
def save_role_words(listed: RoleWords) -> RoleWords:
    """Write the words of roles of a language; they hold for names that are chosen from now on."""
    listed.save()
    forget_role_words()
    return listed


@transaction.atomic
def delete_role_words(listed: RoleWords) -> None:
    """Take the words of roles of a language away."""
    listed.delete()
    forget_role_words()


def forget_role_words() -> None:
    """Have the words read again: at once, and by those who read them before this was written."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))


# Names of institutions


@transaction.atomic
def reserve_names(*, page: UUID, language: str, names: Iterable[str]) -> None:
    """Keep the names of institutions that a page names as it was published in a language."""
    InstitutionName.objects.filter(page=page, language=language).delete()
    InstitutionName.objects.bulk_create(
        InstitutionName(page=page, language=language, name=name)
        for name in sorted({one.strip() for one in names if one.strip()})
    )
