"""A participant is an account: an e-mail that nobody sees and a public name that everybody sees."""

import re
from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consult.core.ids import new_id
from consult.people.names.fields import FoldedNameField
from consult.people.names.models import InstitutionName, NameTurn, RoleWords
from consult.people.organisations.models import (
    ORGANISATION_LENGTH,
    MemberRole,
    MemberState,
    Organisation,
    OrganisationKind,
    OrganisationMember,
)

PUBLIC_NAME_LENGTH = 60
STAND_IN = re.compile("\x1f(?P<guest>g?)(?P<number>[0-9]+)\x1f[0-9a-f]{32}")
"""What stands in place of the name of somebody who has left, or has no account; no name that people
type holds it.
"""

NOWHERE = ".invalid"
"""How addresses end at which nobody is written to."""
GUESTS = f"guest{NOWHERE}"
"""Where the addresses of accounts lie that stand for people without one: nowhere (RFC 6761, 6.4)."""
FORMERS = "former.invalid"
"""The same of those that stand for people who have left."""


class Affiliation(models.TextChoices):
    """In what capacity somebody speaks."""

    CITIZEN = "citizen", _("citizen")
    CIVIL_SOCIETY = "civil_society", _("civil society")
    PUBLIC_SERVANT = "public_servant", _("public servant")
    LOCAL_AUTHORITY = "local_authority", _("local authority")
    PARLIAMENT = "parliament", _("parliament")
    PRIVATE_SECTOR = "private_sector", _("private sector")
    ACADEMIA = "academia", _("academia")
    PRESS = "press", _("press")


def site_language() -> str:
    """Return the site's own language, in which we write to people who chose none."""
    return settings.LANGUAGE_CODE


class PublicName(models.CharField):
    """A public name. Of somebody who has left, or has no account, it says that, in the language of who
    reads it.
    """

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        del expression, connection
        stands_in = STAND_IN.fullmatch(value) if value and value.startswith("\x1f") else None
        if stands_in is None:
            return value
        called = guest_name if stands_in["guest"] else former_name
        return called(int(stands_in["number"]))

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def former_name(number: int) -> str:
    """Return what somebody is called who has left, in the active language."""
    # Translators: stands in place of a name beside what somebody wrote; numbered within a draft.
    return gettext("former participant %(number)s") % {"number": number}


def guest_name(number: int) -> str:
    """Return what somebody without an account is called, in the active language."""
    # Translators: stands in place of a name beside what somebody wrote who has no account; numbered
    # within a consultation.
    return gettext("guest %(number)s") % {"number": number}


class UserManager(BaseUserManager["User"]):
    """Accounts are found by e-mail, whatever its letters' case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an account. Public names that are taken raise IntegrityError."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a site administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)

    def named(self, public_name: str) -> "models.QuerySet[User]":
        """Return who has a public name, whatever its letters' case: one account or none."""
        # SQLite knows upper and lower case of ASCII letters only, but in regular expressions.
        return self.filter(public_name__iregex=f"^{re.escape(public_name)}$")


class User(AbstractBaseUser, PermissionsMixin):
    """A participant, whatever else they may do here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    public_name = PublicName(
        _("public name"),
        max_length=PUBLIC_NAME_LENGTH,
        help_text=_("Everybody sees it beside what you write. It may be a pseudonym."),
    )
    folded_name = FoldedNameField(of="public_name")
    drawn_name = FoldedNameField(of="public_name", way="drawn")
    affiliation = models.CharField(
        _("affiliation"),
        max_length=20,
        choices=Affiliation,
        default=Affiliation.CITIZEN,
        help_text=_("In what capacity you take part. It is shown beside your name."),
    )
    language = models.CharField(_("language"), max_length=8, default=site_language)
    reading_languages = models.JSONField(
        _("languages read"),
        default=list,
        blank=True,
        help_text=_("Codes of the languages of contributions to be shown; none for all."),
    )
    reads_translations = models.BooleanField(_("translations shown"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Without it, the account cannot sign in.")
    )
    suspended_until = models.DateTimeField(
        _("suspended until"),
        null=True,
        blank=True,
        help_text=_("Until then the account reads, but does not write."),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    sign_outs = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("How often all sessions were ended at once.")
    )

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["public_name"]

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                Lower("public_name"),
                name="people_public_name_unique",
                violation_error_message=_("Somebody uses this public name. Choose another."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    name=f"people_{name}_unique",
                    violation_error_message=_(
                        "Somebody uses this public name, or one that is easily taken for it. Choose "
                        "another."
                    ),
                )
                for name in ("folded_name", "drawn_name")
            ),
            models.CheckConstraint(
                condition=~models.Q(public_name="") & ~models.Q(public_name__contains="@"),
                name="people_public_name_is_no_address",
                violation_error_message=_("A public name is not empty and holds no @ sign."),
            ),
            models.CheckConstraint(
                condition=models.Q(affiliation__in=Affiliation.values),
                name="people_affiliation_known",
            ),
        ]

    def __str__(self) -> str:
        return self.public_name

    def get_full_name(self) -> str:
        return self.public_name

    def get_short_name(self) -> str:
        return self.public_name

    @property
    def is_guest(self) -> bool:
        """Tell whether this account stands for somebody who takes part without one."""
        return self.email.endswith(f"@{GUESTS}")

    @cached_property
    def organisation_member(self) -> OrganisationMember | None:
        """Return by which membership they speak for an organisation now; None where for none."""
        members = OrganisationMember.objects.current().filter(person=self)
        return members.select_related("organisation").first()

    def forget_organisation(self) -> None:
        """Have it asked again for which organisation they speak."""
        self.__dict__.pop("organisation_member", None)

    @property
    def organisation_name(self) -> str:
        """Return the name of the organisation for which they speak now, empty where for none."""
        member = self.organisation_member
        return member.organisation.name if member else ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what every session of this account bears: ending them all at once changes it."""
        plain = super()._get_session_auth_hash(secret=secret)
        if not self.sign_outs:
            return plain
        return salted_hmac(
            "consult.people.sign_outs", f"{plain}:{self.sign_outs}", algorithm="sha256"
        ).hexdigest()

    def is_suspended(self, at: datetime) -> bool:
        """Tell whether this account may read but not write at a time."""
        return self.suspended_until is not None and at < self.suspended_until


def stands_in(email: str) -> bool:
    """Tell whether an address is that of an account which stands for somebody: nobody has it."""
    return email.lower().endswith((f"@{GUESTS}", f"@{FORMERS}"))


def display_name(user: User) -> str:
    """Return the name that pages and mails call somebody by, never the e-mail address."""
    return user.public_name


from consult.people.guests.models import Guest  # noqa: E402 - they point to accounts
from consult.people.privacy.models import (  # noqa: E402 - they point to accounts
    Choice,
    Erasure,
    Export,
    ExportState,
    Former,
)

__all__ = [
    "ORGANISATION_LENGTH",
    "PUBLIC_NAME_LENGTH",
    "Affiliation",
    "Choice",
    "Erasure",
    "Export",
    "ExportState",
    "Former",
    "Guest",
    "InstitutionName",
    "MemberRole",
    "MemberState",
    "NameTurn",
    "Organisation",
    "OrganisationKind",
    "OrganisationMember",
    "RoleWords",
    "User",
    "UserManager",
    "display_name",
    "former_name",
    "guest_name",
    "site_language",
    "stands_in",
]
