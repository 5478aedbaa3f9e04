from django.urls import path

from consult.moderation import views

app_name = "moderation"
urlpatterns = [path("comments/<uuid:comment_id>/", views.decide, name="decide")]
