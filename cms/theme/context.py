"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, Site


def site_chrome(request: HttpRequest) -> dict:
    """Return the names that base.html uses; each is worked out only where a template asks."""
    home = SimpleLazyObject(lambda: home_page(request))
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "home": home,
        "navigation": SimpleLazyObject(lambda: navigation(home)),
    }


def home_page(request: HttpRequest) -> Page | None:
    """Return the home page in the active language, or in the site's own."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    root = site.root_page
    return (
        root.get_translations(inclusive=True)
        .live()
        .filter(locale__language_code=get_language())
        .first()
        or root
    )


def navigation(home: Page | None) -> list[Page]:
    """Return the pages below home that editors marked for menus."""
    if home is None:
        return []
    entries = home.get_children().live().public().in_menu()
    return list(entries.select_related("alias_of__locale"))
