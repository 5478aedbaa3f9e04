"""Where drafters sign a text, and what they signed as anybody can check it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from consult.answers.models import Signature
from consult.answers.policy import signing as policy
from consult.answers.queries.working import (
    Working,
    changes_of,
    consultation_of,
    own_page,
    working_of,
)
from consult.answers.services import signatures
from consult.answers.signed_text import digest_of, mark_of, signed_form
from consult.answers.signing_forms import Act, ChangesForm, DissentForm
from consult.consultations.policy import sleeps_here
from consult.core.errors import NotFound, Refused
from consult.drafts.models import DraftPage
from consult.drafts.versions import versions_of
from consult.drafts.views import numbered, page_for
from consult.people.policy import SecondFactorFirst
from consult.threads.fates import foresee, next_published

SUBMIT = "submit"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Show the text that waits for signatures beside the public one, and do what a drafter chose.

    Somebody who neither drafts nor publishes in this consultation learns nothing: 404.
    """
    page = page_to_sign(request, draft_key)
    if request.method == "GET" or request.method == "HEAD":
        return answer(request, page)
    name = request.POST.get("act", "")
    try:
        act(request, page, name)
    except Refused as refusal:
        return answer(request, page, name, refusal)
    messages.success(request, told(page, name))
    return redirect("answers:signing", draft_key)


def page_to_sign(request: HttpRequest, draft_key: UUID) -> DraftPage:
    """Return the page on which a draft is written, for its drafters and publishers; or NotFound."""
    page = own_page(draft_key, get_language())
    consultation = consultation_of(page) if page else None
    if consultation is None:
        raise NotFound
    drafts = policy.college_of(request.user, consultation.pk) is not None
    if not drafts and not page.permissions_for_user(request.user).has_right_to_publish():
        raise SecondFactorFirst if sleeps_here(request.user, consultation) else NotFound
    return page


def act(request: HttpRequest, page: DraftPage, name: str) -> None:
    """Submit a text for signatures, sign it or ask for changes. Raises what the services raise."""
    seen = request.POST.get("seen", "")
    if name == SUBMIT:
        signatures.submit(by=request.user, page=page, seen=seen)
    else:
        note = request.POST.get("note", "")
        signatures.act(page, name, by=request.user, seen=seen, note=note)


def told(page: DraftPage, name: str) -> str:
    """Return what came of it, in a sentence."""
    page.refresh_from_db()
    if name == SUBMIT:
        return _("Both colleges are asked to sign this text.")
    if name == Act.CHANGES:
        return _("Those who write this text are asked to change it.")
    if page.has_unpublished_changes:
        return _("You have signed this text. It is published when the other college signs it too.")
    return _("Both colleges have signed this text. It is published.")


def answer(
    request: HttpRequest, page: DraftPage, name: str = "", refusal: Refused | None = None
) -> HttpResponse:
    """Show the page, with why something was refused and with the note that was typed."""
    page = DraftPage.objects.select_related("locale").get(pk=page.pk)
    working = working_of(page, consultation_of(page))
    typed = {"note": request.POST.get("note", "")}
    context = {
        "page": page,
        "trail": trail_of(page),
        "working": working,
        "changes": changes_of(working),
        "mark": mark_of(working.revision) if working.revision else "",
        "lost": len(foresee(next_published(page)).lost),
        "why_not": policy.why_not_sign(request.user, page, working.revision),
        "why_not_submit": why_not_submit(request, working),
        "refusal": refusal,
        "dissent": DissentForm(
            initial=typed if name == Act.DISSENT else None, auto_id="dissent_%s"
        ),
        "wishes": ChangesForm(initial=typed if name == Act.CHANGES else None, auto_id="changes_%s"),
        "college": policy.college_of(request.user, working.consultation.pk),
        "publishes": page.permissions_for_user(request.user).has_right_to_publish(),
    }
    return render(
        request, "answers/signing.html", context, status=refusal.status if refusal else 200
    )


def why_not_submit(request: HttpRequest, working: Working) -> Refused | None:
    """Return why this text may not be submitted for signatures, or not any more."""
    if working.is_submitted:
        return policy.SubmittedAlready()
    return policy.why_not_submit(request.user, working.page, working.revision)


def trail_of(page: DraftPage) -> list[Page]:
    """Return the pages above, those that are public: a draft may be signed before it is."""
    return list(page.get_ancestors(inclusive=True).filter(depth__gt=1, live=True))


@require_safe
def signed_text(request: HttpRequest, draft_key: UUID, number: int) -> HttpResponse:
    """Hand over what both colleges signed, to the byte: its SHA-256 is the digest of the version."""
    page = page_for(request, draft_key)
    version = numbered(versions_of(page), number)
    signature = Signature.objects.filter(version=version).select_related("revision").first()
    if signature is None or signature.revision is None:
        raise NotFound
    given = (signature.revision, version.draft_id, version.language)
    if digest_of(*given) != signature.digest:
        raise NotFound
    name = f"{draft_key}-{version.language}-{number}.json"
    return HttpResponse(
        signed_form(*given).encode(),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
