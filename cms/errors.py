"""Error pages in the look of the site. None of them loses what somebody typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import reswap

TYPED = (
    *("quote", "wording", "body", "words", "explanation", "text", "title"),
    *("reasons", "reason", "note"),
)
"""The fields of our forms that hold words, in the order in which they are given back."""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose safety token is missing or stale, and give its text back.

    With htmx the form stays where it is, with its text, and is told why on top.
    """
    del reason
    if request.headers.get("HX-Request"):
        sentence = _(
            "This form is too old to be sent safely. Copy what you wrote, reload the page, and "
            "send it again."
        )
        answer = render(request, "errors/refusal.html", {"refusal": sentence}, status=403)
        return reswap(answer, "afterbegin")
    words = (request.POST.get(name, "").strip() for name in TYPED)
    typed = "\n\n".join(filter(None, words))
    return render(request, "errors/csrf.html", {"typed": typed}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with a page that asks nothing of what may just have failed."""
    return render(None, "errors/500.html", {"path": request.path}, status=500)
