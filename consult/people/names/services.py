"""Whether a name may be somebody's public name: asked by every form, and by every service that
writes one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q

from consult.core.errors import Refused
from consult.core.names import folded, mixes_scripts
from consult.core.words import readings, words
from consult.people.models import Organisation, User
from consult.people.names import refusals
from consult.people.names.fields import same_name
from consult.people.names.models import InstitutionName, RoleWords

KEY = "people.role_words"
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
    asked = folded(name)
    same = same_name(asked)
    others = User.objects.filter(same)
    if participant is not None:
        others = others.exclude(pk=participant.pk)
    if others.exists():
        return refusals.NameTaken()
    if participant is not None and asked.is_like(folded(participant.public_name)):
        return None
    if word := role_word_in(name):
        return refusals.NameOfRole(word=word)
    return why_not_institution(same)


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
def taking_name() -> Iterator[None]:
    """Write an account's name. Raises `NameTaken` where somebody took it at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "_name" not in str(error):  # the constraint, or on SQLite the column
            raise
        raise refusals.NameTaken from error


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
