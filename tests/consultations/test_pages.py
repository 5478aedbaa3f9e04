"""Home, the list and a consultation, in each phase; and what is kept from the public."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consult.drafts.policy import may_listen
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Said
from tests.factories.pages import make_draft, publish

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PHASES = {"announced": (5, 10), "open": (-5, 5), "answering": (-10, -5)}


def listing(stage):
    return stage.consultation_page.get_parent()


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("with_draft", [True, False])
def test_home_list_and_consultation_render_in_each_phase(stage, as_user, phase, with_draft):
    now = timezone.now()
    page = stage.consultation_page
    page.opens_at, page.closes_at = (now + timedelta(days=days) for days in PHASES[phase])
    publish(page)
    if not with_draft:
        stage.page.unpublish()
    for address in ("/fr/", listing(stage).url):
        soup = BeautifulSoup(as_user().get(address).content, "html.parser")
        assert page.title in soup.select_one(f".group-{phase}").get_text()
    answer = as_user().get(page.url)
    assert answer.status_code == 200
    assert f"phase-{phase}" in answer.content.decode()
    assert (stage.page.url in answer.content.decode()) == with_draft


def test_a_closed_and_answered_consultation_is_still_read(stage, as_user):
    now = timezone.now()
    page = stage.consultation_page
    page.opens_at, page.closes_at = now - timedelta(days=9), now - timedelta(days=5)
    page.answers_until = now - timedelta(days=1)
    publish(page)
    assert "phase-closed" in as_user().get(page.url).content.decode()
    assert as_user().get(stage.page.url).status_code == 200


def test_the_draft_is_discussed_while_open_and_read_after(stage, cast, as_user):
    browser, address = as_user(cast.citizen), f"{stage.page.url}?section={stage.text.key}"
    assert "<textarea" in browser.get(address).content.decode()
    page = stage.consultation_page
    page.closes_at = timezone.now()
    publish(page)
    html = browser.get(address).content.decode()
    assert "<textarea" not in html
    assert stage.page.title in html


def test_unpublished_pages_are_listed_and_served_to_nobody(stage, as_user):
    stage.consultation_page.unpublish()
    for address in ("/fr/", listing(stage).url):
        assert stage.consultation_page.url not in as_user().get(address).content.decode()
    assert as_user().get(stage.consultation_page.url).status_code == 404


def test_a_title_is_text(stage, as_user):
    """Wagtail CVE-2026-28223: a page title as script."""
    for page in (stage.consultation_page, stage.page):
        page.title = "<script>alert(1)</script>"
        publish(page)
    for address in ("/fr/", listing(stage).url, stage.consultation_page.url, stage.page.url):
        html = as_user().get(address).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


# Private consultations (CVE-2026-40870: what one may not see is a 404 everywhere)


@pytest.fixture(params=["login", "groups", "on the list"])
def private(request, stage, cast):
    """The consultation is kept from the public; a comment was made before. Returns the comment."""
    comment = threads.post_comment(
        by=cast.neighbour, place=stage.place(), said=Said("Zanzibar", "fr")
    ).comment
    page = listing(stage) if request.param == "on the list" else stage.consultation_page
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk),
        restriction_type="groups" if request.param == "groups" else "login",
    )
    if request.param == "groups":
        group = Group.objects.create(name="Initiés")
        restriction.groups.add(group)
        cast.neighbour.groups.add(group)
    return comment


def strangers(request, cast):
    return [None, cast.citizen] if "groups" in request.node.name else [None]


def test_a_private_draft_is_nowhere(request, stage, cast, private, as_user):
    key, comment = stage.text.key, private.pk
    hidden = [
        (f"/c/{comment}", {}),
        (f"/fr/comments/{comment}/", {}),
        (f"/fr/comments/{comment}/replies/", {}),
        (f"/fr/comments/{comment}/replies/", HTMX),
        (f"/fr/comments/{comment}/reply/", {}),
        (f"/fr/comments/{comment}/reply/", HTMX),
        (f"{stage.url()}?section={key}", {}),
        (f"{stage.url()}?section={key}", HTMX),
    ]
    for reader in strangers(request, cast):
        for address, headers in hidden:
            answer = as_user(reader).get(address, headers=headers, follow=True)
            assert answer.status_code == 404, address
            assert "Zanzibar" not in answer.content.decode()


def test_a_private_page_asks_for_an_account_and_shows_nothing(
    request, stage, cast, private, as_user
):
    for reader in strangers(request, cast):
        for page in (stage.page, stage.consultation_page):
            answer = as_user(reader).get(page.url, follow=True)
            # Who is signed in already gains nothing by signing in.
            assert answer.status_code == (403 if reader else 200)
            assert answer.redirect_chain[-1][0].startswith(
                "/fr/_util/login/" if reader else "/fr/account/login/"
            )
            assert stage.text.key.hex not in answer.content.decode().replace("-", "")


def test_a_private_consultation_is_not_listed(request, stage, cast, private, as_user):
    for reader in strangers(request, cast):
        addresses = ["/fr/"]
        if not listing(stage).get_view_restrictions().exists():
            addresses.append(listing(stage).url)
        for address in addresses:
            html = as_user(reader).get(address).content.decode()
            assert f'href="{stage.consultation_page.url}"' not in html, address


def test_nobody_posts_to_a_private_draft(request, stage, cast, private, as_user):
    for reader in strangers(request, cast):
        if reader is None:
            continue
        for headers in ({}, HTMX):
            answer = as_user(reader).post(
                stage.url(), {"section": str(stage.text.key), "body": "Mes mots"}, headers=headers
            )
            assert answer.status_code == 404
            assert "Mes mots" in answer.content.decode()
            assert "Zanzibar" not in answer.content.decode()
    assert Comment.objects.count() == 1


def test_a_stranger_who_posts_learns_nothing_of_a_private_draft(stage, private, as_user):
    answer = as_user().post(stage.url(), {"section": str(stage.text.key), "body": "Mes mots"})
    assert answer.status_code in (401, 404)
    assert "Mes mots" in answer.content.decode()
    for secret in ("Zanzibar", "dispersées", stage.page.title):
        assert secret not in answer.content.decode()


def test_nobody_listens_to_a_private_draft(request, stage, cast, private):
    for reader in strangers(request, cast):
        assert not may_listen(stage.draft.pk, reader or AnonymousUser())
    assert may_listen(stage.draft.pk, cast.neighbour)


def test_who_is_let_in_reads_and_posts(stage, cast, private, as_user):
    browser = as_user(cast.neighbour)
    assert "Zanzibar" in browser.get(f"/c/{private.pk}", follow=True).content.decode()
    answer = browser.post(stage.url(), {"section": str(stage.text.key), "body": "Oui."})
    assert answer.status_code == 302


def test_a_private_draft_is_not_on_its_public_consultations_page(stage, as_user):
    secret = make_draft(stage.consultation_page, slug="secret")
    Page.objects.filter(pk=secret.pk).update(title="Zanzibar")
    PageViewRestriction.objects.create(page=secret.page_ptr, restriction_type="login")
    assert "Zanzibar" not in as_user().get(stage.consultation_page.url).content.decode()
