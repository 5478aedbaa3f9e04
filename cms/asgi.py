"""The one entrance: pages over HTTP, live streams over WebSocket."""

import os
import sys

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
try:
    pages = get_asgi_application()
except ImproperlyConfigured as wrong:
    sys.exit(f"Parvis cannot start: {wrong}")

# What follows needs settings that were read and apps that are loaded.
from django.conf import settings

from cms.checks import warn_at_start
from consult.live.routing import websocket_urlpatterns

warn_at_start()

application = ProtocolTypeRouter(
    {
        "http": pages,
        # Full origins: a foreign site must not listen with somebody's cookie.
        "websocket": OriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.ORIGINS
        ),
    }
)
