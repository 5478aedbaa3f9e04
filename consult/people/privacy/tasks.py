"""What is done beside the request that asks for it."""

from uuid import UUID

from django_tasks import task

from consult.people.privacy import exports


@task(backend="beside")
def make_export(key: str) -> None:
    """Write the copy of somebody's data that was asked for, if nobody else does so now."""
    exports.make(UUID(key))
