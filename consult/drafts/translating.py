"""A file in another language becomes the translation of a draft, or brings it up to date.

It goes the way of Wagtail's translation editor: each string of the draft gets its words, and from
these the page is made. So editors go on with it there, and the draft keeps one discussion.
"""

from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from bs4 import BeautifulSoup
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.core.text import plain
from consult.drafts.counterparts import (
    Uneven,
    check_shapes,
    in_step,
    keyed_like,
    paired,
    shape_of,
    shortened,
)
from consult.drafts.importers import ImportedPlan
from consult.drafts.imports import TITLE_LENGTH, blocks_of, import_plan
from consult.drafts.models import DraftPage
from consult.drafts.publishing import followed_by, has_own_text
from consult.people.models import User

TOOL = "import_plan"
"""By this name words that came from a file are known; what somebody typed since has another."""


class SameLanguage(Refused):
    code = "translation.same_language"
    sentence = _("The draft is written in this language. Update it from the file instead.")


class OwnText(Refused):
    code = "translation.own_text"
    sentence = _(
        "The page in this language, “%(title)s”, is no translation: it is written itself. Update it "
        "from the file instead, or let the translation begin again in the editor."
    )


class SourceNotPublic(Refused):
    code = "translation.source_not_public"
    sentence = _(
        "The draft itself is not published. Publish it first, or import without --publish."
    )


class NothingToTranslate(Refused):
    code = "translation.nothing"
    sentence = _("The file says the same as the translation. Nothing was changed.")


class TranslationChangedSince(Refused):
    code = "translation.changed_since"
    sentence = _("The text has changed since you looked. Look again at what the file would do.")


class SaidTwice(Refused):
    code = "translation.said_twice"
    sentence = _(
        "In section %(place)s, “%(label)s”, the draft says the same twice where the file says two "
        "things. Word one of them otherwise and try again."
    )


