"""A column that holds a name as it is compared, always in step with the name beside it."""

from typing import Any

from django.db import models

from consult.core.names import FOLDED_LENGTH, Folded, folded


class FoldedNameField(models.CharField):
    """The folded form of another column, computed at each save; `way` is a field of `Folded`."""

    def __init__(self, *args: Any, of: str = "name", way: str = "said", **kwargs: Any) -> None:
        self.of, self.way = of, way
        kwargs.setdefault("max_length", FOLDED_LENGTH)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, {**kwargs, "of": self.of, "way": self.way}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        del add
        value = getattr(folded(getattr(model_instance, self.of)), self.way)
        setattr(model_instance, self.attname, value)
        return value


def same_name(name: Folded, *, said: str = "folded_name", drawn: str = "drawn_name") -> models.Q:
    """Return the condition that a row's name may be taken for this one."""
    return models.Q(**{said: name.said}) | models.Q(**{drawn: name.drawn})
