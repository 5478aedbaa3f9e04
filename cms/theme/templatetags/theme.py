"""Template tags of the look."""

from datetime import datetime

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import prefetch_related_objects
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from cms.theme import storage
from cms.theme.languages import Languages, languages_of, written_in
from consult.core.languages import direction_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_languages(context: Context) -> Languages:
    """Return this page in each of the site's languages, and the language in which it is written.

    A page of the tree leads to its twins; any other page to itself, or to what its view calls
    `elsewhere`, by language.
    """
    return languages_of(context["request"], context.get("page"), context.get("elsewhere"))


@register.simple_tag
def words_of(page: Page) -> SafeString:
    """Return the attributes of a title that is in another language than what stands around it."""
    code = written_in(page)
    if not code or code == get_language():
        return SafeString()
    return format_html('lang="{}" dir="{}"', code, direction_of(code))


@register.simple_tag
def pages_above(page: Page) -> list[Page]:
    """Return the pages above a page, home first.

    Costs nothing where Wagtail has come along them to serve the page: each knows its parent.
    """
    above: list[Page] = []
    while page.depth > 2:
        page = page.get_parent()
        above.insert(0, page)
    # In which language each is: see words_of. Asks only where one of them is not translated.
    prefetch_related_objects(above, "alias_of__locale")
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
