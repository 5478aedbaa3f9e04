"""The mails that tell of news: one for a person and period, in their language.

Everything in them is asked of the database when they are written: whether the account is there,
what its person wants now, what is public now.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, ngettext, override
from django.utils.translation import gettext as _

from consult.core.mails import MANY_BLANK_LINES, address_of, one_line
from consult.following.kinds import OWN, USUAL, Kind, Pace
from consult.following.models import Follow, Mailing, MailingState, Notice, Way
from consult.following.queries.lines import FSI, PDI, Line, Lines
from consult.following.stopping import stop_address
from consult.people.models import User
from consult.people.policy import mailbox_of, may_be_written_to
from consult.threads.letters import way_back

logger = logging.getLogger("parvis.following")

MOST = 50
"""Notices in one mail; the site shows the others."""
AT_ONCE = 2 * MOST
"""Notices that are looked at together: some may be told no more."""
Place = tuple[str, object]


@dataclass(frozen=True)
class Letter:
    """A mail that is due, and its message: None where there is nothing to tell."""

    mailing: Mailing
    message: EmailMultiAlternatives | None = None
    failed: bool = False
    """Whether it could not be written: a fault of ours, which must not hold up others."""


@dataclass
class Part:
    """What a mail tells of one draft."""

    title: str
    title_language: str
    address: str
    threads: dict[object, "Thread"] = field(default_factory=dict)


@dataclass
class Thread:
    """What a mail tells of one thread, or of a passage, or of the draft itself."""

    label: str
    lines: list[Line] = field(default_factory=list)


def letters_for(keys: Collection[int]) -> list[Letter]:
    """Return the mails of some mailings that still wait, as they read now. A fixed number of queries."""
    mailings = list(
        Mailing.objects.filter(pk__in=keys, state=MailingState.WAITING)
        .select_related("participant__erasure", "participant__guest")
        .order_by("due_at", "pk")
    )
    notices = defaultdict(list)
    for one in (
        Notice.objects.filter(mailing__in=[one.pk for one in mailings], read_at=None)
        .standing()
        .annotate(thread_key=Coalesce("comment__thread", "comment"))
        .order_by("pk")
    ):
        notices[one.mailing_id].append(one)
    people = {one.participant_id for one in mailings if notices[one.pk]}
    wants = Wants.of(people, [one for some in notices.values() for one in some])
    kept = {
        one.pk: [notice for notice in notices[one.pk] if wants.mail_of(notice)]
        for one in mailings
        if may_be_written_to(one.participant)
    }
    shelf = Lines.of(
        [one for some in kept.values() for one in some[:AT_ONCE]],
        {one.participant.language for one in mailings if kept.get(one.pk)},
    )
    return [letter(one, kept.get(one.pk, ()), shelf) for one in mailings]


def letter(mailing: Mailing, notices: Sequence[Notice], shelf: Lines) -> Letter:
    """Return one mail, or that it could not be written."""
    try:
        return Letter(mailing, message_for(mailing.participant, notices, shelf))
    except Exception:
        logger.exception("Mail %s could not be written", mailing.pk)
        return Letter(mailing, failed=True)


@dataclass(frozen=True)
class Wants:
    """What some people want to be mailed, now."""

    never: set[tuple[UUID, str]]
    follows: dict[UUID, set[Place]]

    @classmethod
    def of(cls, people: Collection[UUID], notices: Collection[Notice]) -> "Wants":
        """Load what people want of some notices. Two queries."""
        ways = Way.objects.filter(participant__in=people, mail=Pace.NEVER)
        follows: dict[UUID, set[Place]] = defaultdict(set)
        if any(one.kind not in OWN for one in notices):
            rows = Follow.objects.filter(
                participant__in=people, draft__in={one.draft_id for one in notices}
            )
            for person, draft, section, thread in rows.values_list(
                "participant", "draft", "section", "thread"
            ):
                follows[person].add(
                    (Kind.THREAD, thread)
                    if thread
                    else (Kind.SECTION, section)
                    if section
                    else (Kind.DRAFT, draft)
                )
        return cls(set(ways.values_list("participant", "kind")), follows)

    def mail_of(self, notice: Notice) -> bool:
        """Tell whether somebody still wants a notice by mail: they have not said no, nor ceased to
        follow what it is about.
        """
        person, kind = notice.participant_id, Kind(notice.kind)
        if (person, kind) in self.never or USUAL[kind].mail == Pace.NEVER:
            return False
        places = {
            Kind.THREAD: notice.thread_key,
            Kind.SECTION: notice.section_id,
            Kind.DRAFT: notice.draft_id,
        }
        return kind in OWN or (kind, places[kind]) in self.follows[person]


def message_for(
    person: User, notices: Sequence[Notice], shelf: Lines
) -> EmailMultiAlternatives | None:
    """Return the mail that tells somebody of their news; None where there is none any more."""
    lines, rest = told_lines(person, notices, shelf)
    if not lines:
        return None
    with override(person.language):
        stop = stop_address(person.pk, {Kind(one.notice.kind) for one in lines})
        context = {
            "parts": parts_of(lines[:MOST]),
            "more": max(len(lines) - MOST, 0) + rest,
            "kinds": [kind for kind in Kind if any(one.notice.kind == kind for one in lines)],
            "language": person.language,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "notices_address": address_of("following:notices"),
            "settings_address": address_of("following:settings"),
            "guest_address": way_back(person.guest) if person.is_guest else "",
            "stop_address": stop,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "site_address": f"{settings.WAGTAILADMIN_BASE_URL}/",
            "base": settings.WAGTAILADMIN_BASE_URL,
        }
        context["subject"] = one_line(subject_of(lines))
        text = render_to_string("following/mail/news.txt", context)
        message = EmailMultiAlternatives(
            context["subject"],
            MANY_BLANK_LINES.sub("\n\n", text).strip() + "\n",
            to=[mailbox_of(person)],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                # Nobody's holiday notice need answer.
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(
            render_to_string("following/mail/news.html", context), "text/html"
        )
    return message


def told_lines(person: User, notices: Sequence[Notice], shelf: Lines) -> tuple[list[Line], int]:
    """Return what may be told of some notices now, more than a mail holds where there is more; and of
    how many nobody has asked whether they may be told. `shelf` holds what the first of them are about.
    """
    lines: list[Line] = []
    for begin in range(0, len(notices), AT_ONCE):
        some = notices[begin : begin + AT_ONCE]
        if begin:
            shelf = Lines.of(some, {person.language})
        lines += shelf.told_to(person, person.language, some)
        if len(lines) >= MOST:
            return lines, len(notices) - begin - len(some)
    return lines, 0


def subject_of(lines: Sequence[Line]) -> str:
    """Return what a mail says before it is opened: what happened, or how much and where."""
    if len(lines) == 1:
        return lines[0].sentence
    titles = {one.page.translation_key: one.page.title for one in lines}
    many = len(lines)
    if len(titles) == 1:
        (title,) = titles.values()
        return ngettext(
            "%(many)s piece of news: %(title)s", "%(many)s pieces of news: %(title)s", many
        ) % {"many": many, "title": f"{FSI}{one_line(title)}{PDI}"}
    # Translators: the number of texts is never 1
    return _("%(many)s pieces of news from %(texts)s texts") % {"many": many, "texts": len(titles)}


def parts_of(lines: Iterable[Line]) -> list[Part]:
    """Return what happened by draft and thread, each in the order in which it happened."""
    parts: dict[UUID, Part] = {}
    base = settings.WAGTAILADMIN_BASE_URL
    for one in lines:
        page = one.page
        part = parts.setdefault(
            page.translation_key,
            Part(one_line(page.title), page.locale.language_code, urljoin(base, page.url)),
        )
        key = one.thread_id or one.notice.section_id
        part.threads.setdefault(key, Thread(one_line(one.label))).lines.append(one)
    return list(parts.values())
