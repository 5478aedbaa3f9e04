"""What people do with a comment: vote, and with their own: edit, delete. And what it said before."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from consult.core.errors import NotFound, Refused, with_headers
from consult.drafts.models import Version, VersionSection
from consult.drafts.policy import may_listen
from consult.drafts.versions import difference_url
from consult.drafts.views import page_for
from consult.threads import policy, queries, refusals, services
from consult.threads.forms import WordsForm
from consult.threads.history import history_of
from consult.threads.models import Comment, Viewer
from consult.threads.views.held import told
from consult.threads.views.talk import (
    number_or_zero,
    permalink,
    readable_comment,
    show,
    shown,
    some_comment,
)


@require_POST
def vote(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Set, change or withdraw the reader's vote: the pressed button says which."""
    try:
        if "vote" not in request.POST:  # nothing was pressed: that withdraws nothing
            raise refusals.UnknownVote
        comment = services.cast_vote(
            by=request.user,
            comment_id=comment_id,
            value=request.POST["vote"],
            address=get_adapter().get_client_ip(request),
        )
    except NotFound:
        raise
    except Refused as refusal:
        if not request.htmx:
            raise
        return vote_refused(request, comment_id, refusal)
    if not request.htmx:
        return redirect(permalink(request, comment))
    context = {"comment": comment, "viewer": Viewer(participant_id=request.user.pk)}
    return render(request, "threads/components/votes.html", context)


def vote_refused(request: HttpRequest, comment_id: UUID, refusal: Refused) -> HttpResponse:
    """Show the votes as they stand, and why one was refused."""
    comment = readable_comment(request, comment_id)
    viewer = queries.viewer_of(request.user, comment.draft.consultation)
    context = {
        "comment": shown(comment, viewer),
        "viewer": viewer,
        "why_not": policy.why_not_comment(request.user, comment.section, timezone.now()),
        "refusal": refusal,
    }
    answer = render(request, "threads/components/votes.html", context, status=refusal.status)
    return with_headers(answer, refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show an author their words to change them, and save what they changed."""
    if request.method == "POST":
        return save(request, comment_id)
    comment = readable_comment(request, comment_id)
    if refusal := policy.why_not_edit(request.user, comment, timezone.now()):
        raise refusal
    own = Comment.objects.visible().filter(pk=comment_id, author=request.user)
    words = own.values("source", "wording", "language", "language_named").first()
    if words is None:  # hidden or deleted a moment ago
        raise refusals.NotVisible
    form = WordsForm(
        initial={
            "body": words["source"],
            "wording": words["wording"],
            "language": words["language"] if words["language_named"] else "",
        }
    )
    form.told = words["language"]
    return editor(request, comment, form)


def save(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Save an author's changes, or give them back with why they were refused."""
    form, comment = WordsForm(request.POST), None
    try:
        comment = found(request, comment_id)
        edited = services.edit_comment(
            by=request.user,
            comment_id=comment_id,
            body=form.typed("body"),
            wording=form.typed("wording") if comment.is_suggestion else None,
            language=form.data.get("language"),
            address=get_adapter().get_client_ip(request),
        )
    except Refused as refusal:
        form.refusal = refusal
        return editor(request, comment, form)
    if edited.held is not None:
        return told(request, edited.held)
    return done(request, comment)


def found(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment without its words as a form's target, or raise `NotFound`."""
    try:
        return readable_comment(request, comment_id)
    except Http404 as missing:
        raise NotFound from missing


def editor(request: HttpRequest, comment: Comment | None, form: WordsForm) -> HttpResponse:
    """Show the box in which an author changes a comment; without one, only what they typed."""
    refusal = form.refusal
    context = {"comment": comment, "form": form}
    if comment is None:
        name = "components/words_kept" if request.htmx else "refused"
    else:
        name = "components/edit_form" if request.htmx else "edit"
        context["free_until"] = comment.posted_at + policy.FREE_EDITING
        context["is_free"] = timezone.now() <= context["free_until"]
    answer = render(
        request, f"threads/{name}.html", context, status=refusal.status if refusal else 200
    )
    return beside(answer, comment, refusal) if refusal else answer


def beside(answer: HttpResponse, comment: Comment | None, refusal: Refused) -> HttpResponse:
    """Let a form that was refused come back where it stood, not in the comment's place."""
    if comment is not None:
        retarget(answer, f"#edit-{comment.pk}")
        reswap(answer, "innerHTML")
    return with_headers(answer, refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Ask an author whether to delete a comment, and delete it: also where the draft is closed to
    them by now.
    """
    comment = some_comment(comment_id)
    if comment.author_id != request.user.pk:
        page_for(request, comment.draft_id)
    if request.method == "POST":
        return take_back(request, comment)
    if refusal := policy.why_not_delete(request.user, comment):
        raise refusal
    name = "components/delete_form" if request.htmx else "delete"
    return render(request, f"threads/{name}.html", {"comment": comment})


def take_back(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Delete an author's comment, or say beside it why not."""
    try:
        services.delete_comment(by=request.user, comment_id=comment.pk)
    except Refused as refusal:
        if not request.htmx:
            raise
        context = {"refusal": refusal}
        answer = render(request, "errors/refusal.html", context, status=refusal.status)
        return beside(answer, comment, refusal)
    if request.htmx or may_listen(comment.draft_id, request.user):
        return done(request, comment)
    messages.success(request, _("You have deleted your contribution: its words are erased."))
    return redirect("people:profile")


def done(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Show a comment as it stands after an act, or lead to it in its place."""
    return show(request, comment) if request.htmx else redirect(permalink(request, comment))


@require_safe
def history(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show what each edit of a comment changed, the newest first.

    Where its words are hidden or deleted this leads to the tombstone.
    """
    comment = readable_comment(request, comment_id)
    viewer = queries.viewer_of(request.user, comment.draft.consultation)
    before = number_or_zero(request.GET.get("before"))
    past = history_of(comment_id, viewer, before=before)
    if past is None:
        return redirect(permalink(request, comment))
    context = {"comment": shown(comment, viewer), "viewer": viewer, "history": past}
    return render(request, "threads/history.html", context)


@require_safe
def changes(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Lead to what changed in the text since the version that a comment quotes or rewords."""
    comment = readable_comment(request, comment_id)
    wordings = VersionSection.objects.select_related("version")
    written = wordings.filter(pk=comment.written_on_id).first()
    if written is None:
        raise NotFound
    versions = Version.objects.filter(draft=comment.draft_id, language=written.version.language)
    latest = versions.values_list("number", flat=True).first()
    with translation.override(written.version.language):
        address = difference_url(
            comment.draft_id, written.version.number, latest, comment.section.key
        )
    return redirect(address)
