"""What somebody translated is never lost when a page and its translations are brought in step.

wagtail-localize knows a translation by the very sentence that it translates, at its place. Words are
lost from sight in three ways, and each is closed here (its issue 876, and its neighbours):

- Somebody stopped the translation, edited the page by hand and starts it again, or makes it an alias:
  the page is made anew from what was translated before. `take_in` takes the words of the page first.
- The source was changed: its new sentence has no translation, though only a comma was added, or though
  it moved to another section. `carry_over` gives it the former words, to be confirmed if they may not
  fit any more.
- A file of translations that is older than what was translated since: `translated_since`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from difflib import SequenceMatcher

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, RevisionMixin, TranslatableMixin
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, validate_translation_links

from consult.core.errors import Refused
from consult.people.models import User

ALIKE = 0.5
"""How much of a sentence must be as before for its former translation to be offered."""


class WordsWouldBeLost(Refused):
    code = "translation.words_would_be_lost"
    sentence = gettext_lazy(
        "This page was edited by hand, and some of its words have no place in the text that it "
        "translates, so they would be lost: %(words)s. Take them out or move them into a passage "
        "that the other text has, save the page, and try again."
    )


# By hand


def was_edited_by_hand(translation: Translation) -> bool:
    """Tell whether what was last saved of a translated page or text was made by no translation."""
    target = target_of(translation)
    latest = getattr(target, "latest_revision_id", None)
    if target is None or latest is None or getattr(target, "alias_of_id", None):
        return False
    made = TranslationLog.objects.filter(
        source=translation.source_id, locale=translation.target_locale_id
    )
    return not made.filter(revision=latest).exists()


@transaction.atomic
def take_in(translation: Translation, *, by: User) -> int:
    """Let what was written by hand on a translated page be its translation, and return how many
    sentences were taken in.

    Where the source has changed since, they are to be confirmed. Raises `WordsWouldBeLost` where the
    page has words at a place that its source does not have.
    """
    target = target_of(translation)
    if target is None:
        return 0
    written = latest_of(target)
    known = sentences_of(translation.source)
    changed_since = has_changed_since(translation)
    taken, lost = 0, []
    for path, words in strings_by_path(written).items():
        segments = known.get(path, [])
        if len(segments) != len(words):
            originals = {one.string.data for one in segments}
            lost += [one for one in words if one not in originals]
            continue
        for segment, word in zip(segments, words, strict=True):
            if not fits(segment, word):
                lost.append(word)
            elif keep_word(translation, segment, word, by=by, ask=changed_since):
                taken += 1
    if lost:
        raise WordsWouldBeLost(words=named(lost))
    return taken + take_overrides(translation, written, by=by)


def target_of(translation: Translation) -> TranslatableMixin | None:
    """Return what a translation makes, if it is there."""
    try:
        return translation.get_target_instance()
    except translation.source.specific_content_type.model_class().DoesNotExist:
        return None


def latest_of(target: TranslatableMixin) -> TranslatableMixin:
    """Return a page or text as it was last saved, published or not."""
    if isinstance(target, RevisionMixin | Page):
        return target.get_latest_revision_as_object()
    return target


def has_changed_since(translation: Translation) -> bool:
    """Tell whether the source was brought up to date after the translation was last made from it."""
    made = TranslationLog.objects.filter(
        source=translation.source_id, locale=translation.target_locale_id
    )
    last = made.order_by("-created_at").first()
    return last is not None and translation.source.last_updated_at > last.created_at


def sentences_of(source: TranslationSource) -> dict[str, list[StringSegment]]:
    """Return the sentences of a source in order, by the place in which each stands."""
    segments = source.stringsegment_set.select_related("string", "context")
    places = defaultdict(list)
    for segment in segments.order_by("context__path", "order", "pk"):
        places[segment.context.path].append(segment)
    return places


def strings_by_path(instance: TranslatableMixin) -> dict[str, list[str]]:
    """Return the strings of a page in order, by the place in which each stands."""
    places = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            places[segment.path].append((segment.order, segment.string.data))
    return {path: [words for _order, words in sorted(here)] for path, here in places.items()}


def fits(segment: StringSegment, words: str) -> bool:
    """Tell whether words can stand for a sentence: with the links that it has."""
    try:
        StringValue.from_translated_html(words)
        validate_translation_links(segment.string.data, words)
    except ValueError:
        return False
    return True


def keep_word(
    translation: Translation, segment: StringSegment, words: str, *, by: User, ask: bool
) -> bool:
    """Keep the translation of one sentence if it is another one than before. Tell whether it was."""
    place = {
        "translation_of": segment.string,
        "locale_id": translation.target_locale_id,
        "context": segment.context,
    }
    before = StringTranslation.objects.filter(**place).first()
    if before is not None and before.data == words and not before.has_error:
        return False
    if before is None and words == segment.string.data:
        return False  # never translated: the page shows the words of the source
    ask = ask and before is None
    StringTranslation.objects.update_or_create(
        **place,
        defaults={
            "data": words,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "last_translated_by": by,
            "has_error": ask,
            "field_error": to_confirm() if ask else "",
        },
    )
    return True


def take_overrides(translation: Translation, written: TranslatableMixin, *, by: User) -> int:
    """Keep what was chosen by hand in the place of what the source has: links and pictures."""
    known = {
        one.context.path: one
        for one in OverridableSegment.objects.filter(source=translation.source).select_related(
            "context"
        )
    }
    taken = 0
    for value in extract_segments(written):
        if not isinstance(value, OverridableSegmentValue) or value.path not in known:
            continue
        chosen = json.dumps(value.data, cls=DjangoJSONEncoder)
        if json.loads(chosen) == known[value.path].data:
            continue
        SegmentOverride.objects.update_or_create(
            locale_id=translation.target_locale_id,
            context=known[value.path].context,
            defaults={"data_json": chosen, "last_translated_by": by, "has_error": False},
        )
        taken += 1
    return taken


def named(words: Iterable[str]) -> str:
    """Return the beginnings of some sentences, in quotation marks."""
    # Translators: quotation marks around the first words of a sentence.
    return ", ".join(_("“%s”") % Truncator(strip_tags(one)).words(8) for one in words)


# A changed source


@transaction.atomic
def carry_over(source: TranslationSource) -> int:
    """Give sentences that are new in a source their former translation, where there is one, in every
    language. Return how many were given one.

    The same sentence at another place keeps its translation. A sentence that was changed keeps the
    former words too, but they have to be confirmed before a page shows them.
    """
    locales = Translation.objects.filter(source=source).values_list("target_locale", flat=True)
    return sum(carry_into(source, locale) for locale in locales)


def carry_into(source: TranslationSource, locale_id: int) -> int:
    """The same for one language."""
    theirs = StringTranslation.objects.filter(
        locale=locale_id, context__object_id=source.object_id
    ).select_related("translation_of", "context")
    missing = untranslated(source, locale_id)
    if not missing:
        return 0
    present = set(source.stringsegment_set.values_list("string_id", "context_id"))
    former = list(theirs.order_by("-updated_at"))
    orphans = [one for one in former if (one.translation_of_id, one.context_id) not in present]
    made = []
    for segment in missing:
        same = next((one for one in former if one.translation_of_id == segment.string_id), None)
        found = same or most_alike(segment, orphans)
        if found is None:
            continue
        is_same = same is not None
        if not is_same:
            orphans.remove(found)
        made.append((segment, found, is_same))
    for segment, found, is_same in made:
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale_id=locale_id,
            context=segment.context,
            data=found.data,
            translation_type=found.translation_type,
            tool_name=found.tool_name,
            last_translated_by=found.last_translated_by,
            has_error=found.has_error if is_same else True,
            field_error=found.field_error if is_same else to_confirm(),
        )
    return len(made)


def untranslated(source: TranslationSource, locale_id: int) -> QuerySet[StringSegment]:
    """Return the sentences of a source of which a language has no translation, in their order."""
    translated = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale_id
    )
    segments = source.stringsegment_set.filter(~Exists(translated))
    return segments.select_related("string", "context").order_by("order", "pk")


def most_alike(
    segment: StringSegment, orphans: list[StringTranslation]
) -> StringTranslation | None:
    """Return the translation of what a sentence was before it was changed, if any.

    A field that holds one sentence has one that was there before, however much of it was changed.
    """
    here = [one for one in orphans if one.context_id == segment.context_id]
    if here and "." not in segment.context.path:
        return here[0]
    scored = [(likeness(one.translation_of.data, segment.string.data), one) for one in here]
    best = max(scored, key=lambda one: one[0], default=(0, None))
    return best[1] if best[0] >= ALIKE else None


def likeness(before: str, after: str) -> float:
    """Return how much of two sentences is alike, from 0 to 1."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def to_confirm() -> str:
    """Return what the editor says of words whose original has changed."""
    return str(
        _(
            "The original has changed since this was translated. Check the words and save them: "
            "until then the page shows the original."
        )
    )


# A file


def translated_since(
    translation: Translation, words: dict[tuple[str, str], str], *, at: datetime
) -> list[StringTranslation]:
    """Return the translations that a file of them would overwrite, though they were made after it.

    `words` are those of the file, by place and original.
    """
    later = StringTranslation.objects.filter(
        locale=translation.target_locale_id,
        context__object_id=translation.source.object_id,
        updated_at__gt=at,
    ).select_related("translation_of", "context")
    found = []
    for one in later:
        theirs = words.get((one.context.path, one.translation_of.data))
        if theirs and theirs != one.data:
            found.append(one)
    return found
