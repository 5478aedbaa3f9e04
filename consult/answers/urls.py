from django.urls import path

from consult.answers.views import adoptions, desk, signing, story

app_name = "answers"
urlpatterns = [
    path("<uuid:draft_key>/", desk.desk, name="desk"),
    path("<uuid:draft_key>/chosen/", desk.chosen, name="chosen"),
    path("<uuid:draft_key>/contributions/<uuid:comment_id>/", adoptions.take_up, name="take_up"),
    path("<uuid:draft_key>/sections/<uuid:section_key>/story/", story.story, name="story"),
    path("<uuid:draft_key>/signing/", signing.signing, name="signing"),
    path(
        "<uuid:draft_key>/versions/<int:number>/signed.json",
        signing.signed_text,
        name="signed_text",
    ),
]
