from django.urls import path

from consult.moderation.views import decide

app_name = "moderation"
urlpatterns = [
    path("comments/<uuid:comment_id>/", decide.decide, name="decide"),
]
