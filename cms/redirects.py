"""Where a page has moved, what was asked of it moves along."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware


class RedirectMiddleware(WagtailRedirectMiddleware):
    """Leads on like Wagtail's, and keeps the talk, order and filters that an address names.

    A page that is translated gets an address of its own; links with a passage in them are older.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        query = request.META.get("QUERY_STRING", "")
        if answer is not response and query and "?" not in answer.get("Location", "?"):
            answer["Location"] += f"?{query}"
        return answer
