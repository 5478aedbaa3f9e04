"""The default charter's words in the languages of the site."""

from django.conf import settings
from django.utils import translation
from wagtail.models import Locale
from wagtail_localize.models import (
    String,
    StringTranslation,
    TranslatableObject,
    TranslationContext,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from consult.consultations.blocks import default_charter
from consult.consultations.pages import ConsultationPage

SOURCES = "en"
"""The language in which the default charter is written."""


def offer_default_words(page: ConsultationPage, locale: Locale) -> int:
    """Offer translators the default charter's own words in a language, for what still stands as
    the default has it; return for how many places. What somebody translated stays as it is.
    """
    words = default_words(page.locale.language_code, locale.language_code)
    if not words:
        return 0
    translated_object, _created = TranslatableObject.objects.get_or_create_from_instance(page)
    offered = 0
    for segment in extract_segments(page):
        if not isinstance(segment, StringSegmentValue) or not segment.path.startswith("charter."):
            continue
        if translated := words.get(segment.string.data):
            context, _created = TranslationContext.objects.get_or_create(
                object=translated_object, path=segment.path
            )
            _known, is_new = StringTranslation.objects.get_or_create(
                translation_of=String.from_value(page.locale, segment.string),
                locale=locale,
                context=context,
                defaults={"data": translated},
            )
            offered += is_new
    return offered


def default_words(source: str, target: str) -> dict[str, str]:
    """Return each text of the default charter in one language, and what it is in another."""
    there = texts_in(target)
    # A language that has no catalogue borrows the words of one of these.
    if any(there == texts_in(other) for other in {SOURCES, settings.LANGUAGE_CODE} - {target}):
        return {}
    return dict(zip(texts_in(source), there, strict=True))


def texts_in(language: str) -> list[str]:
    """Return the default charter's titles and explanations in a language, as translators get them."""
    with translation.override(language):
        articles = [value for _kind, value in default_charter()]
    texts = (one[name] for one in articles for name in ("title", "explanation"))
    return [StringValue.from_plaintext(text).data for text in texts]
