"""Where a low room must ask a high one, the high one registers its answer at start."""

from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer", bound=Callable)


class Registry(Generic[Answer]):
    """Names, each with the one callable that answers for it; filled in `AppConfig.ready()`."""

    def __init__(self, question: str) -> None:
        self.question = question
        self._answers: dict[str, Answer] = {}

    def register(self, name: str, answer: Answer) -> None:
        """Let `answer` answer for `name`. Raises ValueError where another already does."""
        if self._answers.get(name, answer) is not answer:
            raise ValueError(f"{self.question}: {name!r} is answered already")
        self._answers[name] = answer

    def __getitem__(self, name: str) -> Answer:
        return self._answers[name]

    def __iter__(self):
        return iter(self._answers)
