from django.urls import path

from consult.answers.views import story

app_name = "answers"
urlpatterns = [
    path("<uuid:draft_key>/sections/<uuid:section_key>/story/", story.story, name="story"),
]
