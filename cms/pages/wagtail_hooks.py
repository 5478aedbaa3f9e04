"""How pages are served."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page


@hooks.register("before_serve_page")
def lead_to_translation(
    page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
) -> HttpResponse | None:
    """Lead from the address that a page has in another language to its own in this one."""
    del serve_args, serve_kwargs
    if not getattr(request, "stands_elsewhere", False):
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(page.get_url(request) + (f"?{query}" if query else ""))
