"""Texts are published by signatures, or in an emergency."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from consult.answers.policy.signing import TextChanged, college_of, consultation_of
from consult.answers.queries.signatures import is_signed
from consult.answers.services import signatures
from consult.answers.signing_forms import Act
from consult.answers.views import emergency
from consult.drafts.models import DraftPage
from consult.drafts.publishing import has_own_text
from consult.people.models import User


@hooks.register("register_admin_urls")
def register_emergency_address() -> list[URLPattern]:
    return [
        path("drafts/<int:page_id>/emergency/", emergency.emergency, name="answers_emergency"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_signatures(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """Lead from a draft page's editor, and from its line in a list, to its signatures."""
    del kwargs
    if page.specific_class is not DraftPage or not has_own_text(page):
        return
    publishes = page.permissions_for_user(user).has_right_to_publish()
    if publishes or college_of(user, consultation_of(page)):
        url = reverse("answers:signing", args=[page.translation_key])
        yield Button(_("Signatures"), url, icon_name="check", priority=2)
    if publishes:
        url = reverse("answers_emergency", args=[page.pk])
        yield Button(_("Publish in an emergency"), url, icon_name="warning", priority=7)


@hooks.register("after_edit_page")
def void_signatures_of_other_text(request: HttpRequest, page: Page) -> None:
    """Say at once that signatures under another text are void; they count for nothing anyway."""
    del request
    if isinstance(page, DraftPage) and has_own_text(page):
        signatures.void_outdated(page)


@hooks.register("before_edit_page")
def refuse_to_sign_unseen(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Let nobody sign in an editor that was opened on another text: it would be saved, and signed."""
    if (
        request.method != "POST"
        or not isinstance(page, DraftPage)
        or not request.POST.get("action-workflow-action")
        or request.POST.get("workflow-action-name") not in Act.values
    ):
        return None
    revision = page.get_latest_revision()
    if revision and is_loaded(request, revision.pk, revision.created_at.isoformat()):
        return None
    messages.error(request, str(TextChanged()))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_edit_page")
def keep_signed_text(request: HttpRequest, page: Page) -> None:
    """Have the editor save anew what it would save over a text that somebody signed.

    It saves by itself, over what the same person saved before. What was signed stays to be checked.
    """
    overwritten = request.POST.get("overwrite_revision_id", "")
    if not isinstance(page, DraftPage) or not overwritten.isdecimal():
        return
    revision = page.get_latest_revision()
    if revision and str(revision.pk) == overwritten and is_signed(revision):
        sent = request.POST.copy()
        del sent["overwrite_revision_id"]
        sent["loaded_revision_id"] = overwritten
        sent["loaded_revision_created_at"] = revision.created_at.isoformat()
        request.POST = sent


def is_loaded(request: HttpRequest, pk: int, saved_at: str) -> bool:
    """Tell whether an editor shows the last saved text: it loaded it, or saved it itself."""
    if overwritten := request.POST.get("overwrite_revision_id"):
        return overwritten == str(pk)
    sent = [request.POST.get(f"loaded_revision_{name}") for name in ("id", "created_at")]
    return sent == [str(pk), saved_at]


@hooks.register("before_copy_page")
def refuse_published_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Let nobody publish a text by copying it: a copy waits for signatures of its own."""
    if request.method != "POST" or not request.POST.get("publish_copies"):
        return None
    if not DraftPage.objects.descendant_of(page, inclusive=True).exists():
        return None
    messages.error(
        request,
        _("Drafts are published by the signatures of both colleges. Copy them without publishing."),
    )
    return redirect("wagtailadmin_pages:copy", page.pk)
