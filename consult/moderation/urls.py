from django.urls import path

from consult.moderation.views import (
    classifier,
    decide,
    held,
    many,
    queue,
    register,
    replies,
    reports,
    statements,
    translations,
    transparency,
)

app_name = "moderation"
urlpatterns = [
    path("comments/<uuid:comment_id>/", decide.decide, name="decide"),
    path("<uuid:consultation_id>/queue/", queue.queue, name="queue"),
    path("<uuid:consultation_id>/queue/rows/", queue.rows, name="rows"),
    path("<uuid:consultation_id>/queue/many/", many.many, name="many"),
    path("<uuid:consultation_id>/queue/<uuid:case_id>/", queue.case, name="case"),
    path("<uuid:consultation_id>/classifier/", classifier.classifier, name="classifier"),
    path("<uuid:consultation_id>/replies/", replies.saved_replies, name="saved_replies"),
    path("comments/<uuid:comment_id>/report/", reports.report, name="report"),
    path("comments/<uuid:comment_id>/report/thanks/", reports.reported, name="reported"),
    path("comments/<uuid:comment_id>/why/", statements.why, name="why"),
    path(
        "translations/<uuid:translation_id>/",
        translations.hide_translation,
        name="hide_translation",
    ),
    path("decisions/<uuid:decision_id>/", statements.statement, name="statement"),
    path("decisions/<uuid:decision_id>/appeal/", statements.appeal, name="appeal"),
    path("mine/", held.mine, name="mine"),
    path("held/<uuid:held_id>/", held.held, name="held"),
    path("held/<uuid:held_id>/withdraw/", held.withdraw, name="withdraw"),
    path("<uuid:consultation_id>/register/", register.register, name="register"),
    path("<uuid:consultation_id>/register.atom", register.register_feed, name="register_feed"),
    path("<uuid:consultation_id>/register.csv", register.register_csv, name="register_csv"),
    path("<uuid:consultation_id>/register.json", register.register_json, name="register_json"),
    path("<uuid:consultation_id>/transparency/", transparency.report, name="transparency"),
    path("<uuid:consultation_id>/transparency.csv", transparency.as_csv, name="transparency_csv"),
    path(
        "<uuid:consultation_id>/transparency.json", transparency.as_json, name="transparency_json"
    ),
]
