from django.urls import include, path

from consult.people import views
from consult.people.guests import views as guests
from consult.people.organisations import views as organisations

app_name = "people"
profile = [
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
urlpatterns = [
    path("account/profile/", include(profile)),
    path("guests/link/<str:token>/", guests.enter, name="guest"),
]
