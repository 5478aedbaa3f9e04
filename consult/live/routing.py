from django.urls import path

from consult.live.consumers import StreamConsumer

websocket_urlpatterns = [path("ws/drafts/<uuid:stream_id>/", StreamConsumer.as_asgi())]
