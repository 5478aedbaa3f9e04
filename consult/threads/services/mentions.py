"""Whom a comment names, and its words with those names set off."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from consult.consultations.models import ConsultationName
from consult.core.folding import same_name
from consult.core.text import clean
from consult.people.models import PUBLIC_NAME_LENGTH, User
from consult.threads import refusals
from consult.threads.models import COMMENT_LENGTH, Comment

MOST_MENTIONS = 10
BEGINNING = re.compile(r"(?<!\w)@(?=\S)")
END_OF_NAME = re.compile(r"(?<=\S)(?=\s|[^\w\s]|$)")


class Mentioned(NamedTuple):
    """The key of somebody's account, and the name that they are called by."""

    key: UUID
    name: str


def mentioned_in(body: str, draft_key: UUID) -> list[Mentioned]:
    """Return the participants whom a text names, as `@name`: those of this draft only, and under the
    names that they have there.

    Raises `TooManyMentions`. One query where there is an @, none elsewhere.
    """
    body = unicodedata.normalize("NFC", body[: 2 * COMMENT_LENGTH])
    beginnings = [one.end() for one in BEGINNING.finditer(body)]
    if len(beginnings) > MOST_MENTIONS:
        raise refusals.TooManyMentions(limit=MOST_MENTIONS)
    if not beginnings:
        return []
    candidates = [possible_names(body[at : at + PUBLIC_NAME_LENGTH]) for at in beginnings]
    possible = set().union(*candidates)
    ways = {way for name in possible for way in ways_to_write(name)}
    # SQLite knows no capitals but those of English: the usual ways to write a name are asked for.
    openly, otherwise = (
        names.alias(lowered=Lower("called"))
        .filter(Q(lowered__in={way.lower() for way in ways}) | Q(called__in=ways))
        .values_list(key, "called")
        for names, key in ((public_names(draft_key), "pk"), (pseudonyms(draft_key), "participant"))
    )
    known = {same_name(one[1]): Mentioned(*one) for one in openly.union(otherwise)}
    named = (
        max({same_name(name) for name in names} & known.keys(), key=len, default=None)
        for names in candidates
    )
    return list({known[name]: None for name in named if name})


def possible_names(text: str) -> set[str]:
    """Return every beginning of a text that could be a name: it ends where a word ends."""
    return {text[: end.start()] for end in END_OF_NAME.finditer(text)}


def ways_to_write(name: str) -> set[str]:
    """Return a name in small letters and capitals, with either apostrophe."""
    written = {name, name.lower(), name.upper(), name.title()}
    return {one.replace(*signs) for one in written for signs in (("'", "’"), ("’", "'"))}


def public_names(draft_key: UUID) -> QuerySet[User]:
    """Return the accounts that have said something about a draft under their public name, as
    `called`. Nobody is called by a name under which they do not speak there: who tried would learn
    who they are.
    """
    comments = Comment.objects.visible().filter(draft=draft_key, pseudonym="", by_guest=False)
    people = User.objects.filter(is_active=True, erasure=None, guest=None)
    return people.filter(Exists(comments.filter(author=OuterRef("pk")))).annotate(
        called=F("public_name")
    )


def pseudonyms(draft_key: UUID) -> QuerySet[ConsultationName]:
    """Return the pseudonyms under which something was said about a draft, as `called`."""
    comments = Comment.objects.visible().filter(draft=draft_key, pseudonym=OuterRef("name"))
    names = ConsultationName.objects.filter(
        consultation__drafts=draft_key, participant__is_active=True, participant__erasure=None
    )
    return names.filter(Exists(comments.filter(author=OuterRef("participant")))).annotate(
        called=F("name")
    )


def names_here(people: Iterable[User], draft_key: UUID) -> list[str]:
    """Return the names by which some people are called in the talk about a draft."""
    people = list(people)
    names = ConsultationName.objects.filter(consultation__drafts=draft_key, participant__in=people)
    known = dict(names.values_list("participant", "name"))
    return [known.get(one.pk, one.public_name) for one in people]


def write_words(comment: Comment, body: str, mentioned: list[Mentioned]) -> None:
    """Set a comment's words, cleaned, with the names of those mentioned set off.

    A suggestion may stand for itself, without a word of reason. Raises what `clean` raises.
    """
    if comment.is_suggestion and not body.strip():
        comment.source = comment.html = ""
        return
    text = clean(body, limit=COMMENT_LENGTH, names=[one.name for one in mentioned])
    comment.source, comment.html = text.source, text.html
