"""Who may vote, edit and delete: every verb, every role, on comments here and elsewhere.

CVE-2026-40869: any signed-in user could act on what was somebody else's. So verb × role × object.
"""

import pytest
from wagtail.models import PageViewRestriction

from consult.live.models import DueEvent, Event
from consult.threads import services
from consult.threads.models import Comment, Edit, Vote
from consult.threads.places import Place, Said
from tests.factories.people import make_user
from tests.threads.pages import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROLES = [
    None,
    "citizen",
    "neighbour",
    "drafter_gov",
    "drafter_civ",
    "moderator_gov",
    "moderator_civ",
    "publisher",
    "outsider",
    "admin",
]
OBJECTS = ["here", "elsewhere", "own", "own reply", "hidden", "own hidden", "own deleted"]
VERBS = {
    "vote": {"vote": "agree"},
    "edit": {"body": "Changé.", "wording": "Changé."},
    "delete": {},
}
FOREIGN, OWN = ("here", "elsewhere"), ("own", "own reply")


def may(verb, role, thing):
    """Who may do it: only those signed in, only authors change, and only others vote."""
    if role is None:
        return False
    return thing in (FOREIGN if verb == "vote" else OWN)


def status_of(verb, role, thing):
    """How a refusal is answered."""
    if role is None:
        return 401
    if verb == "vote":
        return 403 if thing in OWN else 409
    return 409 if thing.startswith("own") else 403


@pytest.fixture
def things(stage, cast, post, hide):
    """By name: comments of a stranger and of each role, in each state."""
    stranger = make_user("Xénia")

    def make(role, thing):
        author = getattr(cast, role) if role and thing.startswith("own") else stranger
        there = Place(stage.other_draft.pk)
        if thing == "elsewhere":
            said = Said("Zanzibar", "fr")
            return services.post_comment(by=author, place=there, said=said).comment
        if thing == "own reply":
            return post("Zanzibar", by=author, in_reply_to=post("Racine.", by=stranger).pk)
        comment = post("Zanzibar", by=author)
        if thing.endswith("hidden"):
            judge = cast.moderator_civ if role == "moderator_gov" else cast.moderator_gov
            return hide(comment, by=judge)
        if thing.endswith("deleted"):
            return services.delete_comment(by=author, comment_id=comment.pk)
        return comment

    return make


def state():
    return (
        list(
            Comment.objects.order_by("pk").values_list(
                "pk", "source", "wording", "status", "agree_count", "disagree_count", "edits_count"
            )
        ),
        Vote.objects.count(),
        Edit.objects.count(),
        Event.objects.count(),
        DueEvent.objects.count(),
    )


@pytest.mark.parametrize("thing", OBJECTS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_asks_for_this_person_on_this_comment(cast, things, as_user, verb, role, thing):
    comment = things(role, thing)
    address = f"/fr/comments/{comment.pk}/{verb}/"
    before = state()
    for headers in ({}, HTMX):
        browser = as_user(role and getattr(cast, role))
        if may(verb, role, thing):
            continue
        answer = browser.post(address, VERBS[verb], headers=headers)
        assert answer.status_code == status_of(verb, role, thing), (headers, answer.status_code)
        assert state() == before
        if role is None or not role.startswith("moderator"):
            assert "Zanzibar" not in answer.content.decode()
    if may(verb, role, thing):
        answer = as_user(getattr(cast, role)).post(address, VERBS[verb])
        assert answer.status_code == 302
        assert state() != before


@pytest.mark.parametrize("thing", OBJECTS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", ["edit", "delete"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_the_form_shows_words_to_their_author_alone(cast, things, as_user, verb, role, thing, htmx):
    """CVE-2026-45086: an editor was opened by its address."""
    comment = things(role, thing)
    answer = as_user(role and getattr(cast, role)).get(
        f"/fr/comments/{comment.pk}/{verb}/", headers=HTMX if htmx else {}
    )
    expected = 200 if may(verb, role, thing) else status_of(verb, role, thing)
    assert answer.status_code == expected
    shows = verb == "edit" and may(verb, role, thing)
    assert ("Zanzibar" in answer.content.decode()) == shows


@pytest.mark.parametrize(
    ("role", "hidden_by"),
    [
        (role, hidden_by)
        for role in ROLES
        for hidden_by in ("unpublishing", "a restriction")
        # Administrators read what is restricted to groups.
        if (role, hidden_by) != ("admin", "a restriction")
    ],
)
@pytest.mark.parametrize("verb", [*VERBS, "history", "changes"])
def test_of_a_draft_that_one_may_not_read_there_is_nothing(
    stage, cast, post, as_user, verb, role, hidden_by
):
    """CVE-2026-40870: a draft that one may not see is a 404 everywhere, its comments too."""
    by = getattr(cast, role) if role and verb == "edit" else make_user("Xénia")
    comment = post("Zanzibar", by=by)
    if hidden_by == "unpublishing":
        stage.page.unpublish()
    else:
        PageViewRestriction.objects.create(page=stage.consultation_page, restriction_type="groups")
    before = state()
    browser = as_user(role and getattr(cast, role))
    for headers in ({}, HTMX):
        asked = browser.get(f"/fr/comments/{comment.pk}/{verb}/", headers=headers)
        assert asked.status_code == (405 if verb == "vote" else 404)
        if verb in VERBS:
            sent = browser.post(f"/fr/comments/{comment.pk}/{verb}/", VERBS[verb], headers=headers)
            assert sent.status_code == 404
            assert "Zanzibar" not in sent.content.decode()
    assert state() == before


@pytest.mark.parametrize("verb", [*VERBS, "history", "changes"])
def test_a_comment_that_never_was_is_a_404(cast, stage, as_user, verb):
    address = f"/fr/comments/00000000-0000-7000-8000-000000000000/{verb}/"
    for headers in ({}, HTMX):
        browser = as_user(cast.citizen)
        assert browser.get(address, headers=headers).status_code in (404, 405)
        if verb in VERBS:
            assert browser.post(address, VERBS[verb], headers=headers).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_without_the_safety_token_nothing_is_done(cast, post, verb, client):
    comment, browser = post("Zanzibar"), type(client)(enforce_csrf_checks=True)
    browser.force_login(cast.neighbour if verb == "vote" else cast.citizen)
    before = state()
    answer = browser.post(f"/fr/comments/{comment.pk}/{verb}/", VERBS[verb])
    assert (answer.status_code, state()) == (403, before)
