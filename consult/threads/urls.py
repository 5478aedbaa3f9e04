from django.urls import path

from consult.threads.views import (
    acts,
    claim,
    confirming,
    discussion,
    guests,
    names,
    organisations,
    talk,
    translations,
)

app_name = "threads"
urlpatterns = [
    path("drafts/<uuid:draft_key>/threads/", talk.threads, name="threads"),
    path("drafts/<uuid:draft_key>/discussion/", discussion.discussion, name="discussion"),
    path("drafts/<uuid:draft_key>/names/", names.names, name="names"),
    path("account/contributions/", claim.claim, name="claim"),
    path("organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path("comments/<uuid:comment_id>/", talk.one_comment, name="comment"),
    path("comments/<uuid:comment_id>/replies/", talk.replies, name="replies"),
    path("comments/<uuid:comment_id>/reply/", talk.reply, name="reply"),
    path("comments/<uuid:comment_id>/vote/", acts.vote, name="vote"),
    path("comments/<uuid:comment_id>/edit/", acts.edit, name="edit"),
    path("comments/<uuid:comment_id>/delete/", acts.delete, name="delete"),
    path("comments/<uuid:comment_id>/history/", acts.history, name="history"),
    path("comments/<uuid:comment_id>/changes/", acts.changes, name="changes"),
    path(
        "comments/<uuid:comment_id>/translations/", translations.translations, name="translations"
    ),
    path(
        "comments/translations/<uuid:translation_id>/confirm/",
        translations.confirm,
        name="confirm_translation",
    ),
    path(
        "comments/translations/<uuid:translation_id>/withdraw/",
        translations.withdraw,
        name="withdraw_translation",
    ),
    path("guests/", guests.guest_ask, name="guest_ask"),
    path("guests/confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("guests/disown/<str:token>/", confirming.disown, name="disown"),
    path("guests/<uuid:consultation_id>/", guests.guest, name="guest"),
    path("guests/<uuid:consultation_id>/withdraw/", guests.withdraw, name="guest_withdraw"),
    path("guests/<uuid:consultation_id>/forget/", guests.forget_address, name="guest_forget"),
    path("guests/<uuid:consultation_id>/leave/", guests.leave, name="guest_leave"),
]
