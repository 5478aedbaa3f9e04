"""Threads over HTTP: pages without JavaScript, fragments with it. Rules are in the services."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.core.errors import NotFound, Refused
from consult.drafts.models import DraftPage, Section
from consult.drafts.policy import readable_page
from consult.drafts.queries import Reading
from consult.live.services import last_number
from consult.threads import policy, queries, refusals, services
from consult.threads.forms import CommentForm, uuid_or_none
from consult.threads.models import Comment, Viewer
from consult.threads.places import Place


def draft_page(
    request: HttpRequest, page: DraftPage, *, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    """Serve a draft page with the talk about the section that the address or the form names."""
    # The number is read before what it stands for: an event in between is replayed, never lost.
    stream_number = last_number(page.translation_key)
    context = page.get_context(request)
    section = open_section(request, context["reading"], form)
    if section is not None:
        labels = {one.key: one.label for one in context["reading"].sections}
        context["talk"] = talk_for(request, section, label=labels.get(section.key))
        context["form"] = form or CommentForm.blank(section=section.key)
        context["reply_form"] = reply_form(request, section, form)
        context["viewer"] = context["talk"].viewer
    elif context["reading"].draft is not None:
        consultation = context["reading"].draft.consultation
        context["viewer"] = queries.viewer_of(request.user, consultation)
    context["stream_number"] = stream_number
    return TemplateResponse(request, page.get_template(request), context, status=status)


def open_section(
    request: HttpRequest, reading: Reading, form: CommentForm | None
) -> Section | None:
    """Return the section whose talk is open on a draft page. Raises NotFound, also for a bad key.

    A form's words must come back: without its section there is no page to hold them.
    """
    key = request.GET.get("section") if form is None else form.data.get("section", "")
    if form is None and not key:
        return None
    section = reading.rows.get(uuid_or_none(key))
    if section is None:
        raise NotFound
    return section


def find_section(draft_key: UUID, key: object) -> Section:
    """Return a section with its draft and consultation. Raises NotFound, also for a bad key."""
    sections = Section.objects.select_related("draft__consultation")
    section = sections.filter(draft=draft_key, key=uuid_or_none(key)).first()
    if section is None:
        raise NotFound
    return section


def talk_for(request: HttpRequest, section: Section, *, label: str | None = None) -> queries.Talk:
    """Return the page of threads that the address asks for."""
    return queries.talk_at(
        section,
        reader=request.user,
        language=get_language(),
        label=label,
        before=uuid_or_none(request.GET.get("before")),
        focus=focus_of(request, section),
        after=number_or_zero(request.GET.get("after")),
    )


def focus_of(request: HttpRequest, section: Section) -> Comment | None:
    """Return the comment at which the address asks to begin."""
    wanted = uuid_or_none(request.GET.get("comment") or request.GET.get("reply"))
    if wanted is None:
        return None
    return Comment.objects.at(section).defer("html", "source").filter(pk=wanted).first()


def number_or_zero(text: str | None) -> int:
    """Return the whole number that an address holds, 0 where it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def reply_form(
    request: HttpRequest, section: Section, form: CommentForm | None
) -> CommentForm | None:
    """Return the box for a reply that the address or a refused form asks for."""
    if form is not None:
        return form if form.data.get("in_reply_to") else None
    answered = uuid_or_none(request.GET.get("reply"))
    if answered is None:
        return None
    return CommentForm.blank(section=section.key, in_reply_to=answered)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def threads(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Show a page of threads on a section, or post to it."""
    if request.method == "POST":
        return post(request, draft_key)
    page = page_for(request, draft_key)
    section = find_section(draft_key, request.GET.get("section"))
    if not request.htmx:
        return redirect(f"{page.url}?{request.GET.urlencode()}#s-{section.key}")
    talk = talk_for(request, section)
    # A later page is appended to the list; the first one opens the talk.
    name = "talk" if talk.is_first_page or talk.focus else "thread_list"
    context = {"page": page, "talk": talk, "form": CommentForm.blank(section=section.key)}
    return render(request, f"threads/components/{name}.html", context)


def page_for(request: HttpRequest, draft_key: UUID) -> DraftPage:
    """Return the page of a draft in the reader's language. Raises NotFound where they see none."""
    page = readable_page(draft_key, request.user, get_language())
    if page is None:
        raise NotFound
    return page


def post(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Post what a form holds, and answer as the browser asked."""
    form = CommentForm(request.POST)
    form.is_valid()  # unreadable parts are left out; the service says what is missing
    typed = form.cleaned_data
    try:
        if not typed.get("section"):
            raise refusals.SectionGone
        if request.POST.get("in_reply_to") and not typed.get("in_reply_to"):
            raise refusals.OtherThread  # a reply to nothing is no contribution of its own
        posted = services.post_comment(
            by=request.user,
            place=Place(draft_key, typed["section"]),
            body=typed.get("body") or "",
            language=get_language(),
            kind=typed.get("kind") or request.POST.get("kind") or "remark",
            in_reply_to=typed.get("in_reply_to"),
            idempotency_key=typed.get("idempotency_key"),
        )
    except Refused as refusal:
        return refused(request, draft_key, form, refusal)
    return accepted(request, draft_key, posted)


def accepted(request: HttpRequest, draft_key: UUID, posted: services.Posted) -> HttpResponse:
    """Answer 201 with the new comment and a fresh box, or lead to the comment in its place."""
    comment = posted.comment
    if not request.htmx:
        return redirect(permalink(request, comment))
    viewer = queries.viewer_of(request.user, comment.draft.consultation)
    context = {
        "comment": queries.as_posted(comment) if posted.is_new else shown(comment, viewer),
        "viewer": viewer,
        "draft_key": draft_key,
        "section": comment.section,
        "form": CommentForm.blank(section=comment.section.key),
    }
    status = HTTPStatus.CREATED if posted.is_new else HTTPStatus.OK
    return render(request, "threads/components/posted.html", context, status=status)


def shown(comment: Comment, viewer: Viewer) -> Comment:
    """Return a comment as a viewer may see it now."""
    return queries.comments_by_id([comment.pk], viewer)[comment.pk]


def refused(
    request: HttpRequest, draft_key: UUID, form: CommentForm, refusal: Refused
) -> HttpResponse:
    """Give a form back with what was typed and why it was refused."""
    form.refusal = str(refusal)
    page = readable_page(draft_key, request.user, get_language())
    context = {"form": form, "refusal": refusal, "draft_key": draft_key, "page": page}
    if request.htmx:
        return render(request, "threads/components/composer.html", context, status=refusal.status)
    if page is not None:
        try:
            return draft_page(request, page, form=form, status=refusal.status)
        except NotFound:
            pass  # the form names no section of this draft: the words still come back
    return render(request, "threads/refused.html", context, status=refusal.status)


@require_safe
def replies(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show the next replies of a thread, those after the number that the address names."""
    root = readable_comment(request, comment_id)
    number = number_or_zero(request.GET.get("after"))
    if not request.htmx:
        return redirect(permalink(request, root, after=number))
    viewer = queries.viewer_of(request.user, root.draft.consultation)
    thread = queries.Thread(root, queries.replies_after(root, number, viewer))
    context = {"thread": thread, "viewer": viewer, "draft_key": root.draft_id}
    return render(request, "threads/components/replies.html", context)


@require_safe
def reply(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show the box for a reply under the comment that it answers."""
    comment = readable_comment(request, comment_id)
    if not request.htmx:
        page = page_for(request, comment.draft_id)
        query = f"section={comment.section.key}&reply={comment.pk}"
        return redirect(f"{page.url}?{query}#reply-{comment.pk}")
    context = {
        "form": CommentForm.blank(section=comment.section.key, in_reply_to=comment.pk),
        "draft_key": comment.draft_id,
        "refusal": policy.why_not_comment(request.user, comment.section, timezone.now()),
        "answered": comment,
        "sign_in_next": request.path,
    }
    return render(request, "threads/components/composer.html", context)


@require_safe
def one_comment(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show one comment as this reader may see it: a moderator's page asks for it when live."""
    comment = readable_comment(request, comment_id)
    viewer = queries.viewer_of(request.user, comment.draft.consultation)
    context = {"comment": shown(comment, viewer), "viewer": viewer}
    return render(request, "threads/components/comment.html", context)


@require_safe
def comment_permalink(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Lead to a comment in its place, on the page in the reader's language."""
    return redirect(permalink(request, readable_comment(request, comment_id)))


def readable_comment(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment without its words, of a draft that the reader may see, or NotFound."""
    comments = Comment.objects.defer("html", "source")
    comment = get_object_or_404(
        comments.select_related("section__draft__consultation", "draft__consultation", "author"),
        pk=comment_id,
    )
    page_for(request, comment.draft_id)
    return comment


def permalink(request: HttpRequest, comment: Comment, *, after: int = 0) -> str:
    """Return the address of a comment on its draft's page in the reader's language.

    With `after`, its replies begin behind the one of that number.
    """
    page = page_for(request, comment.draft_id)
    query = f"section={comment.section.key}&comment={comment.pk}" + (
        f"&after={after}" if after else ""
    )
    return f"{page.url}?{query}#c-{comment.pk}"
