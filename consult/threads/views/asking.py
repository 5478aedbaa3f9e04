"""Words that wait for their author to confirm an address, as they are told of where they were sent."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from consult.drafts.policy import readable_page
from consult.threads import policy
from consult.threads.forms import CommentForm
from consult.threads.models import Unconfirmed
from consult.threads.passages import passage_of

SESSION_KEY = "unconfirmed"
MOST = 20


def told_to_confirm(request: HttpRequest, asked: Unconfirmed, email: str) -> HttpResponse:
    """Answer 202: a link was sent. This browser needs no more than to follow it.

    The answer is the same for every address.
    """
    note(request, asked)
    context = {"asked": asked, "email": email, "draft_key": asked.draft_id}
    if not request.htmx:
        context["page"] = readable_page(asked.draft_id, request.user, get_language())
        return render(request, "threads/asked.html", context, status=HTTPStatus.ACCEPTED)
    if not (asked.is_waiting and asked.in_reply_to):  # the box stays, for the next contribution
        context["form"] = CommentForm.blank(section=asked.section.key)
        context["form"].offer(passage_of(asked.section, get_language()))
        context["refusal"] = policy.why_not_comment(request.user, asked.section, timezone.now())
    return render(request, "threads/components/asked.html", context, status=HTTPStatus.ACCEPTED)


def note(request: HttpRequest, asked: Unconfirmed) -> None:
    """Let this browser's session hold that the words came from it."""
    known = [one for one in request.session.get(SESSION_KEY, []) if one != asked.pk.hex]
    request.session[SESSION_KEY] = [*known, asked.pk.hex][-MOST:]


def was_written_here(request: HttpRequest, asked: Unconfirmed) -> bool:
    """Tell whether words came from this browser."""
    return asked.pk.hex in request.session.get(SESSION_KEY, [])
