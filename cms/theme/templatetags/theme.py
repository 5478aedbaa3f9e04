"""Template tags of the look."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from cms.theme import storage

register = template.Library()


@dataclass(frozen=True)
class LanguageLink:
    """This page, or what stands nearest to it, in one language.

    `exists` is False where the page has no live translation and the link leads home.
    """

    code: str
    name: str
    url: str
    full_url: str
    current: bool
    exists: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Return this page in each of the site's languages.

    A Wagtail page leads to its live translation, or to that language's home where there is none;
    any other page leads to itself.
    """
    request, page = context["request"], context.get("page")
    urls = page_urls(request, page) if page is not None and page.pk else None
    links = []
    for code, _name in settings.LANGUAGES:
        if urls is None:
            url = translate_url(request.get_full_path(), code)
        else:
            url = urls.get(code, f"/{code}/")
        name = get_language_info(code)["name_local"].capitalize()
        full_url = request.build_absolute_uri(url)  # search engines want alternates in full
        exists = urls is None or code in urls
        links.append(LanguageLink(code, name, url, full_url, code == get_language(), exists))
    return links


def page_urls(request: HttpRequest, page: Page) -> dict[str, str]:
    """Return the addresses of a page's live translations, itself among them, by language."""
    translations = page.get_translations(inclusive=True).live().select_related("locale")
    return {one.locale.language_code: one.get_url(request) for one in translations}


@register.simple_tag
def pages_above(page: Page) -> list[Page]:
    """Return the pages above a page, home first.

    Costs nothing where Wagtail has come along them to serve the page: each knows its parent.
    """
    above: list[Page] = []
    while page.depth > 2:
        page = page.get_parent()
        above.insert(0, page)
    return above


@register.filter
def days_until(moment: datetime) -> int:
    """Return how many whole days are left until a moment, in the site's zone; 0 when it passed."""
    left = timezone.localtime(moment).date() - timezone.localdate()
    return max(left.days, 0)


@register.simple_tag
def stylesheets() -> list[str]:
    """Return the names of the stylesheets that a page links: one where they were joined."""
    return storage.stylesheets(staticfiles_storage)
