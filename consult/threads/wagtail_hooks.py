"""A draft page is served with the talk about it, and published with an eye to what it quotes."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from consult.drafts.models import DraftPage
from consult.people.models import User
from consult.threads import at_rest
from consult.threads.fates import foresee, next_published, translation_of
from consult.threads.views import fates, talk

INNERMOST = 100
"""Wagtail's own link of this chain, which asks whether the reader may see the page, stands outside."""
FIRST = -1
"""wagtail-localize answers for the pages that it edits: who would be asked after it never is."""


@hooks.register("on_serve_page", order=INNERMOST)
def serve_draft_with_talk(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer for draft pages in Wagtail's stead. Drafts know nothing of threads; threads do."""

    def serve_page(
        page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
    ) -> HttpResponse:
        if isinstance(page, DraftPage):
            at_rest.note_ground(request, page)
            return talk.draft_page(request, page)
        return serve(page, request, serve_args, serve_kwargs)

    return serve_page


@hooks.register("register_admin_urls")
def register_quote_addresses() -> list[URLPattern]:
    return [
        path("drafts/<int:page_id>/quotes/", fates.quotes, name="threads_quotes"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_quotes(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """Lead from a draft page's editor, and from its line in a list, to its quotes."""
    del kwargs
    if (
        page.specific_class is DraftPage
        and not page.alias_of_id
        and page.permissions_for_user(user).can_edit()
    ):
        url = reverse("threads_quotes", args=[page.pk])
        yield Button(_("Quotes in this draft"), url, icon_name="openquote", priority=5)


@hooks.register("before_edit_page", order=FIRST)
def ask_before_publishing_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show which quotes the publication of a translation takes away, and ask.

    wagtail-localize edits the page: it answers in the editor's stead, and saves each passage as soon
    as it is translated.
    """
    if (
        isinstance(page, DraftPage)
        and request.method == "POST"
        and request.POST.get("action") == "publish"
        and translation_of(page) is not None
        and not fates.has_seen(request, foresee(next_published(page)))
    ):
        return fates.ask_first(request, page)
    return None


@hooks.register("before_bulk_action")
def ask_before_publishing_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same where pages are chosen in a list, and published with those below them."""
    if action_type != "publish":
        return None
    chosen = [one.pk for one in objects if isinstance(one, Page)]
    drafts = list(DraftPage.objects.filter(pk__in=chosen))
    if action.get_execution_context().get("include_descendants"):
        for page in Page.objects.filter(pk__in=chosen):
            drafts += DraftPage.objects.descendant_of(page).not_live()
    may_go = [one for one in drafts if one.permissions_for_user(request.user).can_publish()]
    return fates.ask_of_many(request, may_go)


@hooks.register("before_edit_page", order=FIRST)
def warn_those_who_approve(request: HttpRequest, page: Page) -> None:
    """Tell of quotes in time where a workflow will publish: approval asks nobody."""
    if request.method != "GET" or not isinstance(page, DraftPage) or not page.workflow_in_progress:
        return
    if lost := len(foresee(page).lost):
        told = ngettext(
            "When this draft is published, the words of %(count)s quote change or go.",
            "When this draft is published, the words of %(count)s quotes change or go.",
            lost,
        )
        url = reverse("threads_quotes", args=[page.pk])
        buttons = [messages.button(url, _("See the quotes"))]
        messages.warning(request, told % {"count": lost}, buttons=buttons)
