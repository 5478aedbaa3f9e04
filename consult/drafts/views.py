"""A draft's versions over HTTP. Each asks first whether the reader may read the draft now."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from consult.core.errors import NotFound
from consult.drafts.models import DraftPage, Version
from consult.drafts.policy import readable_languages, readable_page
from consult.drafts.versions import (
    Layout,
    choices_of,
    difference_of,
    difference_url,
    language_of,
    reading_of_version,
    retired_of,
    steps_of,
    twin_numbers,
    version_or_none,
    versions_of,
)


@require_safe
def versions(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """List the versions of a draft, the newest first, and the sections that were taken out."""
    page = page_for(request, draft_key)
    found = versions_of(page)
    listed = steps_of(found, before=number_or_none(request.GET.get("before")))
    context = {
        "draft_page": page,
        "language": language_of(page),
        "trail": trail_of(page),
        "listed": listed,
        "choices": choices_of(found) if listed.is_first_page else [],
        "layout": Layout.IN_LINE,
    }
    if listed.is_first_page:
        languages = readable_languages(draft_key, request.user)
        context["retired"] = retired_of(draft_key, language_of(page), languages)
    return render(request, "drafts/versions.html", context)


@require_safe
def version(request: HttpRequest, draft_key: UUID, number: int) -> HttpResponse:
    """Show the text as it stood in one version, each section with the way to its talk."""
    page = page_for(request, draft_key)
    found = versions_of(page)
    stood, latest = numbered(found, number), found.first()
    context = {
        "page": page,
        "trail": trail_of(page),
        "version": stood,
        "latest": latest,
        "reading": reading_of_version(stood),
        "elsewhere": addresses_of(draft_key, stood, request=request),
    }
    return render(request, "drafts/version.html", context)


@require_safe
def difference(request: HttpRequest, draft_key: UUID, before: int, after: int) -> HttpResponse:
    """Show what changed between two versions, section by section."""
    page, layout = page_for(request, draft_key), layout_of(request)
    if before > after:
        return redirect(difference_url(draft_key, after, before, layout=layout))
    found = versions_of(page)
    old, new = numbered(found, before), numbered(found, after)
    context = {
        "page": page,
        "trail": trail_of(page),
        "difference": difference_of(old, new),
        "layout": layout,
        "choices": choices_of(found, old, new),
        "elsewhere": addresses_of(draft_key, old, new, request=request),
    }
    return render(request, "drafts/difference.html", context)


@require_safe
def chosen_difference(request: HttpRequest, draft_key: UUID) -> HttpResponse:
    """Lead to the difference between the two versions that a form names."""
    page_for(request, draft_key)
    numbers = [number_or_none(request.GET.get(name)) for name in ("from", "to")]
    if None in numbers:
        raise NotFound
    return redirect(difference_url(draft_key, *sorted(numbers), layout=layout_of(request)))


def page_for(request: HttpRequest, draft_key: UUID) -> DraftPage:
    """Return the page of a draft in the reader's language. Raises NotFound where they see none."""
    page = readable_page(draft_key, request.user, get_language())
    if page is None:
        raise NotFound
    return page


def addresses_of(draft_key: UUID, *shown: Version, request: HttpRequest) -> dict[str, str]:
    """Return by language where a version stands, or the difference between two: each language
    numbers its own. Where one is not translated, its list of versions stands nearest.
    """
    written = readable_languages(draft_key, request.user)
    numbers = [twin_numbers(version) for version in shown]
    addresses = {}
    for code in written - {shown[0].language}:
        found = [one.get(code) for one in numbers]
        with translation.override(code):
            if None in found:
                addresses[code] = reverse("drafts:versions", args=[draft_key])
            elif len(found) == 1:
                addresses[code] = reverse("drafts:version", args=[draft_key, *found])
            else:
                addresses[code] = difference_url(draft_key, *found, layout=layout_of(request))
    return addresses


def layout_of(request: HttpRequest) -> Layout:
    """Return how the reader wants to see a difference: in line unless they say otherwise."""
    is_sides = request.GET.get("view") == Layout.SIDES
    return Layout.SIDES if is_sides else Layout.IN_LINE


def numbered(found: QuerySet[Version], number: int) -> Version:
    """Return the version of a number. Raises NotFound where there is none in this language."""
    version = version_or_none(found, number)
    if version is None:
        raise NotFound
    return version


def number_or_none(text: str | None) -> int | None:
    """Return the number of a version that an address holds, None where it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def trail_of(page: DraftPage) -> list[Page]:
    """Return the pages above a draft's versions, home first and the draft last."""
    pages = page.get_ancestors(inclusive=True).filter(depth__gt=1)
    return list(pages.select_related("locale", "alias_of__locale"))
