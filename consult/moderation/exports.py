"""The register for programs: what each field says, rows, JSON, a feed. No words, and no people."""

import json
import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from consult.moderation.canonical import FORMAT, moment
from consult.moderation.models import Decision
from consult.moderation.queries.register import Line
from consult.moderation.register import Head

IN_FEED = 50
"""Entries in the feed: the newest."""

FIELDS: dict[str, str | Promise] = {
    "number": gettext_lazy("The entry's number; the first is 1, none is left out."),
    "at": gettext_lazy("When it was decided, in universal time."),
    "action": gettext_lazy(
        "What was decided: keep, hide, restore, publish, refuse, warn or suspend; confirm, lift or "
        "expire about a provisional decision; uphold or overturn about an appeal."
    ),
    "comment": gettext_lazy(
        "The key of the contribution; none where it was decided before publication."
    ),
    "article": gettext_lazy("The number that the article of the charter had."),
    "article_key": gettext_lazy("The key of the article, which stays when its number changes."),
    "article_title": gettext_lazy("The title of the article, as it is now."),
    "college": gettext_lazy("Which college decided: government or civil_society; none for a rule."),
    "automated": gettext_lazy("Whether a rule decided by itself, because nobody acted in time."),
    "noticed_by_machine": gettext_lazy(
        "Whether a classifier had brought the words before the moderators."
    ),
    "about": gettext_lazy("The key of the decision that this one confirms, ends or reviews."),
    "confirm_by": gettext_lazy("Until when the other college may confirm a provisional decision."),
    "until": gettext_lazy("Until when an author is suspended."),
    "scope": gettext_lazy("Where a suspension holds: consultation or site."),
    "effect": gettext_lazy(
        "How a restriction stands now: in_force, provisional, confirmed, lifted, expired, "
        "overturned or restored; none where nothing is restricted."
    ),
    "appealed_at": gettext_lazy("When the author appealed."),
    "outcome": gettext_lazy("What became of the appeal: uphold or overturn; none while it waits."),
    "decision": gettext_lazy("The key of the decision."),
    "previous": gettext_lazy("The hash of the entry before; 64 noughts in the first."),
    "hash": gettext_lazy("The hash of this entry."),
}
"""What each column of the CSV export says; the fields of the JSON export bear the same names."""

UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def now_of(line: Line, language: str) -> dict:
    """Return what is told beside an entry and is not hashed, as it may change later."""
    article, appeal = line.decision.article, line.appeal
    return {
        "article_title": article and article.title_in(language),
        "effect": line.effect and line.effect.value,
        "appealed_at": appeal and moment(appeal.appealed_at),
        "outcome": appeal and appeal.outcome and appeal.outcome.action,
    }


def rows(lines: Iterable[Line], language: str) -> Iterator[list]:
    """Yield the register as a table with a first row of names."""
    yield list(FIELDS)
    for line in lines:
        body = line.body if isinstance(line.body, dict) else {}
        said = {**body, **now_of(line, language), "hash": line.entry.hash}
        yield [said.get(name) for name in FIELDS]


def as_json(
    consultation_id: UUID, head: Head, lines: Iterable[Line], language: str
) -> Iterator[str]:
    """Yield the register as a JSON text, piece by piece: what docs/verify_register.py reads."""
    with override(language):  # by now the page may be in none
        guide = {name: str(said) for name, said in FIELDS.items()}
    first = {
        "format": FORMAT,
        "consultation": str(consultation_id),
        "language": language,
        "head": {"number": head.number, "hash": head.hash},
        "guide": guide,
    }
    yield f'{json.dumps(first, ensure_ascii=False)[:-1]}, "entries": ['
    between = "\n"
    for line in lines:
        said = {"body": line.body, "hash": line.entry.hash, "now": now_of(line, language)}
        yield between + json.dumps(said, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


# The feed


FEED_TYPE = "application/atom+xml; charset=utf-8"


def feed(
    lines: Iterable[Line], head: Head, *, title: str, key: UUID, page_url: str, feed_url: str
) -> str:
    """Return entries as an Atom feed (RFC 4287) in the active language; its subtitle is the head."""
    made = Atom1Feed(
        title=printable(title),
        link=page_url,
        description="",
        subtitle=_("Head of the register: entry %(number)s, %(hash)s")
        % {"number": head.number, "hash": head.hash},
        language=get_language(),
        feed_url=feed_url,
        feed_guid=f"urn:uuid:{key}",
    )
    for line in lines:
        made.add_item(
            title=printable(headline(line)),
            link=f"{page_url}{address_in(line.entry.number, line.decision)}",
            description=printable(summary(line)),
            unique_id=f"urn:uuid:{line.decision.pk}",
            pubdate=line.decision.decided_at,
            updateddate=line.decision.decided_at,
            author_name=line.decision.get_college_display() or _("a rule"),
        )
    return made.writeString("utf-8")


def headline(line: Line) -> str:
    """Return an entry in a few words."""
    what = f"{line.entry.number}. {line.decision.get_action_display()}"
    return f"{what}: {line.decision.article}" if line.decision.article else what


def summary(line: Line) -> str:
    """Return what a feed says of an entry beside its headline."""
    said = [line.decision.get_college_display() or _("decided by a rule")]
    if line.effect:
        said.append(str(line.effect.label))
    if line.about:
        said.append(_("about entry %(number)s") % {"number": line.about.number})
    return f"{'; '.join(said)}. SHA-256: {line.entry.hash}"


def address_in(number: int, decision: Decision) -> str:
    """Return what leads from a register's page to one of its entries, on whatever page it is."""
    return f"?before={number + 1}#d-{decision.pk}"


def printable(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return UNPRINTABLE.sub("", text)
