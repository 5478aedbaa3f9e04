"""A refusal that no view caught becomes a page, or a fragment, that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consult.core.errors import NotFound, Refused, with_headers


class RefusalMiddleware:
    """Answers for views whose service refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        name = "refusal" if request.htmx else "refused"
        if isinstance(exception, NotFound) and not request.htmx:
            name = "404"
        context = {"refusal": exception}
        answer = render(request, f"errors/{name}.html", context, status=exception.status)
        return with_headers(answer, exception)
