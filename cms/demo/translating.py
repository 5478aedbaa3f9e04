"""Translates a page through wagtail-localize, from a twin of it written in the other language."""

from collections import defaultdict
from copy import deepcopy
from typing import TypeVar

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from consult.answers.models import AnswerText

Written = TypeVar("Written", Page, AnswerText)


class UnevenTwin(Exception):
    """The twin does not have the same places for text as the page."""


def translate(page: Written, twin: Written, locale: Locale) -> Written:
    """Publish a page, or the reasons of an answer, in a locale with the words of `twin`, and return
    what came of it.

    The twin is an unsaved copy of the page whose blocks have the same ids. Raises `UnevenTwin`.
    """
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = strings_by_place(twin)
    segments = source.stringsegment_set.select_related("string", "context").order_by(
        "context__path", "order"
    )
    places = defaultdict(list)
    for segment in segments:
        places[segment.context.path].append(segment)
    for path, here in places.items():
        if len(here) != len(words.get(path, [])):
            raise UnevenTwin(f"{page}: {path} has {len(here)} strings, its twin another number")
        for segment, translated in zip(here, words[path], strict=True):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": translated},
            )
    translation.save_target(publish=True)
    translated = page.get_translation(locale)
    return translated.specific if isinstance(translated, Page) else translated


def strings_by_place(page: Page | AnswerText) -> dict[str, list[str]]:
    """Return the strings of a page in order, by the place in which each stands."""
    words = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            words[segment.path].append((segment.order, segment.string.data))
    return {path: [data for _order, data in sorted(here)] for path, here in words.items()}


def twin_of(page: Written, **fields: object) -> Written:
    """Return an unsaved copy of a page with other words in some fields."""
    twin = deepcopy(page)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin
