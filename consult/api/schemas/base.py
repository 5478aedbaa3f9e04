"""What all schemas have in common."""

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from consult.api.languages import Language

MOST = 100
"""The greatest number of things on a page of a list."""


class Sent(BaseModel):
    """What a client gets: exactly these fields."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Received(BaseModel):
    """What a client sends: these fields and no other, so that none is lost without a word."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Asked(BaseModel):
    """What the query of an address may hold: these parameters and no other."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    lang: Language | None = None
    """The language of the answer; without it, that of the header Accept-Language."""

    @model_validator(mode="after")
    def knows_every_parameter(self, info: ValidationInfo) -> "Asked":
        request = (info.context or {}).get("request")
        sent = set(request.GET) if request else set()
        for name in sorted(sent - set(type(self).model_fields)):
            raise PydanticCustomError(
                "extra_forbidden", "There is no such parameter here", {"parameter": name}
            )
        return self


class PageAsked(Asked):
    """What the query of a long list may hold."""

    limit: int = Field(default=20, ge=1, le=MOST)
    """How many things a page of the list holds."""
    cursor: str | None = Field(default=None, max_length=200)
    """Where the page begins. It is part of the address in `next`; do not make one up."""
