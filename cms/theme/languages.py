"""One page in the languages of the site: where it stands in each, and in which its words are."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from consult.core.languages import direction_of


@dataclass(frozen=True)
class LanguageLink:
    """This page, or what stands nearest to it, in one language.

    `exists` is False where the page has no live translation: there it is shown in its own language.
    """

    code: str
    name: str
    url: str
    full_url: str
    """Without what was asked for after the question mark: for search engines."""
    current: bool
    exists: bool


@dataclass(frozen=True)
class Languages:
    """A page in all languages."""

    links: list[LanguageLink]
    written: str
    """The language of the page's own words; what stands around them is in the active one."""
    canonical: str
    default_url: str
    """Where somebody is led whose language the site does not speak."""

    @property
    def is_untranslated(self) -> bool:
        """Tell whether the words are in another language than what stands around them."""
        return self.written != get_language()

    @property
    def dir(self) -> str:
        """Return in which direction the words run."""
        return direction_of(self.written)

    @property
    def origin(self) -> LanguageLink | None:
        """Return the page in the language in which its words are."""
        return next((one for one in self.links if one.code == self.written), None)


def languages_of(request: HttpRequest, page: Page | None, elsewhere: dict | None) -> Languages:
    """Return what is shown in each language.

    A page of the tree leads to its twins; any other to itself, or where its view says with
    `elsewhere`: an address by language. Costs one query for a page of the tree, however many
    languages there are.
    """
    if page is not None and page.pk and is_served(request):
        return languages_of_page(request, page)
    here = request.get_full_path()
    urls = {code: translate_url(here, code) for code, _name in settings.LANGUAGES}
    urls |= {code: url for code, url in (elsewhere or {}).items() if code in urls}
    links = [link(request, code, urls[code], urls[code]) for code in urls]
    return Languages(
        links=links,
        written=get_language(),
        # An address that says all by itself needs none: earlier versions are no copies of newer ones.
        canonical=request.build_absolute_uri(request.path) if request.GET else "",
        default_url=links[0].full_url,
    )


def is_served(request: HttpRequest) -> bool:
    """Tell whether Wagtail serves a page for this request, or a form of the page came back with it."""
    match = request.resolver_match
    return match is None or match.url_name == "wagtail_serve" or request.method == "POST"


def languages_of_page(request: HttpRequest, page: Page) -> Languages:
    """Return a page of the tree in each language."""
    twins = (
        page.get_translations(inclusive=True)
        .filter(Q(live=True) | Q(pk=page.pk))
        .annotate(code=F("locale__language_code"), source_code=F("alias_of__locale__language_code"))
    )
    by_code = {twin.code: twin for twin in twins}
    served = next(twin for twin in by_code.values() if twin.pk == page.pk)
    written = served.source_code or served.code
    origin = by_code.get(written, served)
    asked = urlsplit(request.get_full_path()).query if request.method != "POST" else ""
    query = f"?{asked}" if asked else ""
    links = []
    for code, _name in settings.LANGUAGES:
        twin = by_code.get(code)
        url = twin.get_url(request) if twin else None
        exists = bool(url) and not twin.source_code
        # Where no twin stands, the address of the source shows it: see cms.pages.nearest.
        url = url or in_language(origin.get_url(request) or request.path, code)
        links.append(link(request, code, url + query, url, exists=exists))
    default = by_code.get(settings.LANGUAGE_CODE, origin)
    return Languages(
        links=links,
        written=written,
        canonical=request.build_absolute_uri(origin.get_url(request)),
        default_url=request.build_absolute_uri(default_address(request, page, default)),
    )


def default_address(request: HttpRequest, page: Page, default: Page) -> str:
    """Return where those are led whose language is unknown; the front door asks their browser."""
    return "/" if page.depth == 2 else default.get_url(request)


def in_language(path: str, code: str) -> str:
    """Return an address of the tree below the beginning of another language."""
    _empty, _language, *below = path.split("/", 2)
    return f"/{code}/{below[0] if below else ''}"


def link(
    request: HttpRequest, code: str, url: str, plain: str, *, exists: bool = True
) -> LanguageLink:
    """Return the link to one language."""
    name = get_language_info(code)["name_local"].capitalize()
    full_url = request.build_absolute_uri(urlsplit(plain).path)
    return LanguageLink(code, name, url, full_url, code == get_language(), exists)


def written_in(page: Page) -> str:
    """Return the language of a page's words, without asking the database where it was not asked for:
    lists load `locale` and `alias_of__locale` with their pages. Empty for that of what is around.
    """
    if page.alias_of_id:
        return page.alias_of.locale.language_code
    return page.locale.language_code if "locale" in page._state.fields_cache else ""
