"""Reasoned answers: written by drafters, read by everybody who may read the text."""

from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.answers.forms import AnswerForm
from consult.answers.models import Answer
from consult.answers.policy import answering
from consult.answers.queries import answers as queries
from consult.answers.services import answers as services
from consult.consultations.models import Membership
from consult.core.errors import NotFound, Refused, with_headers
from consult.drafts.models import Draft, DraftPage
from consult.drafts.versions import language_of, versions_of
from consult.drafts.views import page_for, trail_of
from consult.threads.forms import uuid_or_none
from consult.threads.models import Comment
from consult.threads.orders import Cursor, Order
from consult.threads.queries.discussion import labels_of
from consult.threads.words import LONGEST_QUESTION

VERSIONS_ON_OFFER = 100


class Button(StrEnum):
    """What a drafter presses below the form of an answer."""

    FIND = "find"
    SAVE = "save"
    PUBLISH = "publish"
    DISCARD = "discard"


# Writing


@dataclass(frozen=True)
class Desk:
    """A drafter who writes an answer, and the text that it is about."""

    request: HttpRequest
    draft: Draft
    page: DraftPage
    seat: Membership
    answer: Answer | None = None
    form: AnswerForm = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", self.blank())

    def blank(self) -> AnswerForm:
        """Return the form as it was sent, or as it stands before anything is."""
        offered = {"sections": self.sections, "versions": self.versions}
        if self.request.method == "POST":
            return AnswerForm(self.request.POST, **offered)
        return AnswerForm(initial=self.initial(), **offered)

    def initial(self) -> dict[str, str]:
        """Return what stands in the form first."""
        asked = {"q": self.request.GET.get("q", "").strip()[:LONGEST_QUESTION]}
        if self.answer is not None:
            return {**AnswerForm.initial_of(self.answer, self.original.reasons), **asked}
        # What is said about one passage is mostly answered there.
        places = {about.section_key for about in self.chosen if not about.is_whole_draft}
        section = str(places.pop()) if len(places) == 1 else ""
        outcome = self.request.GET.get("outcome", "")  # that of the button which led here
        return {"language": get_language(), "section": section, "outcome": outcome, **asked}

    @property
    def original(self) -> object:
        """Return the reasons as they were written."""
        return queries.shown(self.answer, self.answer.language).text

    @property
    def sent(self) -> QueryDict:
        """Return what the address or the form names."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def sections(self) -> list[tuple[UUID, str]]:
        """Return the passages on offer: those of the text, and the one that was chosen before."""
        rows = list(self.draft.sections.current().exclude(key=self.draft.pk))
        before = self.answer.section if self.answer else None
        if before is not None and before.key not in {one.key for one in rows}:
            rows.append(before)
        labels = labels_of({one.pk for one in rows}, get_language())
        return [
            (one.key, _("The whole text") if one.is_whole_draft else labels.get(one.pk, "—"))
            for one in rows
        ]

    @cached_property
    def versions(self) -> list[tuple[UUID, str]]:
        """Return the versions on offer, the newest first."""
        found = list(versions_of(self.page)[:VERSIONS_ON_OFFER])
        before = self.answer.version if self.answer else None
        if before is not None and before not in found:
            found.append(before)
        return [
            (
                one.pk,
                f"{one.number}"
                if one.language == found[0].language
                else f"{one.number} ({one.language})",
            )
            for one in found
        ]

    @cached_property
    def answered(self) -> list[UUID]:
        """Return the contributions that the answer answers already."""
        return list(services.linked(self.answer.pk)) if self.answer else []

    @cached_property
    def chosen(self) -> list:
        """Return the contributions that are ticked: those of the answer until something is sent."""
        keys = [uuid_or_none(one) for one in self.sent.getlist("contribution")]
        if self.request.method != "POST":
            keys += self.answered
        return queries.chosen_contributions(self.draft, filter(None, keys), get_language())

    def found(self) -> dict:
        """Return what the drafter looks for to put beside what is chosen."""
        words = self.sent.get("q", "").strip()[:LONGEST_QUESTION]
        like = uuid_or_none(self.sent.get("like"))
        language = get_language()
        if like is not None:
            found = queries.alike_to_answer(self.draft, like, language)
        elif words:
            cursor = Cursor.read(self.sent.get("cursor", ""), Order.NEWEST)
            found = queries.found_to_answer(self.draft, words, language, cursor=cursor)
        else:
            return {}
        chosen = {about.item.pk for about in self.chosen}
        fresh = [about for about in found.contributions if about.item.pk not in chosen]
        return {"found": fresh, "found_next": found.next, "like": like, "asked": words}


def desk_for(request: HttpRequest, draft_key: UUID, answer: Answer | None = None) -> Desk:
    """Return the desk of a drafter. Raises `NotFound`, and why somebody may not answer."""
    page = page_for(request, draft_key)
    draft = Draft.objects.select_related("consultation").filter(pk=draft_key).first()
    if draft is None:
        raise NotFound
    if refusal := answering.why_not_answer(request.user, draft.consultation):
        raise refusal
    seat = answering.drafter_of(request.user, draft.consultation)
    return Desk(request, draft, page, seat, answer)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Show the form of a new answer to the contributions that the address names, and take it."""
    desk = desk_for(request, draft_key)
    if request.method != "POST" or pressed(request) == Button.FIND:
        return editor(desk)
    try:
        with transaction.atomic():  # what cannot be published is not begun either
            answer = services.begin_answer(
                by=request.user,
                draft_id=draft_key,
                contributions=desk.form.contributions,
                words=desk.form.words,
            )
            return kept(desk, answer)
    except NotFound:
        raise
    except Refused as refusal:
        return refused(desk, refusal)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Show a drafter an answer to change it, and do what they press: also publish it, or throw it
    away while nobody else reads it.
    """
    answer = queries.answer_for(request.user, answer_id)
    desk = desk_for(request, answer.draft_id, answer)
    if request.method != "POST" or pressed(request) == Button.FIND:
        return editor(desk)
    try:
        return act(desk)
    except NotFound:
        raise
    except Refused as refusal:
        again = queries.answer_for(request.user, answer_id)  # as it is by now
        return refused(desk_for(request, again.draft_id, again), refusal)


def pressed(request: HttpRequest) -> str:
    """Return the button that was pressed. To look for copies, or further back, is to find too."""
    is_search = request.POST.get("like") or request.POST.get("cursor")
    return Button.FIND if is_search else request.POST.get("action", Button.SAVE)


def act(desk: Desk) -> HttpResponse:
    """Call the service that the pressed button names."""
    by, answer, form = desk.request.user, desk.answer, desk.form
    seen = form.typed("seen")
    if pressed(desk.request) == Button.DISCARD:
        services.discard_answer(by=by, answer_id=answer.pk)
        messages.success(desk.request, _("The answer is thrown away. Nobody but drafters read it."))
        return redirect("answers:draft_answers", answer.draft_id)
    sent = {"contributions": form.contributions, "words": form.words, "seen": seen}
    if answer.is_published:
        edited = services.edit_published_answer(by=by, answer_id=answer.pk, **sent)
        is_same = edited.edits_count == answer.edits_count
        messages.success(
            desk.request,
            _("Nothing was changed: the answer says this already.")
            if is_same
            else _("The answer is changed. What it said before stays public in its history."),
        )
        return redirect("answers:answer", answer.pk)
    with transaction.atomic():
        return kept(desk, services.change_answer(by=by, answer_id=answer.pk, **sent))


def kept(desk: Desk, answer: Answer) -> HttpResponse:
    """Lead on after an answer was saved, and publish it first where that was pressed."""
    if pressed(desk.request) != Button.PUBLISH:
        messages.success(desk.request, _("Saved. Only drafters read it until it is published."))
        return redirect("answers:edit", answer.pk)
    services.publish_answer(
        by=desk.request.user, answer_id=answer.pk, seen=services.token_of(answer)
    )
    messages.success(desk.request, _("The answer is published, and its contributors are told."))
    return redirect("answers:answer", answer.pk)


def refused(desk: Desk, refusal: Refused) -> HttpResponse:
    """Show the form as it was sent, and why it was refused."""
    desk.form.refusal = refusal
    return with_headers(editor(desk, status=refusal.status), refusal)


def editor(desk: Desk, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """Show the form of an answer, the contributions that it answers, and others that are found."""
    answer, refusal = desk.answer, desk.form.refusal
    is_stale = isinstance(refusal, answering.AnswerChanged | answering.AlreadyPublished)
    context = {
        "desk": desk,
        "form": desk.form,
        "answer": answer,
        "seen": seen_by(desk, is_stale=is_stale),
        "newer": queries.shown(answer, answer.language) if answer and is_stale else None,
        "answered": set(desk.answered) if answer and answer.is_published else set(),
        "trail": trail_of(desk.page),
        "draft_page": desk.page,
        "text_url": desk.page.url,
        "action": desk.request.path,
        **desk.found(),
    }
    return render(desk.request, "answers/answer_form.html", context, status=status)


def seen_by(desk: Desk, *, is_stale: bool) -> str:
    """Return what the form says of the words that its drafter has before them."""
    if desk.answer is None:
        return ""
    sent = desk.request.POST.get("seen") if desk.request.method == "POST" else None
    return sent if sent and not is_stale else services.token_of(desk.answer)


@login_required
@never_cache
@require_POST
def sign(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Sign a published answer for the drafter's college."""
    services.sign_answer(by=request.user, answer_id=answer_id, seen=request.POST.get("seen", ""))
    messages.success(request, _("Signed: your college stands behind this answer too."))
    return redirect("answers:answer", answer_id)


