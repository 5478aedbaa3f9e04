"""Addresses of what co-drafters do, and of what the public sees of it."""

from django.urls import path

from consult.answers.views import (
    adoptions,
    answers,
    archive,
    coverage,
    desk,
    requirements,
    signing,
    story,
)

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
    path("<uuid:consultation_id>/coverage/", coverage.coverage, name="coverage"),
    path("<uuid:consultation_id>/unanswered/", coverage.unanswered, name="unanswered"),
    path("<uuid:consultation_id>/coverage.csv", coverage.as_csv, name="coverage_csv"),
    path("<uuid:consultation_id>/coverage.json", coverage.as_json, name="coverage_json"),
    path("<uuid:consultation_id>/requirements/", requirements.requirements, name="requirements"),
    path("<uuid:consultation_id>/archive.zip", archive.archive, name="archive"),
    path("<uuid:draft_key>/answers/", answers.draft_answers, name="draft_answers"),
    path("<uuid:draft_key>/answers/new/", answers.begin, name="begin"),
    path("answers/for/<uuid:comment_id>/", answers.answers_for, name="answers_for"),
    path("answers/<uuid:answer_id>/", answers.answer, name="answer"),
    path("answers/<uuid:answer_id>/edit/", answers.edit, name="edit"),
    path("answers/<uuid:answer_id>/sign/", answers.sign, name="sign"),
    path("answers/<uuid:answer_id>/history/", answers.history, name="history"),
]
