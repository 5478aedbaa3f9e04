"""How the languages of a draft follow one another."""

from wagtail_localize.models import Translation

from consult.drafts.models import DraftPage, Version


def translated_version(page: DraftPage) -> Version | None:
    """Return the version that a translation gives in its language: the newest one that was public
    when the translation was last brought in step. None for a page that is written itself.
    """
    followed = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
        )
        .select_related("source__locale")
        .order_by("-source__last_updated_at")
        .first()
    )
    if followed is None:
        return None
    versions = Version.objects.filter(
        draft=page.translation_key,
        language=followed.source.locale.language_code,
        published_at__lte=followed.source.last_updated_at,
    )
    return versions.order_by("-number").first()
