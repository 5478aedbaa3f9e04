"""Words that wait for a moderator, as their author is told of them where they were sent."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django_htmx.http import reswap, retarget

from consult.threads.forms import CommentForm
from consult.threads.models import HeldText
from consult.threads.passages import passage_of


def told(request: HttpRequest, held: HeldText, *, is_new: bool = True) -> HttpResponse:
    """Answer 202: the words are here and not public yet; why, and until when.

    The same form sent again is told the same, or 200 and what became of the words in the meantime.
    """
    status = HTTPStatus.ACCEPTED if is_new or held.is_waiting else HTTPStatus.OK
    context = {"held": held, "draft_key": held.draft_id}
    if not request.htmx:
        return render(request, "threads/held.html", context, status=status)
    if not held.edits_id and not held.in_reply_to_id:  # the box stays, for the next contribution
        form = CommentForm.blank(section=held.section.key)
        form.offer(passage_of(held.section, get_language()))
        context["form"] = form
    answer = render(request, "threads/components/held.html", context, status=status)
    if held.edits_id:  # the comment stays as it is, and the notice comes in the place of the editor
        retarget(answer, f"#edit-{held.edits_id}")
        reswap(answer, "innerHTML")
    return answer
