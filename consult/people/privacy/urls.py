from django.urls import path

from consult.people.privacy import views

app_name = "privacy"
urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("account/data/", views.data, name="data"),
    path("account/data/copy/", views.ask_export, name="ask_export"),
    path("account/data/copy/progress/", views.export_progress, name="export_progress"),
    path("account/data/copy/download/", views.export, name="export"),
    path("account/data/erase/", views.erase, name="erase"),
]
