from django.urls import path

from consult.languages import views

app_name = "languages"
urlpatterns = [
    path("translations/<slug:kind>/<uuid:object_id>/", views.translation, name="translation"),
]
