"""What search engines are told of the site: every public page in each language in which it is written."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

HOME_DEPTH = 2


class PagesInAllLanguages(Sitemap):
    """Public pages, each with its translations. Aliases are left out: their words stand elsewhere."""

    limit = 5_000

    def items(self) -> PageQuerySet:
        pages = Page.objects.none()
        for home in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            pages |= home.get_descendants(inclusive=True)
        return (
            pages.filter(alias_of=None, locale__language_code__in=dict(settings.LANGUAGES))
            .live()
            .public()
            .annotate(code=F("locale__language_code"))
            .order_by("path")
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        del protocol, domain  # Wagtail's own site says where its pages are
        listed = list(self.paginator.page(page).object_list)
        twins = defaultdict(list)
        keys = {one.translation_key for one in listed}
        for one in self.items().filter(translation_key__in=keys):
            url = one.get_full_url(self.request)
            twins[one.translation_key].append({"location": url, "lang_code": one.code})
        dates = [self.lastmod(one) for one in listed]
        if dates and None not in dates:
            self.latest_lastmod = max(dates)
        return [
            {
                "item": one,
                "location": one.get_full_url(self.request),
                "lastmod": date,
                "alternates": with_default(twins[one.translation_key], front_door=front_door(one)),
            }
            for one, date in zip(listed, dates, strict=True)
        ]


def front_door(page: Page) -> str:
    """Return the address that leads everybody home in their language; empty for all but home pages."""
    return f"{page.get_site().root_url}/" if page.depth == HOME_DEPTH else ""


def with_default(alternates: list[dict[str, str]], *, front_door: str) -> list[dict[str, str]]:
    """Return the translations of a page, and where those are led whose language is not among them."""
    source = [one for one in alternates if one["lang_code"] == settings.LANGUAGE_CODE]
    default = front_door or (source or alternates)[0]["location"]
    return [*alternates, {"location": default, "lang_code": "x-default"}]


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return sitemap(request, {"pages": PagesInAllLanguages})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what to leave out, and where the map of the site is."""
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