class Fate(StrEnum):
    """What becomes of the words of a string in a language."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    """Somebody wrote them, or changed them, since the last import; the file says something else."""


FATES = {
    Fate.NEW: pgettext_lazy("what becomes of a translated string", "new"),
    Fate.CHANGED: pgettext_lazy("what becomes of a translated string", "changed"),
    Fate.KEPT: pgettext_lazy("what becomes of a translated string", "changed by a person, kept"),
}


@dataclass(frozen=True)
class Wording:
    """The words that a file has for a string of the draft. `path` is where the string stands."""

    path: str
    source: str
    before: str
    after: str
    fate: Fate
    label: str

    @property
    def name(self) -> str:
        return str(FATES[self.fate])

    @property
    def shown(self) -> tuple[str, str]:
        """Return the words that are there and those of the file, shortened."""
        return shortened(plain(self.before)), shortened(plain(self.after))


@dataclass(frozen=True)
class ForeseenTranslation:
    """What a file would do to a draft in a language.

    `unspoken` counts strings of the draft that the file has no words for, such as the fields of a
    commitment; `links` are words whose link is the draft's, or gone.
    """

    wordings: list[Wording]
    unspoken: int
    links: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[Wording]:
        return [one for one in self.wordings if one.fate is not Fate.KEPT]

    @property
    def kept(self) -> list[Wording]:
        """Return what a person wrote, and the file would say otherwise."""
        return [one for one in self.wordings if one.fate is Fate.KEPT]

    @property
    def base(self) -> str:
        """Return a name for exactly this outcome, by which an agreement to it is checked."""
        return sha256(repr(self.wordings).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Spoken:
    """The strings of a page by the place where each stands; and which places hold prose."""

    strings: dict[str, list[StringSegmentValue]]
    prose: set[str]


def foresee_translation(
    page: DraftPage, plan: ImportedPlan, locale: Locale, *, overwrite: bool = False
) -> ForeseenTranslation:
    """Return what a file in another language would do to the draft that `page` is written for.

    With `overwrite` it changes what persons wrote, too. Raises `SameLanguage`, `OwnText` and what
    `counterparts` raises where the texts are not the same.
    """
    _check(page, locale)
    text = _text_of(page)
    shapes = [shape_of(block) for block in text.sections.get_prep_value()]
    twin = _twin_of(text, plan)
    here, there = _spoken(text), _spoken(twin)
    places = {str(block.id): at for at, block in enumerate(text.sections)}
    known = _known(page, locale)
    wordings: list[Wording] = []
    links: list[str] = []
    unspoken = 0
    for path in there.strings.keys() - here.strings.keys():
        at = places[path.split(".")[1]]
        raise Uneven(place=at + 1, one=shapes[at].name, other=_first_words(there.strings[path]))
    for path, strings in here.strings.items():
        if path not in there.strings:
            unspoken += len(strings)
            continue
        at = places.get(path.split(".")[1], -1) if "." in path else -1
        label = shapes[at].label if at >= 0 else text.title
        words = paired(
            [one.string.data for one in strings],
            [one.render_html() for one in there.strings[path]],
            is_prose=path in here.prose and path in there.prose,
            place=at + 1,
            label=label,
        )
        said: dict[str, str] = {}
        for string, translated in zip(strings, words, strict=True):
            source = string.string.data
            data, lost = _linked(translated, string.attrs or {})
            links += lost
            if said.setdefault(source, data) != data:
                raise SaidTwice(place=at + 1, label=label)
            before, is_ours = known.get((path, source), ("", True))
            if before == data:
                continue
            fate = Fate.NEW if not before else Fate.CHANGED
            if not is_ours and not overwrite:
                fate = Fate.KEPT
            wordings.append(Wording(path, source, before, data, fate, label))
    return ForeseenTranslation(list(dict.fromkeys(wordings)), unspoken, links)


@transaction.atomic
def translate_plan(
    page: DraftPage,
    plan: ImportedPlan,
    locale: Locale,
    *,
    overwrite: bool = False,
    publish: bool = False,
    by: User | None = None,
    seen: str | None = None,
) -> DraftPage:
    """Write the translation of a draft from a file, as a draft or, where that is asked for, public.

    `seen` is the `base` of what somebody agreed to. Raises what `foresee_translation` raises,
    `TranslationChangedSince`, `SourceNotPublic`, and `NothingToTranslate` where all is as it would be.
    """
    Page.objects.select_for_update().get(pk=page.pk)  # as whoever signs or publishes does
    page = DraftPage.objects.get(pk=page.pk)
    foreseen = foresee_translation(page, plan, locale, overwrite=overwrite)
    if seen is not None and foreseen.base != seen:
        raise TranslationChangedSince
    if publish and not page.live:
        raise SourceNotPublic
    source, _made = TranslationSource.update_or_create_from_instance(_text_of(page))
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale)
    target = DraftPage.objects.filter(translation_key=page.translation_key, locale=locale).first()
    is_behind = not TranslationLog.objects.filter(
        source=source, locale=locale, created_at__gte=source.last_updated_at
    ).exists()
    waits = publish and not (target and target.live and not target.has_unpublished_changes)
    if not foreseen.changes and not is_behind and not waits:
        raise NothingToTranslate
    _write(source, locale, foreseen.changes, by=by)
    if target is None or target.alias_of_id:
        _name_address(source, locale, plan.title, by=by)
    translation.save_target(user=by, publish=publish)
    return DraftPage.objects.get(translation_key=page.translation_key, locale=locale)


@transaction.atomic
def import_plans(
    plans: Sequence[tuple[Locale, ImportedPlan]],
    *,
    parent: ConsultationPage,
    title: str = "",
    publish: bool = False,
) -> tuple[list[DraftPage], list[str]]:
    """Make one draft from the texts of several languages, the first of which it is written in.

    Returns its pages, and the labels of the sections whose paragraphs became lines of one, because
    they do not stand one for one in all languages. Raises what `import_plan` and `translate_plan`
    raise, and makes nothing then.
    """
    evened, changed = in_step([plan for _locale, plan in plans])
    page = import_plan(evened[0], parent=parent, title=title, publish=publish)
    pages = [page]
    for (locale, _plan), plan in zip(plans[1:], evened[1:], strict=True):
        pages.append(translate_plan(page, plan, locale, publish=publish))
    blocks = page.sections.get_prep_value()
    return pages, [shape_of(blocks[at]).label for at in changed]


def written_page(page: DraftPage) -> DraftPage:
    """Return the page in whose language a draft is written, given any of its pages."""
    pages = DraftPage.objects.filter(translation_key=page.translation_key).order_by("pk")
    return next((one for one in pages if has_own_text(one)), page)


def _check(page: DraftPage, locale: Locale) -> None:
    if page.locale_id == locale.pk:
        raise SameLanguage
    target = DraftPage.objects.filter(translation_key=page.translation_key, locale=locale).first()
    if target and not target.alias_of_id and not followed_by(target).exists():
        raise OwnText(title=target.title)


def _text_of(page: DraftPage) -> DraftPage:
    """Return the text that translations follow: the public one or, before there is any, the working."""
    return page if page.live else page.get_latest_revision_as_object()


def _twin_of(text: DraftPage, plan: ImportedPlan) -> DraftPage:
    """Return an unsaved copy of a page that says what the file says, in blocks of the same ids."""
    before = text.sections.get_prep_value()
    keys = [str(block.id) for block in text.sections]
    made = blocks_of(
        plan.sections, [*keys, *map(str, range(len(plan.sections)))][: len(plan.sections)]
    )
    check_shapes([shape_of(block) for block in before], [shape_of(block) for block in made])
    twin = deepcopy(text)
    twin.title = plan.title.strip()[:TITLE_LENGTH]
    twin.sections = text.sections.stream_block.to_python(
        [
            {**now, "value": keyed_like(was["value"], now["value"])}
            for was, now in zip(before, made, strict=True)
        ]
    )
    return twin


def _spoken(page: DraftPage) -> Spoken:
    """Return the strings of a page's title and sections."""
    strings: dict[str, list[StringSegmentValue]] = defaultdict(list)
    prose: set[str] = set()
    segments = (one for one in extract_segments(page) if _is_imported(one.path))
    for segment in sorted(segments, key=lambda one: one.order):
        if isinstance(segment, StringSegmentValue) and segment.string.data:
            strings[segment.path].append(segment)
        elif isinstance(segment, TemplateSegmentValue) and "<li" not in segment.template:
            prose.add(segment.path)
    return Spoken(dict(strings), prose)


