"""Which pages somebody may open: what lists show, and what live streams and registers ask."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from consult.people.models import User
from consult.people.policy import acting, administers

PRIVACY = ["login", "groups"]
"""How a page may be kept from the public: by account, never by a shared password."""


def readable(pages: PageQuerySet, request: HttpRequest) -> list[Page]:
    """Return the pages that no restriction, of their own or from above, keeps from this reader."""
    restrictions = list(PageViewRestriction.objects.select_related("page"))
    asleep = acting(request.user) != request.user
    return [
        page
        for page in pages
        if all(
            opens_to(one, request.user) if asleep else one.accept_request(request)
            for one in restrictions
            if page.path.startswith(one.page.path)
        )
    ]


def readable_pages(pages: PageQuerySet, reader: User) -> list[Page]:
    """Return those of some pages that are public and that somebody may read.

    One query where all are open; restrictions are looked into only where there are any.
    """
    found = (
        pages.filter(live=True)
        .annotate(may_be_private=may_be_private())
        .select_related("locale")
        .order_by("pk")
    )
    return [page for page in found if not page.may_be_private or may_read(page, reader)]


def may_be_private() -> Q:
    """Return the condition that a page, or one above it, is restricted.

    An alias is as private as the page that it shows, which stands elsewhere: that is looked at too.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(below=path).filter(
        below__startswith=F("page__path")
    )
    shown = ExpressionWrapper(OuterRef("alias_of__path"), output_field=CharField())
    theirs = PageViewRestriction.objects.alias(below=shown).filter(
        below__startswith=F("page__path")
    )
    aliases = Page.objects.alias(below=path).filter(
        # Whatever an alias of an alias shows in the end is not looked for.
        Exists(theirs) | Q(alias_of__alias_of__isnull=False),
        below__startswith=F("path"),
        alias_of__isnull=False,
    )
    return Q(Exists(restrictions)) | Q(Exists(aliases))


def may_read(page: Page, reader: User) -> bool:
    """Tell whether a page's restrictions, its ancestors' too, let somebody in."""
    return all(opens_to(one, reader) for one in page.get_view_restrictions())


def opens_to(restriction: PageViewRestriction, reader: User) -> bool:
    """Tell whether one restriction lets somebody in. A shared password opens nothing but the page."""
    if restriction.restriction_type == PageViewRestriction.NONE:
        return True
    if not reader.is_authenticated or not reader.is_active or reader.is_guest:
        return False
    if restriction.restriction_type == PageViewRestriction.LOGIN or administers(reader):
        return True
    if restriction.restriction_type != PageViewRestriction.GROUPS:
        return False
    return restriction.groups.filter(pk__in=reader.groups.all()).exists()
