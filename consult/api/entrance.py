"""Where requests come in: the language, the method, and a problem for whatever goes wrong."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from ninja import NinjaAPI

from consult.api.languages import speak
from consult.api.openapi import completed
from consult.api.problems import answer_problem
from consult.api.refusals import MethodNotAllowed
from consult.core.errors import NotFound

View = Callable[..., HttpResponse]


class PublicAPI(NinjaAPI):
    """An API whose every answer, whatever goes wrong, is what its schema says."""

    @property
    def urls(self) -> tuple[list[URLPattern], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            pattern.callback = self.entrance(pattern.callback)
        return patterns, app_name, namespace

    def entrance(self, view: View) -> View:
        """Return a view as it is reached from outside."""

        @wraps(view, updated=())
        def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            # The middleware of languages would lead a 404 on to a page of that name.
            request.urlconf = "consult.api.urls"
            try:
                speak(request)
                return self.answer(view, request, *args, **kwargs)
            except Exception as error:  # noqa: BLE001 - it knows what to say of each
                return self.on_exception(request, error)

        enter.csrf_exempt = True  # Session asks for the token itself, and answers in JSON
        return enter

    def answer(
        self, view: View, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Return a view's answer; HEAD is answered as GET, its body left out by the server."""
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = method
        if isinstance(response, HttpResponseNotAllowed):
            allowed = sorted(set(response["Allow"].split(", ")))
            response = answer_problem(MethodNotAllowed())
            response["Allow"] = ", ".join([*allowed, *(["HEAD"] if "GET" in allowed else [])])
        return response

    def get_openapi_schema(self, **options: object) -> dict:
        return completed(super().get_openapi_schema(**options))

    def get_openapi_operation_id(self, operation: object) -> str:
        return operation.view_func.__name__


def unknown(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Answer for an address that is none of the API's."""
    del request, kwargs
    raise NotFound
