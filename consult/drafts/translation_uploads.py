"""Wagtail's admin: a draft is translated from a document in another language, after a look.

Between the two nothing is stored, as in `uploads`, whose preview this shows.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Locale
from wagtail.permissions import page_permission_policy

from consult.core.errors import Refused
from consult.drafts.importers import ImportedPlan
from consult.drafts.models import DraftPage
from consult.drafts.translating import (
    ForeseenTranslation,
    foresee_translation,
    translate_plan,
    written_page,
)
from consult.drafts.uploads import UploadForm, ask_for_file, opened, preview
from consult.people.models import User


class TranslationForm(UploadForm):
    """A file, the language that it is written in, and what it may change."""

    language = forms.ModelChoiceField(
        label=gettext_lazy("Language"), queryset=Locale.objects.none()
    )
    overwrite = forms.BooleanField(
        label=gettext_lazy("Change what persons have translated, too"),
        help_text=gettext_lazy(
            "Otherwise words that somebody wrote or changed in the editor stay, and you see which."
        ),
        required=False,
    )
    field_order = ["language", "file", "overwrite"]

    def __init__(self, *args: Any, page: DraftPage, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Locale.objects.exclude(pk=page.locale_id)
        self.fields["language"].queryset = others
        self.fields["language"].initial = others.first()

    @property
    def spoken(self) -> str:
        chosen = self.cleaned_data.get("language")
        return chosen.language_code if chosen else ""


class AgreementForm(forms.Form):
    """What a preview was made of, as it comes back with an agreement."""

    language = forms.ModelChoiceField(queryset=Locale.objects.all())
    overwrite = forms.BooleanField(required=False)
    base = forms.CharField()


@require_http_methods(["GET", "HEAD", "POST"])
def translate_from_document(request: HttpRequest, page_id: int) -> HttpResponse:
    """Translate a draft, or bring its translation up to date; nothing is published."""
    page = written_page(get_object_or_404(DraftPage, pk=page_id))
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    try:
        if "plan" in request.POST and (plan := opened(request, page)):
            return agreed(request, page, plan)
        is_sent = request.method == "POST" and "plan" not in request.POST
        form = TranslationForm(*((request.POST, request.FILES) if is_sent else ()), page=page)
        if form.is_valid():
            return shown(request, page, form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("drafts_translate", page.pk)
    return ask_for_file(request, page, form)


def agreed(request: HttpRequest, page: DraftPage, plan: ImportedPlan) -> HttpResponse:
    """Write the translation that somebody has looked at, and lead to its editor."""
    form = AgreementForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied
    locale = form.cleaned_data["language"]
    check_rights(request.user, page, locale)
    made = translate_plan(
        page,
        plan,
        locale,
        overwrite=form.cleaned_data["overwrite"],
        by=request.user,
        seen=form.cleaned_data["base"],
    )
    messages.success(request, _("The translation has the new words. It is not published."))
    return redirect("wagtailadmin_pages:edit", made.pk)


def shown(request: HttpRequest, page: DraftPage, form: TranslationForm) -> HttpResponse:
    """Show what a document would do to the translation."""
    locale, overwrite = form.cleaned_data["language"], form.cleaned_data["overwrite"]
    check_rights(request.user, page, locale)
    plan = form.cleaned_data["file"]
    foreseen: ForeseenTranslation = foresee_translation(page, plan, locale, overwrite=overwrite)
    with translation.override(locale.language_code):
        direction = "rtl" if translation.get_language_bidi() else "ltr"
    return preview(
        request,
        page,
        plan,
        translated=foreseen,
        locale=locale,
        direction=direction,
        overwrite=overwrite,
        back_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )


def check_rights(user: User, page: DraftPage, locale: Locale) -> None:
    """Raise `PermissionDenied` where somebody may not write the translation in a language.

    A translation that exists is for those who may edit it; the first one makes a page, and is for
    those who may submit pages for translation: publishers.
    """
    target = DraftPage.objects.filter(translation_key=page.translation_key, locale=locale).first()
    if target is None or target.alias_of_id:
        if not page_permission_policy.user_has_permission_for_instance(user, "publish", page):
            raise PermissionDenied
        return
    lock = target.get_lock()
    may_edit = target.permissions_for_user(user).can_edit()
    if not may_edit or (lock is not None and lock.for_user(user)):
        raise PermissionDenied
