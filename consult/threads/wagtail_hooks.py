"""A draft page is served with the talk about it."""

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from consult.drafts.models import DraftPage
from consult.threads import views


@hooks.register("before_serve_page")
def serve_draft_with_talk(
    page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
) -> HttpResponse | None:
    """Answer for draft pages in Wagtail's stead. Drafts know nothing of threads; threads do."""
    del serve_args, serve_kwargs
    return views.draft_page(request, page) if isinstance(page, DraftPage) else None
