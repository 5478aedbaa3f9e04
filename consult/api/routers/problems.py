"""Kinds of problems: read."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consult.api import problems
from consult.api.caching import answer
from consult.api.openapi import reads
from consult.api.refusals import Invalid
from consult.api.schemas import problems as schemas
from consult.api.schemas.base import Asked
from consult.core.errors import NotFound, Refused

router = Router(tags=["problems"])


@router.get("/problems/", **reads(schemas.KindsOfProblem, Invalid))
def list_problems(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List the kinds of problems.

    All codes that an error of this API may bear.
    """
    del asked
    items = [kind_of(problems.KNOWN[code]) for code in sorted(problems.KNOWN)]
    return answer(request, schemas.KindsOfProblem(items=items))


@router.get(
    "/problems/{code}/", url_name="problem", **reads(schemas.KindOfProblem, *problems.READING)
)
def read_problem(request: HttpRequest, code: str, asked: Query[Asked]) -> HttpResponse:
    """Read a kind of problem.

    What the address in `type` leads to.
    """
    del asked
    if code not in problems.KNOWN:
        raise NotFound
    return answer(request, kind_of(problems.KNOWN[code]))


def kind_of(refusal: type[Refused]) -> schemas.KindOfProblem:
    """Return what all problems of a kind have in common."""
    return schemas.KindOfProblem(
        type=problems.type_of(refusal.code),
        title=problems.title_of(refusal),
        status=refusal.status,
        code=refusal.code,
    )