def _is_imported(path: str) -> bool:
    return path == "title" or path.startswith("sections.")


def _known(page: DraftPage, locale: Locale) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return the words that strings have in a language, and whether they are those of a file."""
    rows = StringTranslation.objects.filter(
        locale=locale, context__object_id=page.translation_key
    ).values_list("context__path", "translation_of__data", "data", "tool_name")
    return {(path, source): (data, tool == TOOL) for path, source, data, tool in rows}


def _linked(html: str, attrs: dict[str, dict]) -> tuple[str, list[str]]:
    """Return translated words with their links named as in the source, and those that lost theirs."""
    soup = BeautifulSoup(html, "html.parser")
    free = {name: one.get("href", "") for name, one in attrs.items()}
    lost = []
    anchors = soup.find_all("a")
    for anchor in [*anchors]:
        href = anchor.get("href", "")
        same = next((name for name, address in free.items() if address == href), None)
        anchor["id"] = same or ""
        free.pop(same, None)
    for anchor in anchors:
        if not anchor["id"]:
            lost.append(shortened(anchor.get_text()))
            anchor["id"] = next(iter(free), "")
            free.pop(anchor["id"], None)
        name = anchor["id"]
        anchor.attrs = {"id": name}
        if not name:
            anchor.unwrap()
    return str(soup), lost


def _first_words(strings: Sequence[StringSegmentValue]) -> str:
    return f"“{shortened(plain(strings[0].string.data))}”"


def _write(
    source: TranslationSource, locale: Locale, wordings: Sequence[Wording], *, by: User | None
) -> None:
    """Give strings their words in a language."""
    segments = {
        (one.context.path, one.string.data): one
        for one in source.stringsegment_set.select_related("string", "context")
    }
    for wording in wordings:
        _say(segments[wording.path, wording.source], locale, wording.after, by=by)


def _name_address(
    source: TranslationSource, locale: Locale, title: str, *, by: User | None
) -> None:
    """Let the last part of the address of a new page be in its language, where it can be."""
    slug = slugify(title)[:TITLE_LENGTH]
    for segment in source.stringsegment_set.filter(context__path="slug")[: bool(slug)]:
        _say(segment, locale, slug, by=by)


def _say(segment: object, locale: Locale, words: str, *, by: User | None) -> None:
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=locale,
        context=segment.context,
        defaults={
            "data": words,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": TOOL,
            "last_translated_by": by,
            "has_error": False,
            "field_error": "",
        },
    )
