from django.urls import path

from consult.threads import views

app_name = "threads"
urlpatterns = [
    path("drafts/<uuid:draft_key>/threads/", views.threads, name="threads"),
    path("comments/<uuid:comment_id>/", views.one_comment, name="comment"),
    path("comments/<uuid:comment_id>/replies/", views.replies, name="replies"),
    path("comments/<uuid:comment_id>/reply/", views.reply, name="reply"),
]