# Reading


@require_safe
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Show an answer: its outcome and reasons, who signed, and the contributions that it answers.

    One that is not published leads its drafters to their form, and does not exist for others.
    """
    found = queries.answer_for(request.user, answer_id)
    page = page_for(request, found.draft_id)
    if not found.is_published:
        return redirect("answers:edit", answer_id)
    (shown,) = queries.all_shown([found], get_language())
    if "original" in request.GET:
        shown = queries.shown(found, get_language(), label=shown.label, original=True)
    after = uuid_or_none(request.GET.get("after"))
    context = {
        **around(page),
        "shown": shown,
        "original_only": "original" in request.GET,
        "answered": queries.answered_by(found, get_language(), after=after),
        "is_first_page": after is None,
        **may_do(request, found),
    }
    return render(request, "answers/answer.html", context)


def may_do(request: HttpRequest, found: Answer) -> dict:
    """Return what the reader may do with a published answer."""
    consultation, now = found.draft.consultation, timezone.now()
    seat = answering.drafter_of(request.user, consultation)
    if seat is None or answering.why_not_answer(request.user, consultation, now):
        return {}
    may_sign = answering.why_not_sign(found, seat) is None
    return {"seat": seat, "may_sign": may_sign, "seen": services.token_of(found)}


@require_safe
def history(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Show what each edit of a published answer changed, the newest first."""
    found = queries.answer_for(request.user, answer_id)
    page = page_for(request, found.draft_id)
    if not found.is_published:
        raise NotFound
    context = {
        **around(page),
        "answer": found,
        "changes": queries.history_of(found),
    }
    return render(request, "answers/answer_history.html", context)


