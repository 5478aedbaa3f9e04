"""What is done beside those who ask for it."""

from django_tasks import task

from consult.following.services import sending


@task(backend="beside")
def send_mailings(keys: list[int]) -> None:
    """Send some mails, unless somebody else does."""
    sending.send(keys)
