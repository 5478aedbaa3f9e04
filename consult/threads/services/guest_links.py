"""“Did somebody write in my name?”: whoever has an address learns what was written with it."""

from django.db import transaction

from consult.core.mails import after_commit
from consult.threads import letters
from consult.threads.services.guests import checked, spend


@transaction.atomic
def send_links(*, email: str, language: str, address: str = "") -> None:
    """Have one mail sent that lists what was written with an address, with links to withdraw it.

    One is sent whatever there is, and takes as many queries: the answer tells nothing.
    Raises `NoAddress` and `TooFast`.
    """
    email = checked(email.strip().lower())
    spend("guest_links", email, address)
    after_commit((language, lambda: letters.all_that_was_written(email)))
