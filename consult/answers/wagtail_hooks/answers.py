"""Answers and texts in the making, in Wagtail's admin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import TranslatableMixin
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail_localize.views import edit_translation

from consult.answers import translations
from consult.answers.models import AnswerText
from consult.consultations import translating

# Translations of answers

register_permission_policy(AnswerText, translations.AnswerTextPolicy(AnswerText))
register_snippet(translations.AnswerTextViewSet)

BEFORE_ALL = -2
"""Of addresses that are alike, the one that was registered first answers: before consultations'."""


@hooks.register("before_edit_snippet")
def leave_originals_to_drafters(
    request: HttpRequest, instance: TranslatableMixin
) -> HttpResponse | None:
    """Lead from the reasons as they were written to the answer: drafters change them there."""
    if not isinstance(instance, AnswerText):
        return None
    if not translations.originals().filter(pk=instance.pk).exists():
        return None
    messages.warning(
        request,
        _("Drafters change what an answer says, on its own page: so its history stays complete."),
    )
    return redirect("answers:answer", instance.answer_id)


@hooks.register("register_admin_urls", order=BEFORE_ALL)
def register_addresses_of_translations() -> list[URLPattern]:
    """Stand before wagtail-localize's own pages of these addresses."""
    one = "localize/translate/<int:translation_id>"
    texts = "localize/api/snippets/answers/answertext"
    return [
        path(
            "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            translations.SubmitText.as_view(),
        ),
        path(
            "localize/update/<int:translation_source_id>/",
            translations.UpdateTranslations.as_view(),
        ),
        path(
            f"{one}/strings/<int:string_segment_id>/edit/",
            translations.guarded(edit_translation.edit_string_translation),
        ),
        path(
            f"{one}/overrides/<int:overridable_segment_id>/edit/",
            translations.guarded(edit_translation.edit_override),
        ),
        path(f"{one}/pofile/download/", translations.guarded(edit_translation.download_pofile)),
        path(f"{one}/pofile/upload/", translations.guarded(translating.upload_pofile)),
        path(f"{one}/machine_translate/", translations.guarded(edit_translation.machine_translate)),
        path(f"{one}/disable/", translations.guarded(edit_translation.stop_translation)),
        path(f"{texts}/", translations.nothing_to_list),
        path(f"{texts}/<str:pk>/", translations.nothing_to_list),
    ]
