from django.urls import path

from consult.drafts import downloads, views

app_name = "drafts"
urlpatterns = [
    path("drafts/<uuid:draft_key>/versions/", views.versions, name="versions"),
    path("drafts/<uuid:draft_key>/versions/<int:number>/", views.version, name="version"),
    path(
        "drafts/<uuid:draft_key>/versions/<int:number>/download.<slug:form>",
        downloads.download,
        name="download",
    ),
    path(
        "drafts/<uuid:draft_key>/versions/difference/",
        views.chosen_difference,
        name="chosen_difference",
    ),
    path(
        "drafts/<uuid:draft_key>/versions/<int:before>...<int:after>/",
        views.difference,
        name="difference",
    ),
]
