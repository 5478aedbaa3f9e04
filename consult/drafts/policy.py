"""Who may read a draft."""

from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction

from consult.drafts.pages import DraftPage
from consult.people.models import User


def may_listen(draft_key: UUID, reader: User) -> bool:
    """Tell whether somebody may follow what happens on a draft: whoever may read a page of it."""
    return readable_page(draft_key, reader) is not None


def readable_page(draft_key: UUID, reader: User, language: str | None = None) -> DraftPage | None:
    """Return a public page of a draft that somebody may read: in their language, or the first.

    One query for a draft that is open to all; restrictions are looked into only where there are any.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(below=path).filter(
        below__startswith=F("page__path")
    )
    pages = (
        DraftPage.objects.filter(translation_key=draft_key, live=True)
        .annotate(is_restricted=Exists(restrictions))
        .select_related("locale")
        .order_by("pk")
    )
    # An alias is as private as the page that it shows, which may stand elsewhere.
    pages = [
        page
        for page in pages
        if not (page.is_restricted or page.alias_of_id) or may_read(page, reader)
    ]
    in_language = (page for page in pages if page.locale.language_code == language)
    return next(in_language, pages[0] if pages else None)


def may_read(page: DraftPage, reader: User) -> bool:
    """Tell whether a page's restrictions, its ancestors' too, let somebody in."""
    return all(opens_to(one, reader) for one in page.get_view_restrictions())


def opens_to(restriction: PageViewRestriction, reader: User) -> bool:
    """Tell whether one restriction lets somebody in. A shared password never opens a stream."""
    if restriction.restriction_type == PageViewRestriction.NONE:
        return True
    if not reader.is_authenticated or not reader.is_active:
        return False
    if restriction.restriction_type == PageViewRestriction.LOGIN or reader.is_superuser:
        return True
    if restriction.restriction_type != PageViewRestriction.GROUPS:
        return False
    return restriction.groups.filter(pk__in=reader.groups.all()).exists()
