from django.urls import path

from consult.people import views
from consult.people.organisations import views as organisations

app_name = "people"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("organisation/", organisations.choose, name="organisation"),
    path("organisation/new/", organisations.add, name="organisation_add"),
    path(
        "organisations/<uuid:organisation_id>/record/",
        organisations.record,
        name="organisation_record",
    ),
    path(
        "organisations/<uuid:organisation_id>/members/",
        organisations.members,
        name="organisation_members",
    ),
    path("reading/", views.preferences, name="preferences"),
]
