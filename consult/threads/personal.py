"""Personal data of threads: what people say, vote and translate, and who calls them by name."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.consultations.models import Consultation
from consult.people.guests.addresses import is_address_of
from consult.people.models import Guest
from consult.people.privacy.periods import in_days
from consult.people.privacy.registry import CHOSEN, PUBLIC, SAFETY, Kind, Rule, Table
from consult.threads.models import Comment, CommentTranslation, Edit, HeldText, Unconfirmed, Vote
from consult.threads.services import claim, leave
from consult.threads.services.guest_words import forget_guest
from consult.threads.services.held import NO_WORDS

STAYS = _(
    "As long as the consultation is on record, unless you delete it. When your account goes, you "
    "choose whether it stays without your name or goes too."
)
REVIEW_DAYS = 30
"""For how long words are kept at least after the last day on which their author can contest a decision."""
PLACE = {"draft": "draft_id", "section": "section__key"}
WORDS = {
    "kind": "kind",
    "stance": "stance",
    "language": "language",
    "affiliation": "affiliation",
    "pseudonym": "pseudonym",
    "words": "source",
    "proposed_wording": "wording",
    "quoted": "quote_exact",
}


def kinds() -> Iterable[Kind]:
    """Return what threads hold of people. Erased from the last to the first."""
    return [mentions(), comments(), held(), votes(), translations(), unconfirmed()]


def comments() -> Kind:
    return Kind(
        name="contributions",
        title=_("Contributions"),
        why=_("What you said about texts, for all to read, and what it said before you edited it."),
        ground=PUBLIC,
        until=STAYS,
        tables=(
            Table(
                "contributions",
                lambda one: Comment.objects.filter(author=one),
                {
                    "id": "pk",
                    **PLACE,
                    "in_reply_to": "in_reply_to_id",
                    "posted_at": "posted_at",
                    "edited_at": "edited_at",
                    "deleted_at": "deleted_at",
                    "status": "status",
                    **WORDS,
                    "agree": "agree_count",
                    "disagree": "disagree_count",
                },
            ),
            Table(
                "contributions_before_edits",
                lambda one: Edit.objects.filter(comment__author=one),
                {
                    "contribution": "comment_id",
                    "number": "number",
                    "edited_at": "edited_at",
                    "words": "source",
                    "proposed_wording": "wording",
                },
            ),
        ),
        holds=frozenset({"threads.Comment.author"}),
        erase=leave.leave_comments,
        claim=claim.claim_comments,
    )


def held() -> Kind:
    days = settings.RETENTION["refused_days"]
    return Kind(
        name="held_texts",
        title=_("Contributions that wait, or were refused"),
        why=_("Words that moderators read before the public does."),
        ground=SAFETY,
        until=ngettext(
            "Until they are published. Of what was refused or taken back, the words go after "
            "%(count)s day.",
            "Until they are published. Of what was refused or taken back, the words go after "
            "%(count)s days.",
            days,
        )
        % {"count": days},
        tables=(
            Table(
                "held_texts",
                lambda one: HeldText.objects.filter(author=one),
                {
                    "id": "pk",
                    **PLACE,
                    "held_at": "held_at",
                    "settled_at": "settled_at",
                    "status": "status",
                    "grounds": "grounds",
                    **WORDS,
                },
            ),
        ),
        holds=frozenset({"threads.HeldText.author"}),
        erase=leave.leave_held,
        address="moderation:mine",
        claim=claim.claim_held,
    )


def unconfirmed() -> Kind:
    days = settings.RETENTION["unconfirmed_days"]
    return Kind(
        name="unconfirmed",
        title=_("Words that wait until an address is confirmed"),
        why=_(
            "Nothing is published in the name of an address before somebody has followed a link sent "
            "to it."
        ),
        ground=CHOSEN,
        until=ngettext(
            "Until they are published, and for %(count)s day at most.",
            "Until they are published, and for %(count)s days at most.",
            days,
        )
        % {"count": days},
        tables=(
            Table(
                "unconfirmed",
                lambda one: Unconfirmed.objects.filter(is_address_of(one)),
                {
                    "id": "pk",
                    **PLACE,
                    "asked_at": "asked_at",
                    "language": "language",
                    "said": "said",
                },
            ),
        ),
        holds=frozenset(),
        erase=leave.leave_guests,
        of_guests=True,
        of_accounts=False,
    )


def votes() -> Kind:
    return Kind(
        name="votes",
        title=_("Votes"),
        why=_("To count each person once. Others see the count, and never who voted how."),
        ground=PUBLIC,
        until=_(
            "Until you take the vote back. When your account goes, votes stay counted, and nothing "
            "says that they were yours."
        ),
        tables=(
            Table(
                "votes",
                lambda one: Vote.objects.filter(participant=one),
                {"contribution": "comment_id", "vote": "value", "at": "cast_at"},
            ),
        ),
        holds=frozenset({"threads.Vote.participant"}),
        erase=leave.leave_votes,
        claim=claim.claim_votes,
    )


def translations() -> Kind:
    return Kind(
        name="translations",
        title=_("Translations that you offered or confirmed"),
        why=_("So that people read each other who share no language."),
        ground=PUBLIC,
        until=STAYS,
        tables=(
            Table(
                "translations",
                lambda one: CommentTranslation.objects.filter(by=one),
                {
                    "contribution": "comment_id",
                    "language": "language",
                    "offered_at": "offered_at",
                    "status": "status",
                    "words": "source",
                },
            ),
            Table(
                "translations_checked",
                lambda one: CommentTranslation.objects.filter(
                    Q(confirmed_by=one) | Q(hidden_by=one)
                ),
                {"contribution": "comment_id", "language": "language", "status": "status"},
            ),
        ),
        holds=frozenset(
            f"threads.CommentTranslation.{one}" for one in ("by", "confirmed_by", "hidden_by")
        ),
        erase=leave.leave_translations,
    )


def mentions() -> Kind:
    return Kind(
        name="mentions",
        title=_("Where others mention you"),
        why=_("So that people can speak to each other by name."),
        ground=CHOSEN,
        until=_(
            "As long as those contributions. When your account goes, another name stands in them."
        ),
        tables=(
            Table(
                "mentions",
                lambda one: Comment.mentions.through.objects.filter(user=one),
                {"contribution": "comment_id", "at": "comment__posted_at"},
            ),
        ),
        holds=frozenset({"threads.Comment_mentions.user"}),
        erase=leave.leave_mentions,
    )


def rules() -> Iterable[Rule]:
    """Return for how long words are kept that never became public, and addresses of guests."""
    days = settings.RETENTION["refused_days"]
    return [
        Rule(
            "unconfirmed_words",
            _("Words of people without an account who did not confirm their address"),
            in_days(settings.RETENTION["unconfirmed_days"]),
            never_confirmed,
            erase_unconfirmed,
            "RETENTION_UNCONFIRMED_DAYS",
        ),
        Rule(
            "guest_addresses",
            _("Addresses of people without an account, after the end of their consultation"),
            in_days(settings.RETENTION["guest_days"]),
            guests_of_the_past,
            forget_guests,
            "RETENTION_GUEST_DAYS",
        ),
        Rule(
            "refused",
            _("Words of contributions that were refused or taken back"),
            in_days(days),
            refused,
            erase_words,
            "RETENTION_REFUSED_DAYS",
        ),
    ]


def never_confirmed(now: datetime) -> "QuerySet[Unconfirmed]":
    """Return what was asked so long ago that its link leads nowhere, confirmed or not."""
    before = now - timedelta(days=settings.RETENTION["unconfirmed_days"])
    return Unconfirmed.objects.filter(asked_at__lte=before).order_by("pk")


@transaction.atomic
def erase_unconfirmed(asked: list[Unconfirmed]) -> int:
    """Erase it; what was confirmed is a comment, or waits for a moderator, and stays."""
    Unconfirmed.objects.filter(pk__in=[one.pk for one in asked]).delete()
    return len(asked)


def guests_of_the_past(now: datetime) -> "QuerySet[Guest]":
    """Return those whose address is kept though their consultation ended long ago."""
    before = now - timedelta(days=settings.RETENTION["guest_days"])
    going_on = Consultation.objects.filter(
        Q(closes_at__gt=before) | Q(answers_until__gt=before), pk=OuterRef("scope")
    )
    return Guest.objects.filter(~Exists(going_on)).exclude(email="").order_by("pk")


@transaction.atomic
def forget_guests(guests: list[Guest]) -> int:
    """Erase their addresses; what they said stays, as that of guests."""
    for guest in guests:
        forget_guest(guest=guest, withdraws=False)
    return len(guests)


def refused(now: datetime) -> "QuerySet[HeldText]":
    """Return held texts that were settled long ago and still hold words: none that its author can
    contest, or has contested with a review to come.
    """
    days = settings.RETENTION["refused_days"]
    empty = Q(source="", html="", wording="", quote_exact="", quote_prefix="", quote_suffix="")
    found = HeldText.objects.filter(~empty, settled_at__lte=now - timedelta(days=days))
    slower = Consultation.objects.filter(appeal_days__gt=days - REVIEW_DAYS)
    for appeal_days in slower.values_list("appeal_days", flat=True).distinct():
        since = now - timedelta(days=appeal_days + REVIEW_DAYS)
        found = found.exclude(draft__consultation__appeal_days=appeal_days, settled_at__gt=since)
    return found.order_by("pk")


@transaction.atomic
def erase_words(texts: list[HeldText]) -> int:
    """Erase the words; that they were held, and what was decided, stays."""
    return HeldText.objects.filter(pk__in=[one.pk for one in texts]).update(**NO_WORDS)
