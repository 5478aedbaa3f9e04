"""The trees of the site's languages stand in step.

What exists in the source language exists in each other one: as an alias, which shows the words of the
source, until somebody translates it. wagtail-localize sees to it for pages that are made in the editor;
here it is done for those that services and commands make, and for a language that is new.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization
from wagtail_localize.synctree import PageIndex, synchronize_tree


@dataclass(frozen=True)
class Followed:
    """One language and what it follows, with how many pages were made in it just now."""

    language: str
    source: str
    made: int


@transaction.atomic
def sync_languages() -> list[Followed]:
    """Let every language of the site follow the source language, and bring the trees in step.

    A language that an editor lets follow another one keeps to it. What a language holds that is no
    longer one of the site's is left as it is. Doing it again changes nothing.
    """
    source, _made = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    before = {}
    for code, _name in settings.LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        before[code] = pages_in(locale).count()
        if locale != source:
            # Its first save makes the aliases.
            LocaleSynchronization.objects.get_or_create(
                locale=locale, defaults={"sync_from": source}
            )
    followed = []
    for one in in_order(list(LocaleSynchronization.objects.select_related("locale", "sync_from"))):
        if one.locale.language_code in before:
            # What the last language was given, this one may follow: the index is read anew.
            synchronize_tree(
                one.sync_from,
                one.locale,
                page_index=PageIndex.from_database().sort_by_tree_position(),
            )
            made = pages_in(one.locale).count() - before[one.locale.language_code]
            followed.append(Followed(one.locale.language_code, one.sync_from.language_code, made))
    return followed


def pages_in(locale: Locale) -> QuerySet[Page]:
    """Return the pages of a language's tree."""
    return Page.objects.filter(locale=locale, depth__gt=1)


def in_order(links: list[LocaleSynchronization]) -> list[LocaleSynchronization]:
    """Return languages in the order in which they follow one another; those in a circle come last."""
    ordered: list[LocaleSynchronization] = []
    waiting = links
    while waiting:
        awaited = {one.locale_id for one in waiting}
        ready = [one for one in waiting if one.sync_from_id not in awaited] or waiting
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
    return ordered


def keep_in_step(page: Page) -> None:
    """Let a page stand in each language that follows its own, below the twin of its parent.

    Where it stands already, translated or not, nothing is done.
    """
    if page.depth < 2:
        return
    links = LocaleSynchronization.objects.filter(sync_from=page.locale_id)
    following = Locale.objects.filter(
        pk__in=links.values("locale"), language_code__in=dict(settings.LANGUAGES)
    ).exclude(pk__in=page.get_translations(inclusive=True).values("locale"))
    for locale in following:
        keep_in_step(page.specific.copy_for_translation(locale, copy_parents=True, alias=True))


def going_along(pages: list[Page], action: str) -> dict[Page, QuerySet[Page]]:
    """Return which pages of other languages are moved or deleted together with some pages.

    All twins are moved. Only aliases are deleted: what somebody translated is theirs to delete.
    """
    if action == "move":
        return {page: page.get_translations() for page in pages}
    if action == "delete":
        return {page: Page.objects.filter(alias_of=page) for page in pages}
    return {}
