"""Wagtail's admin: a document is looked at first, and then becomes a draft or updates one.

Between the two nothing is stored: what was read travels with the form, signed for one person, one
page and an hour.
"""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.drafts.importers import (
    MAX_PACKAGE_BYTES,
    Commitment,
    Heading,
    ImportedPlan,
    Table,
    Text,
    UnreadablePlan,
    read_plan,
)
from consult.drafts.imports import TITLE_LENGTH, import_plan
from consult.drafts.models import DraftPage
from consult.drafts.publishing import has_own_text
from consult.drafts.updates import (
    FATES,
    Foreseen,
    NotItsOwnText,
    foresee_update,
    update_plan,
)

HOUR = 60 * 60
KINDS = {"heading": Heading, "text": Text, "commitment": Commitment, "table": Table}
NAMES = {kind: name for name, kind in KINDS.items()}


class UploadForm(forms.Form):
    """A file, read as soon as it is valid."""

    file = forms.FileField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy(
            "Word (.docx) or OpenDocument (.odt) up to 25 MB, Markdown or HTML up to 5 MB, or the "
            "YAML of a data portal up to 1 MB. Accept or reject tracked changes first."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".docx,.odt,.md,.markdown,.txt,.html,.htm,.yaml,.yml"}
        ),
    )
    spoken = ""
    """The language that the file is to be in, where that is known."""

    def clean_file(self) -> ImportedPlan:
        try:
            return read_plan(self.cleaned_data["file"].read(MAX_PACKAGE_BYTES + 1), self.spoken)
        except UnreadablePlan as unreadable:
            raise forms.ValidationError(unreadable.sentence) from unreadable


class TitleForm(forms.Form):
    """What the new draft is called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)


@require_http_methods(["GET", "HEAD", "POST"])
def import_document(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a draft below a consultation from a document, after a look at what it would be."""
    parent = get_object_or_404(ConsultationPage, pk=page_id)
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if "plan" in request.POST and (plan := opened(request, parent)):
        title_form = TitleForm(request.POST)
        if title_form.is_valid():
            try:
                page = import_plan(plan, parent=parent, title=title_form.cleaned_data["title"])
            except Refused as refusal:
                title_form.add_error("title", str(refusal))
            else:
                messages.success(request, _("The document is now a draft. It is not published."))
                return redirect("wagtailadmin_pages:edit", page.pk)
        return preview(request, parent, plan, title_form=title_form)
    plan, form = uploaded(request, parent)
    if plan:
        return preview(request, parent, plan, title_form=TitleForm({"title": plan.title}))
    return ask_for_file(request, parent, form)


@require_http_methods(["GET", "HEAD", "POST"])
def update_from_document(request: HttpRequest, page_id: int) -> HttpResponse:
    """Update the working text of a draft from a document, after a look at what that would do."""
    page = get_object_or_404(DraftPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        messages.error(request, _("The page could not be updated, as it is locked."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if not has_own_text(page):
        messages.error(request, NotItsOwnText.sentence)
        return redirect("wagtailadmin_pages:edit", page.pk)
    try:
        if "plan" in request.POST and (plan := opened(request, page)):
            base = request.POST.get("base", "")
            update_plan(page, plan, by=request.user, seen=int(base) if base.isdecimal() else -1)
            messages.success(request, _("The draft has the new text. It is not published."))
            return redirect("wagtailadmin_pages:edit", page.pk)
        plan, form = uploaded(request, page)
        if plan:
            return preview(request, page, plan, **foreseen_context(foresee_update(page, plan)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("drafts_update", page.pk)
    return ask_for_file(request, page, form)


def uploaded(request: HttpRequest, page: Page) -> tuple[ImportedPlan | None, UploadForm]:
    """Return the plan that was sent as a file in the language of a page, and the form for one."""
    is_sent = request.method == "POST" and "plan" not in request.POST
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    form.spoken = page.locale.language_code
    return (form.cleaned_data["file"] if form.is_valid() else None), form


def ask_for_file(request: HttpRequest, page: Page, form: UploadForm) -> HttpResponse:
    return render(request, "drafts/admin/upload.html", {"page": page, "form": form})


def preview(request: HttpRequest, page: Page, plan: ImportedPlan, **context: Any) -> HttpResponse:
    """Show what a document holds or would change, and ask whether to go on."""
    count = len(plan.sections)
    context = {
        "page": page,
        "plan": plan,
        "signed": sealed(request, page, plan),
        "held": ngettext(
            "The document has %(count)s section.", "The document has %(count)s sections.", count
        )
        % {"count": count},
        "back_url": reverse("wagtailadmin_explore", args=[page.pk]),
    } | context
    return render(request, "drafts/admin/preview.html", context)


def foreseen_context(foreseen: Foreseen) -> dict[str, Any]:
    counts = [(fate, FATES[fate], count) for fate, count in foreseen.counts.items()]
    return {"foreseen": foreseen, "counts": counts}


def sealed(request: HttpRequest, page: Page, plan: ImportedPlan) -> str:
    """Return a plan as it travels with a form."""
    sections = [(NAMES[type(one)], asdict(one)) for one in plan.sections]
    return signing.dumps((plan.title, sections), salt=salt_of(request, page), compress=True)


def opened(request: HttpRequest, page: Page) -> ImportedPlan | None:
    """Return the plan that travelled with a form; None, and a word about it, where it is not ours."""
    try:
        title, sections = signing.loads(
            request.POST["plan"], salt=salt_of(request, page), max_age=HOUR
        )
    except signing.BadSignature:
        messages.error(request, _("Too much time has passed. Choose the document again."))
        return None
    return ImportedPlan(title, tuple(KINDS[kind](**values) for kind, values in sections), ())


def salt_of(request: HttpRequest, page: Page) -> str:
    return f"drafts.uploads.{request.user.pk}.{page.pk}"
