"""What is done beside those who ask for it."""

from contextlib import suppress

from django_tasks import task

from consult.following.services import sending


@task(backend="beside")
def send_mailings(keys: list[int]) -> None:
    """Send some mails, unless somebody else does. Where the mail server is away, the log says so."""
    with suppress(sending.ServerAway):
        sending.send(keys)
