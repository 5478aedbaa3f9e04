"""Every error as a problem document (RFC 9457): `application/problem+json`."""

import logging
import re
from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from consult.api import refusals
from consult.api.schemas.problems import FieldError, FirstDecision, Problem
from consult.api.wrong_values import sentence_about
from consult.core.errors import NotAllowed, NotFound, Refused, SignInFirst, with_headers
from consult.moderation.models import Decision
from consult.people.policy import SecondFactorFirst

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20
NAME_LENGTH = 100
"""The longest name that is repeated: it may be of the client's own making."""
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*")

logger = logging.getLogger("django.request")


def problem_of(refusal: Refused, errors: Iterable[FieldError] = ()) -> Problem:
    """Return a refusal as a problem, in the active language."""
    return Problem(
        type=type_of(refusal.code),
        title=title_of(type(refusal)),
        status=refusal.status,
        detail=str(refusal),
        code=refusal.code,
        retry_after=getattr(refusal, "retry_after", None),
        errors=list(errors) or None,
        decision=first_decision(getattr(refusal, "decision", None)),
    )


def first_decision(decision: Decision | None) -> FirstDecision | None:
    """Return what somebody decided first, if that is why something is refused."""
    if decision is None:
        return None
    return FirstDecision(
        id=decision.pk,
        action=decision.action,
        college=decision.college or None,
        decided_at=decision.decided_at,
    )


def type_of(code: str) -> str:
    """Return the address that says what problems with this code are."""
    return reverse("api:problem", kwargs={"code": code})


def title_of(refusal: type[Refused]) -> str:
    """Return the name of a kind of refusal as words, the same in every language."""
    words = WORDS.findall(refusal.__name__)
    return " ".join([words[0], *(word if word.isupper() else word.lower() for word in words[1:])])


def answer_problem(refusal: Refused, errors: Iterable[FieldError] = ()) -> HttpResponse:
    """Return a refusal as an answer, with its headers."""
    problem = problem_of(refusal, errors)
    response = HttpResponse(
        problem.model_dump_json(exclude_none=True), status=refusal.status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = (
            f'Cookie form-action="{reverse(settings.LOGIN_URL)}", '
            f'cookie-name="{settings.SESSION_COOKIE_NAME}"'
        )
    return with_headers(response, refusal)


# From what was raised


def on_refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    del request
    return answer_problem(refusal)


def on_invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Answer 422 with what is wrong where; an address that names nothing possible is a 404."""
    del request
    if any(one["loc"][0] == "path" for one in wrong.errors):
        return answer_problem(NotFound())
    return answer_problem(refusals.Invalid(), map(field_error, wrong.errors[:MOST_ERRORS]))


def field_error(error: dict) -> FieldError:
    """Return one of pydantic's errors by its place in the request. What was sent is not repeated."""
    where, *path = error["loc"]
    path = path[1:] if where == "body" else path
    name = error.get("ctx", {}).get("parameter") or ".".join(str(part) for part in path)
    return FieldError(
        where=where,
        field=name[:NAME_LENGTH],
        code=error["type"],
        detail=sentence_about(error),
    )


def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer for what the framework raises: a body that it could not parse."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return answer_problem(refusals.MalformedBody())
    return on_unexpected(request, error)


def on_unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer 500 and say nothing of why; who keeps the site is told as of any other failure."""
    got_request_exception.send(sender=None, request=request)
    logger.error(
        "Internal Server Error: %s",
        request.path,
        exc_info=error,
        extra={"status_code": 500, "request": request},
    )
    return answer_problem(refusals.Unexpected())


def register_handlers(api: NinjaAPI) -> None:
    """Let an API answer whatever is raised with a problem."""
    api.add_exception_handler(Refused, on_refused)
    api.add_exception_handler(ValidationError, on_invalid)
    api.add_exception_handler(HttpError, on_http_error)
    api.add_exception_handler(Exception, on_unexpected)
    for raised, refusal in (
        (Http404, NotFound),
        (PermissionDenied, NotAllowed),
        (RequestDataTooBig, refusals.BodyTooLarge),
        (SuspiciousOperation, refusals.MalformedBody),
        (UnreadablePostError, refusals.MalformedBody),
    ):
        api.add_exception_handler(raised, answering(refusal))


def answering(refusal: type[Refused]) -> object:
    """Return a handler that answers with a refusal whatever the exception says."""

    def handler(request: HttpRequest, error: Exception) -> HttpResponse:
        del request, error
        return answer_problem(refusal())

    return handler


# What may come, as the schema and the addresses of types tell it

KNOWN: dict[str, type[Refused]] = {}
"""Every kind of problem that an operation was declared to answer with, by its code."""

READING = (NotFound, refusals.Invalid)
WRITING = (*READING, SignInFirst, refusals.StaleToken)
ACTING = (*WRITING, SecondFactorFirst)
"""What writing by a role may be refused with."""
BODY = (refusals.MalformedBody, refusals.NotJSON, refusals.BodyTooLarge)
for one in (*WRITING, *BODY, NotAllowed, refusals.MethodNotAllowed, refusals.Unexpected):
    KNOWN[one.code] = one


def may_refuse(*kinds: type[Refused]) -> list[type[Refused]]:
    """Return kinds of problems, which from now on are known by their codes."""
    KNOWN.update({kind.code: kind for kind in kinds})
    return list(dict.fromkeys(kinds))
