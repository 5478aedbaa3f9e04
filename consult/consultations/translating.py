"""Who may translate: wagtail-localize asks for one permission on the whole site, we ask for each page.

To submit a page for translation, and to bring translations in step, publishes them; so it is for those
who may publish the page. Whatever is done, the words of translators are kept: see kept_words.py.
"""

from datetime import datetime
from typing import Any

import polib
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views import convert, edit_translation
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from consult.consultations import kept_words
from consult.consultations.kept_words import WordsWouldBeLost
from consult.people.models import User


def ask_for_right_to_publish(user: User, page: Page) -> None:
    """Refuse those who are no publishers of a page, whether or not they may publish it by themselves."""
    if not page_permission_policy.user_has_permission_for_instance(user, "publish", page):
        raise PermissionDenied


class SubmitPage(SubmitPageTranslationView):
    """Submits a page that the editor may publish."""

    def get_object(self) -> Page:
        page = super().get_object()
        ask_for_right_to_publish(self.request.user, page)
        return page

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Translate the page as it is now, not as it was when it was first translated.

        With the pages below it, translations that were stopped are started again: what was written
        there by hand is taken in first.
        """
        pages = Page.objects.descendant_of(self.object, inclusive=True)
        if not form.cleaned_data["include_subtree"]:
            pages = pages.filter(pk=self.object.pk)
        try:
            with transaction.atomic():
                take_in_all(
                    Translation.objects.filter(
                        source__object__in=pages.values("translation_key"),
                        target_locale__in=form.cleaned_data["locales"],
                    ),
                    by=self.request.user,
                )
                for source in TranslationSource.objects.filter(
                    object__in=pages.values("translation_key"), locale=self.object.locale_id
                ):
                    bring_up_to_date(source)
        except WordsWouldBeLost as refusal:
            messages.error(self.request, str(refusal))
            return self.render_to_response(self.get_context_data())
        return super().form_valid(form)


class UpdateTranslations(UpdateTranslationsView):
    """Brings translations in step with a page that the editor may publish."""

    def get_object(self) -> TranslationSource:
        source = super().get_object()
        page = source.get_source_instance()
        ask_for_right_to_publish(self.request.user, page)
        return source

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Keep what was written by hand and what was translated before, then bring all in step."""
        try:
            with transaction.atomic():
                take_in_all(self.object.translations.filter(enabled=True), by=self.request.user)
                kept = bring_up_to_date(self.object)
        except WordsWouldBeLost as refusal:
            messages.error(self.request, str(refusal))
            return self.render_to_response(self.get_context_data())
        if kept:
            told = ngettext(
                "%(count)s sentence that was changed keeps its former translation. Look at it in the "
                "editor of the translation.",
                "%(count)s sentences that were changed keep their former translations. Look at them "
                "in the editor of each translation.",
                kept,
            )
            messages.info(self.request, told % {"count": kept})
        return super().form_valid(form)


class TranslationsReport(TranslationsReportView):
    """Shows the translations of pages that the editor may change."""

    def get_queryset(self) -> QuerySet[Any]:
        pages = page_permission_policy.instances_user_has_permission_for(
            self.request.user, "change"
        )
        return super().get_queryset().filter(source__object__in=pages.values("translation_key"))


# The words of translators


def take_in_all(translations: QuerySet[Translation], *, by: User) -> None:
    """Take in what was written by hand on translated pages. Raises `WordsWouldBeLost`."""
    for translation in translations.select_related("source__specific_content_type"):
        if kept_words.was_edited_by_hand(translation):
            kept_words.take_in(translation, by=by)


def bring_up_to_date(source: TranslationSource) -> int:
    """Let a source be what its page says now; return how many sentences keep a former translation."""
    source.update_from_db()
    return kept_words.carry_over(source)


def keep_words_of_editor(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Take in what was written by hand, before wagtail-localize makes a page or text anew.

    It does so when a translation that was stopped is started again, and when one is published. Where
    words would be lost, nothing is done, and the editor is told which.
    """
    starts = "localize-restart-translation" in request.POST
    if request.method != "POST" or not (starts or request.POST.get("action") == "publish"):
        return None
    translations = Translation.objects.filter(
        source__object_id=instance.translation_key,
        target_locale=instance.locale_id,
        enabled=not starts,
    )
    try:
        take_in_all(translations, by=request.user)
    except WordsWouldBeLost as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    return None


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a page an alias again. What was written on it by hand is kept for its next translation."""
    page = get_object_or_404(Page, pk=page_id)
    if request.method == "POST" and page.permissions_for_user(request.user).can_edit():
        translations = Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id
        )
        try:
            take_in_all(translations, by=request.user)
        except WordsWouldBeLost as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", page.pk)
    return convert.convert_to_alias(request, page_id)


def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take translations from a file, unless some were made since the file was downloaded."""
    translation = get_object_or_404(Translation, pk=translation_id)
    file = request.FILES.get("file")
    later = made_since(translation, file.read()) if file else 0
    if not later:
        if file:
            file.seek(0)
        return edit_translation.upload_pofile(request, translation_id)
    told = ngettext(
        "Nothing was taken from the file: %(count)s passage was translated in the editor after the "
        "file was downloaded. Download it again, and put your words in there.",
        "Nothing was taken from the file: %(count)s passages were translated in the editor after the "
        "file was downloaded. Download it again, and put your words in there.",
        later,
    )
    messages.error(request, told % {"count": later})
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else reverse("wagtailadmin_home"))


def made_since(translation: Translation, content: bytes) -> int:
    """Return how many translations a file would overwrite that were made after it.

    Of a file that cannot be read, or does not say when it was made, wagtail-localize judges.
    """
    try:
        file = polib.pofile(content.decode())
        at = datetime.fromisoformat(file.metadata["POT-Creation-Date"])
    except (OSError, UnicodeDecodeError, KeyError, ValueError):
        return 0
    words = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in file}
    return len(kept_words.translated_since(translation, words, at=at))
