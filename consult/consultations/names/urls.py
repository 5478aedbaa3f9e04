"""Addresses of names for one consultation."""

from django.urls import path

from consult.consultations.names import views

app_name = "names"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<uuid:consultation_id>/", views.choose, name="choose"),
]
