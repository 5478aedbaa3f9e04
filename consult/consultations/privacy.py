"""Which pages are shown in lists: those that a reader may open."""

from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

PRIVACY = ["login", "groups"]
"""How a page may be kept from the public: by account, never by a shared password."""


def readable(pages: PageQuerySet, request: HttpRequest) -> list[Page]:
    """Return the pages that no restriction, of their own or from above, keeps from this reader."""
    restrictions = list(PageViewRestriction.objects.select_related("page"))
    return [
        page
        for page in pages
        if all(
            one.accept_request(request)
            for one in restrictions
            if page.path.startswith(one.page.path)
        )
    ]
