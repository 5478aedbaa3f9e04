"""Whom a comment names, and its words with those names set off."""

import re
import unicodedata
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from consult.core.folding import same_name
from consult.core.text import clean
from consult.people.models import PUBLIC_NAME_LENGTH, User
from consult.threads import refusals
from consult.threads.models import COMMENT_LENGTH, Comment

MOST_MENTIONS = 10
BEGINNING = re.compile(r"(?<!\w)@(?=\S)")
END_OF_NAME = re.compile(r"(?<=\S)(?=\s|[^\w\s]|$)")


def mentioned_in(body: str, draft_key: UUID) -> list[User]:
    """Return the participants whom a text names, as `@public name`: those of this draft only.

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
    people = took_part_in(draft_key).alias(lowered=Lower("public_name"))
    # SQLite knows no capitals but those of English: the usual ways to write a name are asked for.
    people = people.filter(
        Q(lowered__in={way.lower() for name in possible for way in ways_to_write(name)})
        | Q(public_name__in={way for name in possible for way in ways_to_write(name)})
    )
    known = {same_name(one.public_name): one for one in people}
    named = (
        max({same_name(name) for name in names} & known.keys(), key=len, default=None)
        for names in candidates
    )
    return list({known[name].pk: known[name] for name in named if name}.values())


def possible_names(text: str) -> set[str]:
    """Return every beginning of a text that could be a name: it ends where a word ends."""
    return {text[: end.start()] for end in END_OF_NAME.finditer(text)}


def ways_to_write(name: str) -> set[str]:
    """Return a name in small letters and capitals, with either apostrophe."""
    written = {name, name.lower(), name.upper(), name.title()}
    return {one.replace(*signs) for one in written for signs in (("'", "’"), ("’", "'"))}


def took_part_in(draft_key: UUID) -> "QuerySet[User]":  # noqa: F821
    """Return the accounts that have said something about a draft."""
    comments = Comment.objects.visible().filter(author=OuterRef("pk"), draft=draft_key)
    return User.objects.filter(Exists(comments), is_active=True, erasure=None, guest=None)


def write_words(comment: Comment, body: str, mentioned: list[User]) -> None:
    """Set a comment's words, cleaned, with the names of those mentioned set off.

    A suggestion may stand for itself, without a word of reason. Raises what `clean` raises.
    """
    if comment.is_suggestion and not body.strip():
        comment.source = comment.html = ""
        return
    text = clean(body, limit=COMMENT_LENGTH, names=[one.public_name for one in mentioned])
    comment.source, comment.html = text.source, text.html
