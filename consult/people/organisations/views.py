"""For which organisation one speaks; and an organisation's record and members, for its owners."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.core.errors import NotFound, Refused
from consult.people.models import Organisation
from consult.people.organisations import policy, queries, services
from consult.people.organisations.forms import OrganisationForm
from consult.people.organisations.models import MemberRole

LONGEST_QUESTION = 120


def organisation_at(key: str | UUID | None) -> Organisation:
    """Return an organisation by its key. Raises `NotFound`, also for what is no key."""
    try:
        found = Organisation.objects.filter(pk=UUID(str(key))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Look for an organisation, speak for it or for none, and say whether its page may name one."""
    if request.method != "POST":
        return choosing(request)
    try:
        told = act(request)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return choosing(request, status=refusal.status)
    messages.success(request, told)
    return redirect("people:organisation")


def act(request: HttpRequest) -> str:
    """Do what the form that was sent asks for; return what was done in a sentence."""
    asked = request.POST.get("act")
    if asked == "leave":
        services.leave(by=request.user)
        return _("From now on you speak for no organisation. What you said before stays as it was.")
    if asked == "naming":
        services.choose_naming(by=request.user, is_named=bool(request.POST.get("is_named")))
        return _("Your choice is saved.")
    services.declare(
        by=request.user, organisation=organisation_at(request.POST.get("organisation"))
    )
    return _("From now on you speak for this organisation. What you said before stays as it was.")


def choosing(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    request.user.forget_organisation()
    context = {
        "member": request.user.organisation_member,
        "asked": asked,
        "found": queries.search(asked) if asked else [],
        "longest_question": LONGEST_QUESTION,
    }
    return render(request, "people/organisation.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add an organisation that is not there yet, and speak for it."""
    typed = request.POST if request.method == "POST" else None
    form = OrganisationForm(typed, initial={"name": request.GET.get("name", "")[:LONGEST_QUESTION]})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.add_organisation(by=request.user, details=form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("The organisation is added, and you speak for it."))
            return redirect("people:organisation")
    return render(request, "people/organisation_add.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Correct an organisation's record."""
    organisation = organisation_at(organisation_id)
    if refusal := policy.why_not_change(request.user, organisation):
        raise refusal
    typed = request.POST if request.method == "POST" else None
    form = OrganisationForm(
        typed, initial={name: getattr(organisation, name) for name in services.RECORD}
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.change_record(
                by=request.user, organisation=organisation, details=form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("The record is saved."))
            return redirect("people:organisation_members", organisation.pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "people/organisation_record.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show who speaks for an organisation to those who may say whether that is so, and let them."""
    organisation = organisation_at(organisation_id)
    if request.method == "POST":
        settle(request, organisation)
        return redirect("people:organisation_members", organisation.pk)
    may_change = policy.why_not_change(request.user, organisation) is None
    found = queries.members_for(request.user, organisation)
    if not found and not may_change:
        raise NotFound
    context = {
        "organisation": organisation,
        "members": found,
        "may_change": may_change,
        "may_make_first_owner": not may_change and not organisation.members.owners().exists(),
    }
    return render(request, "people/organisation_members.html", context)


def settle(request: HttpRequest, organisation: Organisation) -> None:
    """Confirm or refuse what a form names. Raises what the services raise."""
    member_id = request.POST.get("member", "")
    member = organisation.members.filter(pk=member_id).first() if is_key(member_id) else None
    if member is None:  # of this organisation, and of no other
        raise NotFound
    asked = request.POST.get("act")
    if asked == "refuse":
        services.refuse(by=request.user, member_id=member.pk)
        told = _("%(name)s does not speak for the organisation.")
    else:
        role = asked if asked in MemberRole.values else ""
        services.confirm(by=request.user, member_id=member.pk, role=role)
        told = _("It is confirmed that %(name)s speaks for the organisation.")
    messages.success(request, told % {"name": member.person.public_name})


def is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
