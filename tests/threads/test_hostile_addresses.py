"""Whatever an address or a form holds, the answer is a page or a refusal, never a 500."""

from uuid import uuid4

import pytest
from django.test import Client

from consult.live.models import Event
from consult.threads.models import Comment

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NONSENSE = [
    "nonsense",
    "\x00",
    "' OR 1=1 --",
    "-1",
    "9" * 5000,
    "²٣",
    "-author__password",
    "00000000-0000-0000-0000-000000000000",
    "{ffffffff-ffff-ffff-ffff-ffffffffffff}",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize(
    "name", ["section", "before", "comment", "reply", "after", "sort", "preview"]
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_parameter_is_a_known_thing_or_nothing(stage, post, as_user, name, htmx):
    """CVE-2026-45376: SQL injection through a sort or search term."""
    comment, browser = post(), as_user()
    headers = {"HX-Request": "true"} if htmx else {}
    fragments = (stage.url(), f"/fr/comments/{comment.pk}/replies/")
    for value in NONSENSE:
        for address in fragments if htmx else (stage.page.url,):
            parameters = {"section": str(stage.text.key), name: value}
            answer = browser.get(address, parameters, headers=headers)
            assert answer.status_code in (200, 302, 404), (address, value)
            assert "<script>alert" not in answer.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("name", ["section", "in_reply_to", "idempotency_key", "kind", "action"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_field_is_a_known_thing_or_refused(stage, cast, post, as_user, name, htmx):
    browser, headers = as_user(cast.citizen), {"HX-Request": "true"} if htmx else {}
    for value in NONSENSE:
        form = {"section": str(stage.text.key), "body": "Mes mots", "kind": "remark", name: value}
        answer = browser.post(stage.url(), form, headers=headers)
        assert answer.status_code in (200, 201, 302, 409, 422), value
        if answer.status_code in (409, 422):
            assert "Mes mots" in answer.content.decode()


def test_a_reply_to_nonsense_does_not_become_a_contribution_of_its_own(stage, cast, as_user):
    form = {"section": str(stage.text.key), "body": "Mes mots", "in_reply_to": "nonsense"}
    answer = as_user(cast.citizen).post(stage.url(), form)
    assert answer.status_code == 409
    assert "Mes mots" in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_empty_form_is_refused(stage, cast, as_user):
    for headers in ({}, {"HX-Request": "true"}):
        assert as_user(cast.citizen).post(stage.url(), {}, headers=headers).status_code == 409


def test_a_body_that_is_no_form_is_refused(stage, cast, as_user):
    browser = as_user(cast.citizen)
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        answer = browser.post(stage.url(), b"\x00\xff{", content_type=kind)
        assert answer.status_code in (400, 409, 422)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_do_nothing(stage, cast, post, as_user, method):
    comment, browser = post(), as_user(cast.moderator_gov)
    before = Event.objects.count()
    for address in (
        stage.url(),
        stage.page.url,
        f"/c/{comment.pk}",
        f"/fr/comments/{comment.pk}/",
        f"/fr/comments/{comment.pk}/replies/",
        f"/fr/comments/{comment.pk}/reply/",
        f"/fr/moderation/comments/{comment.pk}/",
    ):
        answer = getattr(browser, method)(address)
        assert answer.status_code in (200, 404, 405), address
    assert Event.objects.count() == before


def test_head_answers_as_get_without_a_body(stage, post, as_user):
    comment = post()
    for address in (
        stage.page.url,
        f"{stage.page.url}?section={stage.text.key}",
        f"/fr/comments/{comment.pk}/",
        f"/c/{comment.pk}",
    ):
        head, get = as_user().head(address), as_user().get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")


@pytest.mark.parametrize("verb", ["", "replies/", "reply/"])
def test_a_comment_that_never_was_is_a_404(stage, as_user, verb):
    for headers in ({}, {"HX-Request": "true"}):
        assert as_user().get(f"/fr/comments/{uuid4()}/{verb}", headers=headers).status_code == 404


def test_a_draft_that_never_was_is_a_404_and_keeps_the_words(stage, cast, as_user):
    address = f"/fr/drafts/{uuid4()}/threads/"
    assert as_user().get(f"{address}?section={stage.text.key}").status_code == 404
    answer = as_user(cast.citizen).post(
        address, {"section": str(stage.text.key), "body": "Mes mots"}
    )
    assert answer.status_code == 404
    assert "Mes mots" in answer.content.decode()


def test_a_section_of_another_draft_is_not_read_through_this_one(stage, as_user):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = stage.other_draft.sections.first()
    for headers in ({}, {"HX-Request": "true"}):
        answer = as_user().get(f"{stage.url()}?section={foreign.key}", headers=headers)
        assert answer.status_code == 404
    assert as_user().get(f"{stage.page.url}?section={foreign.key}").status_code == 404


def test_a_comment_of_another_section_does_not_open_here(stage, post, as_user):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    elsewhere = post("Ailleurs.", place=stage.place(stage.sections[2]))
    html = (
        as_user()
        .get(f"{stage.page.url}?section={stage.text.key}&comment={elsewhere.pk}")
        .content.decode()
    )
    assert "Ailleurs." not in html


# Without the safety token


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("somebody", [False, True], ids=["signed out", "signed in"])
def test_an_expired_form_gives_the_words_back(stage, cast, htmx, somebody):
    browser = Client(enforce_csrf_checks=True)
    if somebody:
        browser.force_login(cast.citizen)
    typed = "Mes mots\n<b>chers</b>"
    answer = browser.post(
        stage.url(),
        {"section": str(stage.text.key), "body": typed},
        headers={"HX-Request": "true"} if htmx else {},
    )
    assert answer.status_code == 403
    html = answer.content.decode()
    if htmx:  # the form stays as it is; the reason is put on top of it
        assert answer["HX-Reswap"] == "afterbegin"
        assert html.strip().startswith('<p class="refusal"')
    else:
        assert "Mes mots\n&lt;b&gt;chers&lt;/b&gt;" in html
    assert not Comment.objects.exists()


@pytest.mark.parametrize("field", ["words", "explanation", "text", "reasons", "note", "wording"])
def test_an_expired_form_of_any_kind_gives_the_words_back(cast, post, field):
    """Appeals, reports, decisions, answers, notes of dissent: all of them are long to write."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.citizen)
    address = f"/fr/moderation/comments/{post().pk}/report/"
    answer = browser.post(address, {field: "Mes longs mots"})
    assert answer.status_code == 403
    assert "Mes longs mots" in answer.content.decode()


def test_the_form_on_the_page_holds_the_token(stage, cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.citizen)
    page = browser.get(f"{stage.page.url}?section={stage.text.key}")
    token = str(page.context["csrf_token"])
    form = {"section": str(stage.text.key), "body": "Mes mots", "csrfmiddlewaretoken": token}
    assert browser.post(stage.url(), form).status_code == 302
    assert Comment.objects.count() == 1