@require_safe
def draft_answers(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """List the answers to what is said about a text, or about one passage of it."""
    page = page_for(request, draft_key)
    draft = Draft.objects.select_related("consultation").filter(pk=draft_key).first()
    if draft is None:
        raise NotFound
    language = get_language()
    section, after = (uuid_or_none(request.GET.get(name)) for name in ("section", "after"))
    is_drafter = answering.drafter_of(request.user, draft.consultation) is not None
    context = {
        **around(page),
        "draft_key": draft_key,
        "language": language_of(page),
        "listed": queries.listed_answers(draft, language, section_key=section, after=after),
        "sections": queries.answered_sections(draft, language),
        "section_key": section,
        "is_first_page": after is None,
        "is_drafter": is_drafter,
        "unpublished": queries.unpublished_answers(draft, language)
        if is_drafter and after is None
        else [],
    }
    return render(request, "answers/answers.html", context)


@require_safe
def answers_for(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Lead to the answer to a contribution, or list its answers where there are several."""
    comment = Comment.objects.only("draft").filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    page = page_for(request, comment.draft_id)
    found = list(queries.complete(queries.counted(queries.answers_to(comment_id))))
    if not found:
        raise NotFound
    if len(found) == 1:
        return redirect("answers:answer", found[0].pk)
    context = {
        **around(page),
        "comment_id": comment_id,
        "answers": queries.all_shown(found, get_language()),
    }
    return render(request, "answers/answers_for.html", context)


def around(page: DraftPage) -> dict:
    """Return what stands around an answer: the text that it belongs to."""
    return {"draft_page": page, "trail": trail_of(page), "text_url": page.url}
