from django.urls import path

from consult.people import views

app_name = "people"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("reading/", views.preferences, name="preferences"),
]
