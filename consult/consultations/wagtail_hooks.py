"""Consultations in Wagtail's admin: their members, who may translate them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, TranslatableMixin
from wagtail.permissions import register_permission_policy

from consult.consultations import groups, privacy, queries, translating, trees
from consult.consultations.models import ConsultationPage, Membership
from consult.consultations.viewsets import MembershipPolicy, MembershipViewSet
from consult.people.models import User
from consult.people.policy import SecondFactorFirst, acting

FIRST = -1
BEFORE_ALL = -2
"""Of two addresses that are alike, the one that was registered first answers."""

register_permission_policy(Membership, MembershipPolicy(Membership))


@hooks.register("register_admin_viewset")
def register_memberships() -> MembershipViewSet:
    return MembershipViewSet("memberships", url_prefix="memberships")


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_members(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    """Lead from a consultation to its members."""
    del kwargs
    if (
        page.specific_class is ConsultationPage
        and queries.managed_by(user).filter(pk=page.translation_key).exists()
    ):
        url = f"{reverse('memberships:index')}?consultation={page.translation_key}"
        yield Button(_("Members"), url, icon_name="group", priority=4)


@hooks.register("construct_translated_pages_to_cascade_actions")
def take_twins_along(pages: list[Page], action: str) -> dict[Page, QuerySet[Page]]:
    """Move and delete a page in all languages at once, so that their trees stay in step."""
    return trees.going_along(pages, action)


@hooks.register("before_serve_page")
def refuse_sleeping_administrators(
    page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
) -> None:
    """Show an administrator whose rights sleep what anybody may read; Wagtail shows them all."""
    del serve_args, serve_kwargs
    reader = request.user
    if acting(reader) != reader and not privacy.may_read(page, reader):
        raise SecondFactorFirst


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def keep_seat(request: HttpRequest, user: User) -> None:
    """Let the groups of members follow memberships, whatever was ticked in the account's form."""
    del request
    groups.seat(user)


@hooks.register("after_bulk_action")
def keep_seats(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: object
) -> None:
    """The same for what is done with many accounts at once."""
    del request, action
    for one in objects if action_type != "delete" else ():
        if isinstance(one, User):
            groups.seat(one)


@hooks.register("before_edit_page", order=BEFORE_ALL)
@hooks.register("before_edit_snippet", order=BEFORE_ALL)
def keep_words(request: HttpRequest, instance: Page | TranslatableMixin) -> HttpResponse | None:
    """Let nothing that somebody wrote be lost where wagtail-localize makes a page anew."""
    return translating.keep_words_of_editor(request, instance)


@hooks.register("register_admin_urls", order=FIRST)
def register_translation_addresses() -> list[URLPattern]:
    """Stand before wagtail-localize's own pages of these addresses."""
    return [
        path("localize/submit/page/<int:page_id>/", translating.SubmitPage.as_view()),
        path(
            "localize/update/<int:translation_source_id>/", translating.UpdateTranslations.as_view()
        ),
        path("localize/page/<int:page_id>/convert_to_alias/", translating.convert_to_alias),
        path("localize/reports/translations/", translating.TranslationsReport.as_view()),
        path(
            "localize/reports/translations/results/",
            translating.TranslationsReport.as_view(results_only=True),
        ),
    ]
