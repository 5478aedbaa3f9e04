"""Who takes part without an account: made when their address is confirmed, found by it later."""

from uuid import UUID, uuid4

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest

from consult.people.guests.models import Guest
from consult.people.models import GUESTS, User

LINK_DAYS = 30
"""For how many days a link in a mail to a guest leads to what they wrote. They can ask for another."""
SALT = "parvis.people.guests"
SESSION_KEY = "guests"


def guest_with(*, scope: UUID, email: str, language: str) -> User:
    """Return the account that stands for an address in a consultation, made when needed.

    Call it only once the address is known to be theirs.
    """
    found = Guest.objects.select_related("account").filter(scope=scope, email=email.lower()).first()
    if found is not None:
        return found.account
    try:
        with transaction.atomic():
            return make_guest(scope, email.lower(), language)
    except IntegrityError:  # the same address, or the same number, at the same moment
        return guest_with(scope=scope, email=email, language=language)


def is_guest(account_id: UUID) -> bool:
    """Tell whether an account stands for somebody without one, who can still be written to."""
    return Guest.objects.filter(pk=account_id).exclude(email="").exists()


def make_guest(scope: UUID, email: str, language: str) -> User:
    """Return a new account that stands for an address. Nobody can sign in with it."""
    last = Guest.objects.filter(scope=scope).aggregate(last=Max("number"))["last"] or 0
    mark = uuid4().hex
    account = User(
        email=f"{mark}@{GUESTS}",
        public_name=f"\x1fg{last + 1}\x1f{mark}",
        language=language,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    Guest.objects.create(account=account, scope=scope, number=last + 1, email=email)
    return User.objects.select_related("guest").get(pk=account.pk)


# Links in mails, and the browser that followed one


def token_of(guest: Guest) -> str:
    """Return what a link in a mail to a guest bears: who holds it acts for them."""
    return signing.TimestampSigner(salt=SALT).sign(guest.account_id.hex)


def guest_by(token: str) -> Guest | None:
    """Return whom a link is for; None where it is too old, or none of ours, or they have left."""
    try:
        key = signing.TimestampSigner(salt=SALT).unsign(token, max_age=LINK_DAYS * 86400)
    except signing.BadSignature:
        return None
    return Guest.objects.select_related("account").filter(pk=key).exclude(email="").first()


def remember(request: HttpRequest, guest: Guest) -> None:
    """Let this browser act for a guest whose link it followed, until its session ends: for one in a
    consultation, whoever followed a link last.
    """
    if not request.user.is_authenticated:
        request.session.cycle_key()  # nobody else knows of this session beforehand
    known = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {**known, guest.scope.hex: guest.account_id.hex}


def forget(request: HttpRequest, guest: Guest) -> None:
    """Let this browser act for a guest no more."""
    known = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {
        scope: key for scope, key in known.items() if key != guest.account_id.hex
    }


def guests_of(request: HttpRequest) -> list[Guest]:
    """Return for which guests this browser may act. No query where it followed no link."""
    known = request.session.get(SESSION_KEY)
    if not known:
        return []
    found = Guest.objects.select_related("account").filter(pk__in=known.values())
    return list(found.exclude(email="").order_by("pk"))
