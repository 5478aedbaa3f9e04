"""A draft page is served with the talk about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from consult.drafts.models import DraftPage
from consult.threads import views

INNERMOST = 100
"""Wagtail's own link of this chain, which asks whether the reader may see the page, stands outside."""


@hooks.register("on_serve_page", order=INNERMOST)
def serve_draft_with_talk(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer for draft pages in Wagtail's stead. Drafts know nothing of threads; threads do."""

    def serve_page(
        page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
    ) -> HttpResponse:
        if isinstance(page, DraftPage):
            return views.draft_page(request, page)
        return serve(page, request, serve_args, serve_kwargs)

    return serve_page
