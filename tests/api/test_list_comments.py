"""The list of comments: order, filters, search, cursors; each allowed by name, and no other."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.threads import services
from consult.threads.models import Comment
from tests.api.client import problem
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(stage):
    return f"drafts/{stage.draft.pk}/comments/"


def texts(page):
    return [one["text"] for one in page["items"]]


# What is listed


def test_the_first_comments_of_threads_newest_first(post, script, address):
    first = post("Un.")
    post("Réponse.", in_reply_to=first.pk)
    post("Deux.")
    listed = script().read(address)
    assert texts(listed) == ["Deux.", "Un."]
    assert [one["replies_count"] for one in listed["items"]] == [0, 1]
    assert listed["next"] is None


def test_of_one_section(stage, post, script, address):
    post("Ici.")
    post("Là.", place=stage.place(stage.sections[2]))
    assert texts(script().read(f"{address}?section={stage.text.key}")) == ["Ici."]
    assert texts(script().read(f"{address}?section={stage.draft.pk}")) == []


def test_of_the_draft_as_a_whole(stage, cast, script, address):
    client = script(cast.citizen)
    client.ask("POST", address, {"text": "Tout."})
    (told,) = client.read(f"{address}?section={stage.draft.pk}")["items"]
    assert (told["text"], told["section"]) == ("Tout.", str(stage.draft.pk))


@pytest.mark.parametrize("key", [uuid4(), None])
def test_a_section_of_another_draft_is_none(stage, script, address, key):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    key = key or stage.other_draft.sections.exclude(key=stage.other_draft.pk).first().key
    problem(script().ask("GET", f"{address}?section={key}"), 404, "not_found")


# Filters and orders


def test_filters(cast, post, script, address):
    post("Pourquoi ?", kind="question")
    post("Because.", language="en", by=cast.neighbour)
    read = script().read
    assert texts(read(f"{address}?kind=question")) == ["Pourquoi ?"]
    assert texts(read(f"{address}?language=en")) == ["Because."]
    assert len(texts(read(f"{address}?affiliation=citizen"))) == 2
    assert texts(read(f"{address}?affiliation=press")) == []
    assert texts(read(f"{address}?kind=question&language=en")) == []


def test_states(stage, cast, post, hide, script, address):
    answered = post("Répondu.")
    post("Voici.", by=cast.drafter_gov, in_reply_to=answered.pk)
    hidden = hide(post("Insulte."))
    post("Seul.")
    read = script().read
    assert texts(read(f"{address}?state=answered")) == ["Répondu."]
    assert texts(read(f"{address}?state=unanswered")) == ["Seul."]
    (tombstone,) = read(f"{address}?state=hidden")["items"]
    assert tombstone["id"] == str(hidden.pk)
    assert tombstone["text"] is None


def test_no_other_filter_tells_what_a_hidden_one_was(stage, post, hide, script, address):
    """What organisation, capacity, kind or language it was in: each could be asked for in turn."""
    hidden = hide(post("Insulte."))
    read = script().read
    for asked in ("", "&kind=question", "&affiliation=press", "&languages=ar", "&languages=ar,es"):
        found = read(f"{address}?state=hidden{asked}")["items"]
        assert [one["id"] for one in found] == [str(hidden.pk)], asked


def test_orders(cast, post, script, address):
    liked, discussed, new = post("Aimé."), post("Discuté."), post("Nouveau.")
    services.cast_vote(by=cast.neighbour, comment_id=liked.pk, value="agree")
    post("Oui.", in_reply_to=discussed.pk)
    read = script().read
    assert texts(read(f"{address}?order=agreed"))[0] == "Aimé."
    assert texts(read(f"{address}?order=discussed"))[0] == "Discuté."
    assert texts(read(f"{address}?order=oldest")) == ["Aimé.", "Discuté.", "Nouveau."]
    assert texts(read(f"{address}?order=newest"))[0] == new.source


def test_a_filter_finds_nothing_of_what_is_hidden(cast, post, hide, script, address):
    """CVE-2023-34090: filters do not let strangers read what is not shown, bit by bit."""
    hide(post("Pourquoi ?", kind="question"))
    for query in ("kind=question", "language=fr", "affiliation=citizen", "q=Pourquoi"):
        assert script().read(f"{address}?{query}")["items"] == [], query


@pytest.mark.parametrize(
    "query",
    [
        "order=-author__password",
        "order=newest;drop",
        "kind=rumour",
        "state=visible",
        "affiliation=' OR 1=1 --",
        "language=xx",
        "section=nonsense",
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=ten",
        "limit=99999999999999999999999",
        "author__email__startswith=a",
        "status=hidden",
        "sort=newest",
        "sessionid=abc",
        "q=a&kind=remark",
        "q=a&section=00000000-0000-0000-0000-000000000000",
    ],
)
def test_what_is_not_on_the_list_is_refused_by_name(script, address, query):
    """CVE-2026-45376, CVE-2023-34090: order and filters are enumerated names."""
    errors = problem(script().ask("GET", f"{address}?{query}"), 422, "request.invalid")["errors"]
    assert [(one["where"], one["field"]) for one in errors] == [("query", query.split("=")[0])]


# Search


def test_a_search_finds_replies_too_newest_first(post, script, address):
    first = post("Les données du ministère.")
    post("Quelles données ?", in_reply_to=first.pk)
    post("Rien à voir.")
    assert texts(script().read(f"{address}?q=donnees")) == [
        "Quelles données ?",
        "Les données du ministère.",
    ]
    assert texts(script().read(f'{address}?q="du ministère"')) == ["Les données du ministère."]


@pytest.mark.parametrize(
    "words", ["", " ", '"', "'", "a:b", "* OR 1=1", "%00", "\\", "%F0%9F%92%A5", "NEAR(a"]
)
def test_any_words_are_words(post, script, address, words):
    """CVE-2026-45376: SQL injection through a search term."""
    post()
    assert script().read(f"{address}?q={words}")["items"] == []


def test_a_long_question_is_refused(script, address):
    problem(script().ask("GET", f"{address}?q={'a' * 201}"), 422, "request.invalid")


# Pages


@pytest.mark.parametrize(
    "order", ["newest", "oldest", "agreed", "discussed", "divided", "unanswered"]
)
def test_the_pages_of_every_order_hold_each_comment_once(stage, cast, script, address, order):
    roots = make_threads(stage.text, [cast.citizen, cast.neighbour], 23)
    for number, root in enumerate(roots):  # many alike, so that the order must break the tie
        Comment.objects.filter(pk=root.pk).update(agree_count=number % 3, disagree_count=number % 2)
    walked = script().walk(f"{address}?order={order}&limit=4")
    assert len(walked) == 23
    assert {one["id"] for one in walked} == {str(root.pk) for root in roots}


def test_the_pages_of_a_search_hold_each_comment_once(post, script, address):
    posted = {str(post(f"Donnée {number}").pk) for number in range(7)}
    walked = script().walk(f"{address}?q=donnee&limit=2")
    assert len(walked) == 7
    assert {one["id"] for one in walked} == posted


def test_what_comes_in_between_is_neither_doubled_nor_lost(post, script, address):
    before = [str(post(f"Mot {number}").pk) for number in range(4)]
    page = script().read(f"{address}?limit=2")
    post("Entre-temps.")
    rest = script().walk(page["next"])
    assert [one["id"] for one in [*page["items"], *rest]] == before[::-1]


def test_the_next_page_keeps_the_choice(cast, post, script, address):
    for number in range(3):
        post(f"Question {number} ?", kind="question")
        post(f"Remarque {number}.")
    following = script().read(f"{address}?kind=question&limit=2&lang=en")["next"]
    assert following.startswith(f"http://testserver/api/v1/{address}?")
    for part in ("kind=question", "limit=2", "lang=en"):
        assert part in following
    assert texts(script().read(following)) == ["Question 0 ?"]


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "1", "' OR 1=1", "9" * 150, "-1", "5.01a20a7f-52c1-71f1-a889-0fcc8233eae5"],
)
def test_a_cursor_that_is_none(script, address, cursor):
    problem(script().ask("GET", f"{address}?cursor={cursor}"), 422, "list.unknown_page")


def test_a_cursor_of_another_order(script, address):
    cursor = "01a20a7f-52c1-71f1-a889-0fcc8233eae5"
    answer = script().ask("GET", f"{address}?order=agreed&cursor={cursor}")
    problem(answer, 422, "list.unknown_page")


# Replies


def test_replies_in_their_order_and_page_by_page(stage, cast, script):
    (root,) = make_threads(stage.text, [cast.citizen, cast.neighbour], 1, replies=23)
    walked = script().walk(f"comments/{root.pk}/replies/?limit=5")
    assert [one["number"] for one in walked] == list(range(1, 24))
    assert {one["thread"] for one in walked} == {str(root.pk)}


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=-1", "cursor=99999999999", "limit=101", "order=newest"]
)
def test_replies_know_a_cursor_and_a_limit(post, script, query):
    answer = script().ask("GET", f"comments/{post().pk}/replies/?{query}")
    (error,) = problem(answer, 422, "request.invalid")["errors"]
    assert error["field"] == query.split("=")[0]


# Cost


@pytest.mark.parametrize("reader", [None, "citizen", "moderator_gov"])
def test_a_list_takes_as_many_queries_whatever_is_said(stage, cast, script, address, reader):
    people = [cast.citizen, cast.neighbour, cast.drafter_gov, cast.moderator_civ]
    client = script(getattr(cast, reader) if reader else None)
    make_threads(stage.text, people, 1, replies=1)
    root = Comment.objects.roots().get()
    lists = (address, f"{address}?section={stage.text.key}&order=agreed", f"{address}?q=Fil")
    lists = (*lists, f"comments/{root.pk}/replies/")
    few = [count(client, one) for one in lists]
    make_threads(stage.text, people, 60, replies=4)
    assert [count(client, one) for one in lists] == few
    assert max(few) <= 12


@pytest.mark.parametrize(("query", "columns"), [("", 1), ("&order=agreed", 2)])
def test_which_comments_come_is_asked_for_by_their_keys(
    stage, cast, script, address, query, columns
):
    """What they say is loaded once, by the query that tells them; first replies are not at all."""
    make_threads(stage.text, [cast.citizen], 3, replies=2)
    with CaptureQueriesContext(connection) as captured:
        assert len(script().read(f"{address}?limit=2{query}")["items"]) == 2
    (page,) = (one["sql"] for one in captured.captured_queries if one["sql"].endswith("LIMIT 3"))
    asked_for, _from, conditions = page.partition(" FROM ")
    assert asked_for.count('"threads_comment".') == columns
    assert "SELECT" not in conditions


def count(client, address):
    client.read(address)
    with CaptureQueriesContext(connection) as captured:
        client.read(address)
    return len(captured)


def test_the_list_of_edits_takes_as_many_queries_whatever_their_number(cast, post, script):
    comment = post()
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(hours=1))
    counts = []
    for words in ("Un", "Deux", "Trois"):
        services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=words)
        counts.append(count(script(), f"comments/{comment.pk}/edits/"))
    assert len(set(counts)) == 1


def test_several_languages_at_once_and_none_that_is_made_up(stage, post, script):
    for language in ("fr", "de", "ar"):
        post("Information", written_in=language)
    address = f"drafts/{stage.draft.pk}/comments/"
    for query in ("languages=fr,de", "q=information&languages=fr,de"):
        told = script().read(f"{address}?{query}")["items"]
        assert {one["language"] for one in told} == {"fr", "de"}, query
    answer = script().ask("GET", f"{address}?languages=tlh")
    problem(answer, 422, "list.unknown_choice")
