"""The frames that a socket gets. Other apps subclass LiveEvent for theirs."""

from enum import IntEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frame(BaseModel):
    """A JSON object sent as one text frame, with nothing in it that its class does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LiveEvent(Frame):
    """Something happened; `n` is its number in the stream."""

    n: Annotated[int, Field(ge=1)]
    type: str


class Void(LiveEvent):
    """Something happened of which nothing may be told any more; it keeps the count."""

    type: Literal["void"] = "void"


class Ready(Frame):
    """The replay is over: the reader knows the stream up to `n`."""

    type: Literal["ready"] = "ready"
    n: Annotated[int, Field(ge=0)]


class Reset(Frame):
    """What the reader asked for cannot be replayed: load the page anew."""

    type: Literal["reset"] = "reset"


class Presence(Frame):
    """How many watch the draft now; the same session counts once."""

    type: Literal["presence"] = "presence"
    viewers: Annotated[int, Field(ge=0)]


class Pong(Frame):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"


class CloseCode(IntEnum):
    """Why we close a socket; the browser acts on the number."""

    RESTART = 1012
    TRY_AGAIN_LATER = 1013
    TOO_SLOW = 4008
    NOT_UNDERSTOOD = 4400
    SESSION_ENDED = 4401
    NOT_FOUND = 4404
    TOO_MANY = 4429
