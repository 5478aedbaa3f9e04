"""Error pages in the look of the site. None of them loses what somebody typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose safety token is missing or stale, and give its text back."""
    del reason
    return render(request, "errors/csrf.html", {"typed": request.POST.get("body", "")}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with a page that asks nothing of what may just have failed."""
    return render(None, "errors/500.html", {"path": request.path}, status=500)
