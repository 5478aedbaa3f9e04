"""Everything that is said about a draft, in one list: ordered, filtered, searched."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.drafts.models import Section
from consult.drafts.views import trail_of
from consult.live.services import last_number
from consult.people.preferences import preferences_of
from consult.threads import policy, queries
from consult.threads.choosing import ChooseForm
from consult.threads.models import Viewer
from consult.threads.orders import USUAL, Choice, Cursor, Order, address_of
from consult.threads.views.talk import find_section, page_for
from consult.threads.words import LONGEST_QUESTION


@never_cache
@require_safe
def discussion(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Show the threads of a draft as the address asks for them, or what is found by its words.

    With htmx a later page is the items that come next, and a first one the list.
    """
    # The number is read before what it stands for: an event in between is replayed, never lost.
    stream_number = last_number(draft_key)
    page = page_for(request, draft_key)
    whole = find_section(draft_key, draft_key, request.user)
    viewer = queries.viewer_of(request.user, whole.draft.consultation)
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    context = {
        "draft_page": page,
        "draft_key": draft_key,
        "text_url": page.url,
        "viewer": viewer,
        "why_not": policy.why_not_comment(request.user, whole, timezone.now()),
        "is_first_page": not request.GET.get("cursor"),
        **(found(request, whole, viewer, asked) if asked else chosen(request, whole, viewer)),
    }
    if request.htmx:
        return fragment(request, context)
    context |= {
        "stream_number": stream_number,
        "reading_languages": preferences_of(request).languages,
        "trail": trail_of(page),
        "longest_question": LONGEST_QUESTION,
    }
    return render(request, "threads/discussion.html", context)


def chosen(request: HttpRequest, whole: Section, viewer: Viewer) -> dict:
    """Return the page of threads that the address names."""
    choice = Choice.of(request.GET, preferences_of(request).languages)
    cursor = Cursor.read(request.GET.get("cursor", ""), choice.order)
    page = queries.threads_page(whole.draft, choice=choice, cursor=cursor, viewer=viewer)
    placed = ((thread, thread.root) for thread in page.threads)
    return {
        "listed": queries.with_labels(placed, get_language()),
        "choice": choice,
        "choose": ChooseForm.of(
            choice, queries.organisations_in(whole.draft_id), has_guests=whole.draft_has_guests
        ),
        "query": address_of(choice),
        "next_query": page.next and address_of(choice, page.next),
        "left_out": queries.left_out(whole.draft, choice),
        "query_in_all_languages": address_of(choice.in_all_languages),
    }


def found(request: HttpRequest, whole: Section, viewer: Viewer, asked: str) -> dict:
    """Return the page of comments that hold the words that the address asks for."""
    cursor = Cursor.read(request.GET.get("cursor", ""), Order.NEWEST)
    read = preferences_of(request).languages
    choice = replace(USUAL, languages=Choice.of(request.GET, read).languages, reading=read)
    page = queries.found_page(
        whole.draft, asked, languages=choice.languages, cursor=cursor, viewer=viewer
    )
    placed = ((comment, comment) for comment in page.comments)
    return {
        "listed": queries.with_labels(placed, get_language()),
        "asked": asked,
        "choose": ChooseForm.of(
            choice, queries.organisations_in(whole.draft_id), has_guests=whole.draft_has_guests
        ),
        "searched_languages": choice.languages,
        "query": address_of(choice, q=asked),
        "next_query": page.next and address_of(choice, page.next, q=asked),
        "query_in_all_languages": address_of(choice.in_all_languages, q=asked),
    }


def fragment(request: HttpRequest, context: dict) -> HttpResponse:
    """Return the list alone, or what comes next in it."""
    if not context["is_first_page"]:
        name = "found_items" if context.get("asked") else "discussion_items"
        return render(request, f"threads/components/{name}.html", context)
    answer = render(request, "threads/components/discussion_list.html", context)
    query = context["query"]  # what was chosen, and nothing that was left open
    answer["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    return answer
