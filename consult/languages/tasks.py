"""What is done beside the request that asks for it."""

from uuid import UUID

from django_tasks import task

from consult.languages import machines, services


@task(backend="beside")
def make_translation(key: str) -> None:
    """Have a machine translate what was asked for, if nobody else does so at this moment."""
    services.make(UUID(key))


@task(backend="beside")
def learn_pairs() -> None:
    """Ask the machine what it can do."""
    machines.learn_pairs()
