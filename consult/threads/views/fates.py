"""Wagtail's admin: what becomes of quotes is seen, and agreed to, before a version is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.utils import get_valid_next_url_from_request

from consult.drafts.models import Draft, DraftPage
from consult.drafts.queries import label_from
from consult.people.models import User
from consult.threads.fates import Foreseen, Foresight, foresee, next_published, translation_of
from consult.threads.models import Comment, Viewer
from consult.threads.queries import viewer_of
from consult.threads.quotes import Fate

ROWS = 50
FATES = {
    Fate.KEPT: pgettext_lazy("what becomes of quoted words", "kept"),
    Fate.MOVED: pgettext_lazy("what becomes of quoted words", "moved"),
    Fate.CHANGED: pgettext_lazy("what becomes of quoted words", "changed"),
    Fate.GONE: pgettext_lazy("what becomes of quoted words", "gone"),
}


@dataclass(frozen=True)
class Row:
    """A quote as an editor sees it: its comment, with the words that this editor may see."""

    comment: Comment
    becomes: Fate
    fate: str
    until_now: str
    section_label: str
    section_url: str | None
    """The section in the editor; None where it is taken out, or not edited as a section."""
    shows_author: bool


@dataclass(frozen=True)
class Loss:
    """A draft page by whose publication quotes are lost, with the first of them."""

    page: DraftPage
    rows: list[Row]
    count: int


@require_safe
def quotes(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what becomes of each quote when a draft page is published as it was last saved.

    With `publish` in the address, ask whether to publish it so: where it is a translation, which
    its own editor publishes. A text of its own is published by signatures.
    """
    page = editable_page(request, page_id)
    foresight = foresee(next_published(page))
    shown = Paginator(foresight.quotes, ROWS).get_page(request.GET.get("p"))
    asks = "publish" in request.GET and may_publish(request.user, page)
    context = {
        "page": page,
        "counts": [(fate, FATES[fate], count) for fate, count in foresight.counts.items()],
        "shown": shown,
        "elided_page_range": shown.paginator.get_elided_page_range(shown.number),
        "rows": rows_of(page, foresight, shown.object_list, request.user),
        "asks": asks,
        "lost": len(foresight.lost),
        "fields": publishing_fields(request, foresight) if asks else {},
        "publish_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return render(request, "threads/admin/quotes.html", context)


def ask_first(request: HttpRequest, page: DraftPage) -> HttpResponse:
    """Lead to the list of quotes, which asks whether to publish all the same."""
    query = {"publish": 1}
    if following := get_valid_next_url_from_request(request):
        query["next"] = following
    return redirect(f"{reverse('threads_quotes', args=[page.pk])}?{urlencode(query)}")


def ask_of_many(request: HttpRequest, pages: Iterable[DraftPage]) -> HttpResponse | None:
    """Ask whether to publish several draft pages as they were last saved; None where no quote is
    lost, or all that are lost were seen. The form that asks is the one that was sent.
    """
    found = [(page, foresee(page.get_latest_revision_as_object())) for page in pages]
    lost = [(page, foresight) for page, foresight in found if foresight.lost]
    seen = digest_of(one for _page, foresight in lost for one in foresight.lost)
    if not lost or request.POST.get("seen") == seen:
        return None
    losses = [
        Loss(
            page,
            rows_of(page, foresight, foresight.lost[:ROWS], request.user),
            len(foresight.lost),
        )
        for page, foresight in lost
    ]
    kept = {
        name: value
        for name, value in request.POST.items()
        if name not in ("csrfmiddlewaretoken", "seen")
    }
    context = {
        "losses": losses,
        "fields": {**kept, "seen": seen},
        "publish_url": request.get_full_path(),
        "back_url": get_valid_next_url_from_request(request)
        or reverse("wagtailadmin_explore_root"),
    }
    return render(request, "threads/admin/publish_many.html", context)


def has_seen(request: HttpRequest, foresight: Foresight) -> bool:
    """Tell whether what a form agrees to is what publication would do to quotes."""
    return not foresight.lost or request.POST.get("seen") == digest_of(foresight.lost)


def digest_of(lost: Iterable[Foreseen]) -> str:
    """Return a mark that is another one as soon as other quotes are lost, or in another way."""
    told = sorted(f"{one.comment_id} {one.fate}" for one in lost)
    return sha256("\n".join(told).encode()).hexdigest()


def publishing_fields(request: HttpRequest, foresight: Foresight) -> dict[str, str]:
    """Return what the form holds that publishes a translation: what was seen, and what to do."""
    fields = {"seen": digest_of(foresight.lost), "action": "publish"}
    if following := get_valid_next_url_from_request(request):
        fields["next"] = following
    return fields


def editable_page(request: HttpRequest, page_id: int) -> DraftPage:
    """Return a draft page that this person may edit. Raises `PermissionDenied`."""
    page = get_object_or_404(DraftPage.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def may_publish(user: User, page: DraftPage) -> bool:
    return page.permissions_for_user(user).can_publish()


def rows_of(
    page: DraftPage, foresight: Foresight, chosen: Iterable[Foreseen], user: User
) -> list[Row]:
    """Return some quotes with what their table shows, in their order."""
    chosen = list(chosen)
    if not chosen:
        return []
    draft = Draft.objects.select_related("consultation").get(pk=page.translation_key)
    viewer = viewer_of(user, draft.consultation)
    comments = (
        Comment.objects.visible_to(viewer)
        .select_related("author", "section", "written_on__version")
        .defer("written_on__html")
        .in_bulk([one.comment_id for one in chosen])
    )
    edits_sections = translation_of(page) is None
    return [
        row_of(page, foresight, one, comments[one.comment_id], viewer, edits_sections)
        for one in chosen
        if one.comment_id in comments
    ]


def row_of(
    page: DraftPage,
    foresight: Foresight,
    foreseen: Foreseen,
    comment: Comment,
    viewer: Viewer,
    edits_sections: bool,
) -> Row:
    key: UUID = comment.section.key
    section = foresight.sections.get(key)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    named = section or comment.written_on
    return Row(
        comment=comment,
        becomes=foreseen.fate,
        fate=FATES[foreseen.fate],
        until_now=FATES[foreseen.until_now],
        section_label=label_from(named.title, named.text),
        section_url=f"{url}#:w:contentpath=sections.{key}" if section and edits_sections else None,
        shows_author=not comment.is_hidden or viewer.moderates,
    )
