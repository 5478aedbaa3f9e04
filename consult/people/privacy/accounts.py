"""Kinds of personal data: the account itself, and what allauth keeps with it."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from consult.people.guests.claiming import Claiming
from consult.people.models import Erasure, Export, Organisation, OrganisationMember, User
from consult.people.privacy import exports
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.registry import (
    ACCOUNT,
    CHOSEN,
    SAFETY,
    WITH_ACCOUNT,
    Kind,
    Table,
)


def kinds() -> Iterable[Kind]:
    """Return what an account consists of."""
    return [account(), organisations(), addresses(), factors(), sessions(), connected(), copies()]


def account() -> Kind:
    return Kind(
        name="account",
        title=gettext_lazy("Account and public profile"),
        why=gettext_lazy(
            "Your address lets you sign in and lets us write to you. Your public name and affiliation "
            "stand beside what you write; the languages that you read choose what you are shown."
        ),
        ground=ACCOUNT,
        until=ngettext(
            "As long as you have your account. One whose address was never confirmed goes after "
            "%(count)s day.",
            "As long as you have your account. One whose address was never confirmed goes after "
            "%(count)s days.",
            settings.RETENTION["unconfirmed_days"],
        )
        % {"count": settings.RETENTION["unconfirmed_days"]},
        tables=(
            Table(
                "account",
                lambda one: User.objects.filter(pk=one.pk),
                {
                    "id": "pk",
                    "email": "email",
                    "public_name": "public_name",
                    "affiliation": "affiliation",
                    "language": "language",
                    "reading_languages": "reading_languages",
                    "reads_translations": "reads_translations",
                    "joined_at": "joined_at",
                    "last_login": "last_login",
                    "suspended_until": "suspended_until",
                },
            ),
        ),
        holds=frozenset({"people.User_groups.user", "people.User_user_permissions.user"}),
        erase=nothing_more,
        address="people:profile",
        claim=claim_suspension,
    )


def organisations() -> Kind:
    return Kind(
        name="organisations",
        title=gettext_lazy("Organisations for which you speak"),
        why=gettext_lazy("To show for whom you speak, and whether that was confirmed."),
        ground=CHOSEN,
        until=WITH_ACCOUNT,
        tables=(
            Table(
                "organisations",
                lambda one: OrganisationMember.objects.filter(person=one),
                {
                    "organisation": "organisation__name",
                    "role": "role",
                    "state": "state",
                    "named": "is_named",
                    "declared_at": "declared_at",
                    "confirmed_at": "confirmed_at",
                },
            ),
            Table(
                "organisations_added",
                lambda one: Organisation.objects.filter(created_by=one),
                {"organisation": "name", "added_at": "created_at"},
            ),
        ),
        holds=frozenset(
            {
                "people.OrganisationMember.person",
                "people.OrganisationMember.confirmed_by",
                "people.Organisation.created_by",
            }
        ),
        erase=leave_organisations,
        address="people:organisation",
    )


def addresses() -> Kind:
    return Kind(
        name="addresses",
        title=gettext_lazy("E-mail addresses"),
        why=gettext_lazy("To know that an address is yours. Nobody else sees it."),
        ground=ACCOUNT,
        until=WITH_ACCOUNT,
        tables=(
            Table(
                "email_addresses",
                lambda one: EmailAddress.objects.filter(user=one),
                {"email": "email", "verified": "verified", "primary": "primary"},
            ),
        ),
        holds=frozenset({"account.EmailAddress.user"}),
        erase=lambda leaving: EmailAddress.objects.filter(user=leaving.participant).delete(),
        address="account_email",
    )


def factors() -> Kind:
    return Kind(
        name="second_factors",
        title=gettext_lazy("Second factors"),
        why=gettext_lazy(
            "So that nobody comes in who knows your password alone. Their secrets are in no copy."
        ),
        ground=SAFETY,
        until=gettext_lazy("Until you remove them."),
        tables=(
            Table(
                "second_factors",
                lambda one: Authenticator.objects.filter(user=one),
                {"type": "type", "created_at": "created_at", "last_used_at": "last_used_at"},
            ),
        ),
        holds=frozenset({"mfa.Authenticator.user"}),
        erase=lambda leaving: Authenticator.objects.filter(user=leaving.participant).delete(),
        address="mfa_index",
    )


def sessions() -> Kind:
    days = settings.SESSION_COOKIE_AGE // 86400
    return Kind(
        name="sessions",
        title=gettext_lazy("Where you are signed in"),
        why=gettext_lazy(
            "So that you stay signed in, and can see and end it elsewhere. Of your network address a "
            "fingerprint is kept that only this site could make."
        ),
        ground=SAFETY,
        until=ngettext(
            "Until you sign out, and for %(count)s day at most.",
            "Until you sign out, and for %(count)s days at most.",
            days,
        )
        % {"count": days},
        tables=(
            Table(
                "sessions",
                lambda one: UserSession.objects.filter(user=one),
                {"since": "created_at", "last_seen_at": "last_seen_at", "browser": "user_agent"},
            ),
        ),
        holds=frozenset({"usersessions.UserSession.user"}),
        erase=end_sessions,
        address="usersessions_list",
    )


def connected() -> Kind:
    return Kind(
        name="connected_accounts",
        title=gettext_lazy("Connected accounts"),
        why=gettext_lazy("To sign in with an account that you have elsewhere."),
        ground=CHOSEN,
        until=gettext_lazy("Until you remove them."),
        tables=(
            Table(
                "connected_accounts",
                lambda one: SocialAccount.objects.filter(user=one),
                {
                    "provider": "provider",
                    "name_there": "uid",
                    "told_by_provider": "extra_data",
                    "since": "date_joined",
                    "last_login": "last_login",
                },
            ),
        ),
        holds=frozenset({"socialaccount.SocialAccount.user"}),
        erase=lambda leaving: SocialAccount.objects.filter(user=leaving.participant).delete(),
    )


def copies() -> Kind:
    days = settings.RETENTION["export_days"]
    return Kind(
        name="copies",
        title=pgettext_lazy("of personal data", "Copies, and leaving"),
        why=gettext_lazy("The copies of your data that you asked for, and whether you leave."),
        ground=CHOSEN,
        until=ngettext("A copy for %(count)s day.", "A copy for %(count)s days.", days)
        % {"count": days},
        tables=(
            Table(
                "copies",
                lambda one: Export.objects.filter(participant=one),
                {"asked_at": "asked_at", "made_at": "made_at", "size": "size"},
            ),
            Table(
                "leaving",
                lambda one: Erasure.objects.filter(participant=one),
                {"asked_at": "asked_at", "due_at": "due_at", "contributions": "choice"},
            ),
        ),
        holds=frozenset({"people.Export.participant", "people.Erasure.participant"}),
        erase=lambda leaving: exports.remove_of(leaving.participant),
        claim=lambda claiming: exports.remove_of(claiming.guest),
    )


def nothing_more(leaving: Leaving) -> None:
    """Do nothing: the row of the account goes last of all, and its rights with it."""


def claim_suspension(claiming: Claiming) -> None:
    """Let who may not write without an account not write with one: the later end stays."""
    ends = [one.suspended_until for one in (claiming.guest, claiming.heir)]
    claiming.heir.suspended_until = max(filter(None, ends), default=None)
    claiming.heir.save(update_fields=["suspended_until"])


def leave_organisations(leaving: Leaving) -> None:
    """End what somebody said of themselves; what they added or confirmed for others stays."""
    OrganisationMember.objects.filter(person=leaving.participant).delete()
    leaving.let_go(OrganisationMember, "confirmed_by")
    leaving.let_go(Organisation, "created_by")


def end_sessions(leaving: Leaving) -> None:
    for session in UserSession.objects.filter(user=leaving.participant):
        session.end()
