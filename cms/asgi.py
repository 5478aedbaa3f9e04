"""The one entrance: pages over HTTP, live streams over WebSocket."""

import os
import sys

from channels.routing import ProtocolTypeRouter
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
from consult.live.routing import live_application

warn_at_start()

application = ProtocolTypeRouter({"http": pages, "websocket": live_application(settings.ORIGINS)})
