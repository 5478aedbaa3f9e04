"""Problem documents (RFC 9457)."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict

from consult.api.schemas.base import Sent
from consult.consultations.colleges import College
from consult.moderation.models import Action


class FieldError(Sent):
    """One thing that is wrong with a request."""

    where: Literal["body", "query", "header", "path"]
    field: str
    """The name of the field or parameter; inner fields behind a full stop; empty for all of it."""
    code: str
    detail: str
    """What is wrong, in English."""


class FirstDecision(Sent):
    """The decision that somebody took before."""

    id: UUID
    action: Action
    college: College | None
    """The college that decided; null where a rule did."""
    decided_at: AwareDatetime


class Problem(Sent):
    """Why something was not done."""

    type: str
    """The address that says what problems of this kind are."""
    title: str
    """The kind of problem, in English."""
    status: int
    detail: str
    """What happened and what to do next, in the language of the answer."""
    code: str
    """The kind of problem, for machines. It never changes."""
    retry_after: int | None = None
    """Seconds after which to try again, where waiting helps."""
    errors: list[FieldError] | None = None
    """What is wrong where, for a request that cannot be understood."""
    decision: FirstDecision | None = None
    """What somebody decided first, where that is why."""


class KindOfProblem(Sent):
    """What problems with one code have in common."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/api/v1/problems/comment.no_longer_open/",
                    "title": "No longer open",
                    "status": 409,
                    "code": "comment.no_longer_open",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    code: str


class KindsOfProblem(Sent):
    """Every kind of problem."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"items": KindOfProblem.model_config["json_schema_extra"]["examples"], "next": None}
            ]
        }
    )

    items: list[KindOfProblem]
    next: None = None
    """Always null: the list is whole."""
