"""The door of the WebSockets: which addresses there are, and from which sites they may be opened."""

from urllib.parse import ParseResult

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.urls import path

from consult.live.consumers import StreamConsumer

# One consumer for all: what a stream belongs to is told by its id alone, and so is who may listen.
websocket_urlpatterns = [
    path("ws/drafts/<uuid:stream_id>/", StreamConsumer.as_asgi()),
    path("ws/desks/<uuid:stream_id>/", StreamConsumer.as_asgi()),
]


class FullOrigins(OriginValidator):
    """Lets in who comes from one of our own full origins: scheme, host and port (RFC 6454).

    A foreign site must not listen with somebody's cookie.
    """

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        try:
            return super().valid_origin(parsed_origin)
        except ValueError:  # a port that is no number
            return False


def live_application(origins: list[str]) -> FullOrigins:
    """Return the ASGI application of the streams, open to pages from these origins."""
    return FullOrigins(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), origins)
