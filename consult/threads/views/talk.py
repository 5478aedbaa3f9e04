"""A draft page with its talk, and the talk alone: read, posted to, and led to."""

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.core.errors import NotFound, Refused, with_headers
from consult.drafts.models import DraftPage, Section
from consult.drafts.policy import readable_page
from consult.drafts.queries import Reading
from consult.drafts.views import page_for
from consult.live.services import last_number
from consult.people.models import User
from consult.people.preferences import preferences_of
from consult.threads import policy, queries, refusals, services
from consult.threads.choosing import ChooseForm
from consult.threads.forms import CommentForm, uuid_or_none
from consult.threads.models import WORDS, Comment, Viewer
from consult.threads.orders import Choice, Cursor, Order, address_of
from consult.threads.passages import Passage, passage_in, passage_of
from consult.threads.places import Place
from consult.threads.services import guests
from consult.threads.services.locks import suspension_of
from consult.threads.views.asking import told_to_confirm
from consult.threads.views.held import told


def draft_page(
    request: HttpRequest, page: DraftPage, *, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    """Serve a draft page with the talk about the section that the address or the form names."""
    # The number is read before what it stands for: an event in between is replayed, never lost.
    stream_number = last_number(page.translation_key)
    context = page.get_context(request)
    if not getattr(request, "is_preview", False):
        context["reading"] = queries.with_quotes(context["reading"])
    section = open_section(request, context["reading"], form)
    if section is not None:
        passage = passage_in(context["reading"], section, get_language())
        context |= open_talk(request, section, passage, form)
    elif context["reading"].draft is not None:
        consultation = context["reading"].draft.consultation
        context["viewer"] = queries.viewer_of(request.user, consultation)
    context["stream_number"] = stream_number
    context["reading_languages"] = preferences_of(request).languages
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


def open_talk(
    request: HttpRequest, section: Section, passage: Passage, form: CommentForm | None = None
) -> dict:
    """Return what a draft page needs to show the talk about a section.

    A reply that was refused comes back under what it answers, where that is found; anything else
    in the box for the section.
    """
    blank = CommentForm.blank(section=section.key)
    talk = talk_for(request, section, passage, answered=form and form.answers)
    if form is None:
        form, reply_box = blank, reply_form(request, section)
    else:
        is_placed = form.answers is not None and form.answers == talk.focus
        form, reply_box = (blank, form) if is_placed else (form, None)
    form.offer(passage)
    return {
        "talk": talk,
        "choose": ChooseForm.of(
            talk.choice,
            queries.organisations_in(section.draft_id),
            has_guests=section.guest_threads_count > 0,
        ),
        "form": form,
        "reply_form": reply_box,
        "viewer": talk.viewer,
        "why_not": talk.why_not,
    }


def find_section(draft_key: UUID, key: object, reader: User) -> Section:
    """Return a section with its draft and consultation, until when the reader may not write there,
    and whether people without an account contribute to the draft. Raises NotFound, also for a bad
    key.
    """
    with_guests = Section.objects.filter(draft=OuterRef("draft"), guest_threads_count__gt=0)
    sections = Section.objects.select_related("draft__consultation").annotate(
        suspended_until=suspension_of(reader, "draft__consultation"),
        draft_has_guests=Exists(with_guests),
    )
    section = sections.filter(draft=draft_key, key=uuid_or_none(key)).first()
    if section is None:
        raise NotFound
    return section


def talk_for(
    request: HttpRequest, section: Section, passage: Passage, *, answered: UUID | None = None
) -> queries.Talk:
    """Return the page of threads that the address asks for, or that a reply is about."""
    wanted = request.GET.get("comment") or request.GET.get("reply") or answered
    choice = Choice.of(request.GET, preferences_of(request).languages)
    return queries.talk_at(
        section,
        reader=request.user,
        label=passage.label,
        choice=choice,
        cursor=cursor_in(request, choice.order),
        focus=comment_here(section, uuid_or_none(wanted)),
        after=number_or_zero(request.GET.get("after")),
    )


def cursor_in(request: HttpRequest, order: Order) -> Cursor | None:
    """Return where the page begins that the address asks for. Raises `UnknownPage`.

    Links with `before` were given out when threads had one order.
    """
    before = uuid_or_none(request.GET.get("before"))
    if before is not None and order is Order.NEWEST:
        return Cursor(before)
    return Cursor.read(request.GET.get("cursor", ""), order)


def comment_here(section: Section, comment_id: UUID | None) -> Comment | None:
    """Return a comment on a section without its words, None where there is no such comment."""
    if comment_id is None:
        return None
    return Comment.objects.at(section).defer(*WORDS).filter(pk=comment_id).first()


def number_or_zero(text: str | None) -> int:
    """Return the whole number that an address holds, 0 where it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def reply_form(request: HttpRequest, section: Section) -> CommentForm | None:
    """Return the box for a reply that the address asks for."""
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
    section = find_section(draft_key, request.GET.get("section"), request.user)
    if not request.htmx:
        return redirect(f"{page.url}?{request.GET.urlencode()}#s-{section.key}")
    passage = passage_of(section, get_language())
    context = {"page": page, **open_talk(request, section, passage)}
    talk = context["talk"]
    # A later page is appended to the list; the first one opens the talk.
    name = "talk" if talk.is_first_page or talk.focus else "thread_list"
    answer = render(request, f"threads/components/{name}.html", context)
    if talk.is_first_page:
        query = address_of(talk.choice, section=section.key)
        answer["HX-Push-Url"] = f"{page.url}?{query}"  # what was chosen, and nothing left open
    return answer


def post(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Post what a form holds, and answer as the browser asked."""
    sent = request.POST.copy()
    if request.user.is_authenticated:
        sent.pop("email", None)  # they have signed in since the page asked for it
    form = CommentForm(sent)
    form.is_valid()  # ids that are none are left out; words go to the service as they were typed
    typed = form.cleaned_data
    try:
        if not typed.get("section"):
            raise refusals.SectionGone
        if request.POST.get("in_reply_to") and not typed.get("in_reply_to"):
            raise refusals.OtherThread  # a reply to nothing is no contribution of its own
        what = {
            "place": Place(draft_key, typed["section"], form.quoted),
            "said": form.said(get_language()),
            "in_reply_to": typed.get("in_reply_to"),
            "idempotency_key": typed.get("idempotency_key"),
            "address": get_adapter().get_client_ip(request),
        }
        if form.by_mail:
            email = form.typed("email").strip()
            return told_to_confirm(request, guests.ask_to_confirm(email=email, **what), email)
        posted = services.post_comment(by=request.user, **what)
    except Refused as refusal:
        return refused(request, draft_key, form, refusal)
    return accepted(request, draft_key, posted)


def accepted(request: HttpRequest, draft_key: UUID, posted: services.Posted) -> HttpResponse:
    """Answer 201 with the new comment and a fresh box, or lead to the comment in its place.

    Words that a moderator reads first are told so.
    """
    if posted.held is not None:
        return told(request, posted.held, is_new=posted.is_new)
    comment = posted.comment
    if not request.htmx:
        return redirect(permalink(request, comment))
    viewer = queries.viewer_of(request.user, comment.draft.consultation)
    form = CommentForm.blank(section=comment.section.key)
    if not comment.thread_id:
        form.offer(passage_of(comment.section, get_language()))
    context = {
        "comment": queries.as_posted(comment) if posted.is_new else shown(comment, viewer),
        "viewer": viewer,
        "draft_key": draft_key,
        "consultation_id": comment.draft.consultation_id,
        "section": comment.section,
        "form": form,
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
    form.refusal = refusal
    if isinstance(refusal, refusals.KeyUsed) or not form.cleaned_data.get("idempotency_key"):
        form.renew_key()
    page = readable_page(draft_key, request.user, get_language())
    context = {"form": form, "draft_key": draft_key, "page": page}
    name = "components/composer" if request.htmx else "refused"
    with suppress(NotFound):  # the form names no section of this draft: the words still come back
        if page is not None and not request.htmx:
            answer = draft_page(request, page, form=form, status=refusal.status)
            return with_headers(answer, refusal)
        if page is not None and not form.answers:
            section = find_section(draft_key, form.typed("section"), request.user)
            form.offer(passage_of(section, get_language()))
    answer = render(request, f"threads/{name}.html", context, status=refusal.status)
    return with_headers(answer, refusal)


@require_safe
def replies(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Show the next replies of a thread, those after the number that the address names."""
    root = readable_comment(request, comment_id)
    number = number_or_zero(request.GET.get("after"))
    if not request.htmx:
        return redirect(permalink(request, root, after=number))
    viewer = queries.viewer_of(request.user, root.draft.consultation)
    thread = queries.Thread(root, queries.replies_after(root, number, viewer))
    context = {
        "thread": thread,
        "viewer": viewer,
        "draft_key": root.draft_id,
        "why_not": policy.why_not_comment(request.user, root.section, timezone.now()),
    }
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
    return show(request, comment)


def show(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Show one comment as this reader may see it now, with what they may do with it."""
    viewer = queries.viewer_of(request.user, comment.draft.consultation)
    context = {
        "comment": shown(comment, viewer),
        "viewer": viewer,
        "why_not": policy.why_not_comment(request.user, comment.section, timezone.now()),
    }
    return render(request, "threads/components/comment.html", context)


@require_safe
def comment_permalink(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Lead to a comment in its place, on the page in the reader's language."""
    return redirect(permalink(request, readable_comment(request, comment_id)))


def readable_comment(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment without its words, of a draft that the reader may see, or NotFound."""
    comment = some_comment(comment_id)
    page_for(request, comment.draft_id)
    return comment


def some_comment(comment_id: UUID) -> Comment:
    """Return a comment without its words, whoever asks, or NotFound."""
    comments = Comment.objects.defer(*WORDS)
    return get_object_or_404(
        comments.select_related("section__draft__consultation", "draft__consultation", "author"),
        pk=comment_id,
    )


def permalink(request: HttpRequest, comment: Comment, *, after: int = 0) -> str:
    """Return the address of a comment on its draft's page in the reader's language.

    With `after`, its replies begin behind the one of that number.
    """
    page = page_for(request, comment.draft_id)
    query = f"section={comment.section.key}&comment={comment.pk}" + (
        f"&after={after}" if after else ""
    )
    return f"{page.url}?{query}#c-{comment.pk}"
