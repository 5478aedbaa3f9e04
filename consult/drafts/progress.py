"""How far each language of a page is: what editors see of its translations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from consult.drafts.models import Version
from consult.drafts.translations import translated_version


class State(StrEnum):
    """How a page stands in one language."""

    MISSING = "missing"
    ALIAS = "alias"
    BY_HAND = "by_hand"
    WAITING = "waiting"
    LAGS = "lags"
    IN_STEP = "in_step"


@dataclass(frozen=True)
class Progress:
    """One language of a page. `total` and `done` count sentences; those to confirm are not done."""

    language: str
    state: State
    page: Page | None
    total: int = 0
    done: int = 0
    to_confirm: int = 0
    behind: Version | None = None
    """The first version of the source that it does not have."""
    newest: Version | None = None
    since: datetime | None = None
    """Since when it is behind."""


def origin_of(page: Page) -> Page:
    """Return the page that a page is translated from, or shows; itself where it is written here."""
    followed = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id
        )
        .select_related("source")
        .first()
    )
    if page.alias_of_id:
        return page.alias_of.specific
    if followed is None:
        return page.specific
    twins = page.get_translations().filter(locale=followed.source.locale_id)
    return (twins.first() or page).specific


def progress_of(origin: Page) -> list[Progress]:
    """Return how a page stands in each other language of the site, in their order."""
    twins = {
        one.locale.language_code: one for one in origin.get_translations().select_related("locale")
    }
    translations = {
        one.target_locale_id: one
        for one in Translation.objects.filter(
            source__object_id=origin.translation_key, source__locale=origin.locale_id
        ).select_related("source")
    }
    own = origin.locale.language_code
    return [
        progress_in(code, origin, twins.get(code), translations)
        for code, _name in settings.LANGUAGES
        if code != own
    ]


def progress_in(
    code: str, origin: Page, twin: Page | None, translations: dict[int, Translation]
) -> Progress:
    """Return how a page stands in one language."""
    if twin is None:
        return Progress(code, State.MISSING, None)
    if twin.alias_of_id:
        return Progress(code, State.ALIAS, twin)
    translation = translations.get(twin.locale_id)
    if translation is None or not translation.enabled:
        return Progress(code, State.BY_HAND, twin)
    total, done = translation.get_progress()
    behind = versions_behind(origin, twin)
    since = behind[0].published_at if behind else changed_since(origin, translation)
    state = State.LAGS if since else State.WAITING if done < total else State.IN_STEP
    return Progress(
        language=code,
        state=state,
        page=twin,
        total=total,
        done=done,
        to_confirm=waiting_for_a_look(translation),
        behind=behind[0] if behind else None,
        newest=behind[-1] if behind else None,
        since=since,
    )


def versions_behind(origin: Page, twin: Page) -> list[Version]:
    """Return the versions of a draft that its translation does not have yet, the oldest first."""
    followed = translated_version(twin)
    if followed is None:
        return []
    newer = Version.objects.filter(
        draft=origin.translation_key, language=followed.language, number__gt=followed.number
    )
    return list(newer.order_by("number"))


def changed_since(origin: Page, translation: Translation) -> datetime | None:
    """Return when a page was published again after its translation was brought in step, if it was."""
    published = origin.last_published_at
    return published if published and published > translation.source.last_updated_at else None


def waiting_for_a_look(translation: Translation) -> int:
    """Return how many sentences keep words that may not fit any more, or cannot stand so."""
    segments = translation.source.stringsegment_set
    return StringTranslation.objects.filter(
        locale=translation.target_locale_id,
        has_error=True,
        translation_of__in=segments.values("string"),
        context__in=segments.values("context"),
    ).count()


def source_of(origin: Page) -> int | None:
    """Return what wagtail-localize brings in step, if anything of a page is translated."""
    sources = TranslationSource.objects.filter(
        object=origin.translation_key, locale=origin.locale_id
    )
    return sources.values_list("pk", flat=True).first()


@require_safe
def languages(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show an editor how a page stands in each language. Raises `PermissionDenied`."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    origin = origin_of(page)
    context = {
        "page": page,
        "origin": origin,
        "rows": progress_of(origin),
        "source": source_of(origin),
        "translates": request.user.has_perm("wagtail_localize.submit_translation"),
    }
    return render(request, "drafts/admin/languages.html", context)
