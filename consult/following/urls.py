"""Addresses of keeping in touch: what somebody follows, their notices, feeds and calendars."""

from django.urls import path

from consult.following.views import feeds, follows, notices, settings

app_name = "following"
urlpatterns = [
    path("account/notices/", notices.notices, name="notices"),
    path("account/notices/count/", notices.count, name="count"),
    path("account/notices/<uuid:notice_id>/", notices.open_notice, name="open_notice"),
    path("account/following/", follows.mine, name="mine"),
    path("account/told/", settings.settings, name="settings"),
    path("account/told/stop/<str:token>/", settings.stop, name="stop"),
    path("drafts/<uuid:draft_key>/follow/", follows.draft, name="draft"),
    path(
        "drafts/<uuid:draft_key>/sections/<uuid:section_key>/follow/",
        follows.section,
        name="section",
    ),
    path("comments/<uuid:comment_id>/follow/", follows.thread, name="thread"),
    path("drafts/<uuid:draft_key>/news.atom", feeds.draft_feed, name="draft_feed"),
    path(
        "consultations/<uuid:consultation_id>/news.atom",
        feeds.consultation_feed,
        name="consultation_feed",
    ),
    path("consultations/<uuid:consultation_id>/dates.ics", feeds.calendar, name="calendar"),
]
