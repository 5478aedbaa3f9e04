"""What stands nearest to an address that no page of its language has."""

from django.conf import settings
from wagtail.models import Page


def nearest_page(home: Page, components: list[str]) -> Page | None:
    """Return the public page that is meant by an address below the home page of a language.

    Addresses are given out in every language: some page has it in its own. Of that page's twins the
    one in the language of `home` comes first, then the one in the source language. Where that is not
    public there is none, whatever was translated of it. A page without one stands for itself.
    """
    homes = home.get_translations(inclusive=True).values_list("url_path", flat=True)
    paths = [f"{top}{'/'.join(components)}/" for top in homes]
    meant = (
        Page.objects.filter(url_path__in=paths)
        .values_list("translation_key", flat=True)
        .order_by("depth", "pk")
        .first()
    )
    if meant is None:
        return None
    twins = Page.objects.filter(translation_key=meant).select_related("locale").order_by("pk")
    by_locale = {one.locale.language_code: one for one in twins}
    own, source = by_locale.get(home.locale.language_code), by_locale.get(settings.LANGUAGE_CODE)
    if own is not None and own.live:
        return own
    if source is not None:
        return source if source.live else None
    return next((one for one in by_locale.values() if one.live), None)
