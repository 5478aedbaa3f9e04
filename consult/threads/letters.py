"""The mails to people without an account."""

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.consultations.queries import title_of, titles_of
from consult.core.mails import address_of, letter, one_line, quoted, without_links
from consult.people.guests.acting import way_to
from consult.people.models import Guest
from consult.threads.confirming import token_of as token_to_confirm
from consult.threads.confirming import waiting_for
from consult.threads.models import Status, Unconfirmed

MOST_QUOTED = 1500
"""How many characters of somebody's words a mail quotes that goes to whoever has the address."""
MOST_LISTED = 20
PUBLISHED = Count("account__comments", filter=~Q(account__comments__status=Status.DELETED))


def link_to_confirm(asked: Unconfirmed) -> EmailMessage:
    """Return the mail with the link that publishes words, in the active language.

    Until then nobody knows who wrote them: no link in them reaches the mail, so that nobody can send
    strangers to a place of their choice through this site.
    """
    consultation = asked.draft.consultation_id
    guest = (
        Guest.objects.select_related("account")
        .filter(scope=consultation, email=asked.email)
        .first()
    )
    return letter(
        _("Confirm your contribution"),
        "threads/mail/confirm.txt",
        {
            "asked": asked,
            "title": one_line(title_of(consultation, get_language())),
            "words": quoted(excerpt(asked)),
            "confirm": address_of("threads:confirm", token_to_confirm(asked)),
            "disown": address_of("threads:disown", token_to_confirm(asked)),
            "has_account": has_account(asked.email),
            "sign_in": address_of("account_login"),
            "before": guest and way_back(guest),
            "ask": address_of("threads:guest_ask"),
        },
        asked.email,
    )


def way_back(guest: Guest) -> str:
    """Return the link by which somebody comes back to what they wrote in a consultation."""
    return way_to(reverse("threads:guest", args=[guest.scope]), guest.account)


def excerpt(asked: Unconfirmed) -> str:
    """Return the beginning of what waits, without its links."""
    said = asked.said
    words = "\n\n".join(filter(None, (said["wording"], said["body"])))
    shown = words[:MOST_QUOTED].rstrip()
    return without_links(shown + "…" if len(words) > MOST_QUOTED else shown)


def has_account(email: str) -> bool:
    """Tell whether an account has an address that is known to be its owner's."""
    return EmailAddress.objects.filter(email__iexact=email, verified=True).exists()


def all_that_was_written(email: str) -> EmailMessage:
    """Return the mail that lists what was written with an address, by consultation, with the links by
    which it is withdrawn, or published. A fixed number of queries, whatever there is.
    """
    guests = list(
        Guest.objects.select_related("account")
        .filter(email=email)
        .annotate(said=PUBLISHED)
        .order_by("since")
    )
    unconfirmed = list(waiting_for(email)[:MOST_LISTED])
    scopes = {one.scope for one in guests} | {one.draft.consultation_id for one in unconfirmed}
    titles = titles_of(scopes, get_language())
    written = [
        {
            "title": one_line(titles.get(guest.scope, "")),
            "count": guest.said,
            "address": way_back(guest),
        }
        for guest in guests
    ]
    waiting = [
        {
            "title": one_line(titles.get(asked.draft.consultation_id, "")),
            "words": quoted(excerpt(asked)),
            "confirm": address_of("threads:confirm", token_to_confirm(asked)),
            "disown": address_of("threads:disown", token_to_confirm(asked)),
        }
        for asked in unconfirmed
    ]
    return letter(
        _("What was written with your address"),
        "threads/mail/written.txt",
        {
            "written": written,
            "waiting": waiting,
            "has_account": has_account(email),
            "sign_in": address_of("account_login"),
        },
        email,
    )
