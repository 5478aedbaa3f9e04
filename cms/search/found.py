"""What a search that takes the newest first has found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Keys of objects, the newest first, and behind which the next ones come; None after the last."""

    keys: list[str]
    next: str | None
