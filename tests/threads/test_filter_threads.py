"""Filters: which threads a list shows, and what they must not tell."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.utils import timezone

from consult.threads.models import Comment
from consult.threads.orders import Choice
from consult.threads.queries.listing import behind, in_choice
from tests.factories.talk import make_comment, make_threads

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SCOPES = ["section", "draft"]


@pytest.fixture
def address_of(stage):
    addresses = {
        "section": f"{stage.url()}?section={stage.text.key}&",
        "draft": f"/fr/drafts/{stage.draft.pk}/discussion/?",
    }
    return lambda scope, **names: addresses[scope] + "&".join(f"{k}={v}" for k, v in names.items())


@pytest.fixture
def listed(as_user, address_of):
    """The words of the threads that somebody sees by a filter."""

    def read(scope="draft", by=None, **names):
        page = as_user(by).get(address_of(scope, **names), headers=HTMX)
        assert page.status_code == 200
        soup = BeautifulSoup(page.content, "html.parser")
        return [item.get_text(" ", strip=True) for item in soup.select("li.thread > .comment")]

    return read


@pytest.fixture
def say(stage, cast):
    def write(words, **details):
        comment = make_comment(stage.text, cast.citizen, words, **details)
        comment.save(force_insert=True)
        return comment

    return write


def has(listed, *words):
    """Tell whether exactly those words are listed, one a thread, in any order."""
    return len(listed) == len(words) and all(any(one in item for item in listed) for one in words)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    ("name", "value", "details"),
    [
        ("kind", "question", {"kind": "question"}),
        ("language", "en", {"language": "en"}),
        ("affiliation", "press", {"affiliation": "press"}),
        ("state", "answered", {"replies_count": 1, "official_replies_count": 1}),
        ("state", "edited", {"edited_at": timezone.now(), "edits_count": 1}),
        ("state", "words_changed", {"quote_exact": "Le mois", "quote_state": "changed"}),
        ("state", "words_changed", {"quote_exact": "Le mois", "quote_state": "gone"}),
    ],
)
def test_each_filter_shows_what_it_names(listed, stage, say, scope, name, value, details):
    stands = {"quote_in": stage.text.versions.first(), "quote_start": 0, "quote_end": 7}
    say("Un autre.", quote_exact="Le mois", quote_state="moved", **stands)
    say("Le bon.", **details)
    assert has(listed(scope, **{name: value}), "Le bon.")
    assert has(listed(scope, **{name: ""}), "Le bon.", "Un autre.")


@pytest.mark.parametrize("scope", SCOPES)
def test_unanswered_are_those_without_a_reply_of_an_official(listed, post, cast, scope):
    """As services count them: replies of others are no answer."""
    answered, discussed = post("Répondu."), post("Discuté.", by=cast.neighbour)
    post("Voici.", by=cast.drafter_gov, in_reply_to=answered.pk)
    post("Moi aussi.", by=cast.drafter_civ, in_reply_to=discussed.pk)
    assert has(listed(scope, state="answered"), "Répondu.")
    assert has(listed(scope, state="unanswered"), "Discuté.")
    assert has(listed(scope, order="unanswered"), "Discuté.")


def test_filters_and_orders_add_up(listed, say):
    say("Vieille question.", kind="question", language="en", agree_count=9)
    say("Question.", kind="question", language="en", agree_count=1)
    say("Remarque.", language="en", agree_count=5)
    say("En français.", kind="question", agree_count=5)
    seen = listed(order="agreed", kind="question", language="en")
    assert has(seen, "Vieille question.", "Question.")
    assert "Vieille" in seen[0]


@pytest.mark.parametrize("scope", SCOPES)
def test_hidden_ones_are_listed_without_their_words(listed, post, hide, cast, scope):
    post("Visible.")
    hide(post("Caché."))
    (tomb,) = listed(scope, state="hidden")
    assert "Caché." not in tomb
    (shown,) = listed(scope, state="hidden", by=cast.moderator_gov)
    assert "Caché." in shown


@pytest.mark.parametrize(
    "names",
    [
        {"kind": "question"},
        {"language": "fr"},
        {"affiliation": "citizen"},
        {"state": "unanswered"},
        {"order": "unanswered"},
        {"order": "oldest", "kind": "question"},
    ],
)
def test_no_filter_tells_what_a_tombstone_was(listed, post, hide, names):
    """CVE-2023-34090: filters let strangers read private columns bit by bit."""
    hide(post("Caché.", kind="question"))
    assert listed(**names) == []
    assert len(listed()) == 1


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", ["order", "kind", "language", "affiliation", "state"])
def test_a_filter_that_is_none_is_refused(as_user, post, address_of, scope, name):
    """CVE-2023-34090: filters are an allow list; no lookup across relations from outside."""
    post()
    for value in ("nonsense", "' OR 1=1 --", "%00", "author__email", "9" * 5000, "remark,question"):
        answer = as_user().get(address_of(scope, **{name: value}), headers=HTMX)
        assert answer.status_code == 422, value


def test_names_of_columns_are_no_filters(listed, post):
    """CVE-2023-34090: what is not offered is not asked of the database."""
    post("Mes mots.")
    for name in (
        "author__email",
        "author",
        "id__gt",
        "status",
        "html__contains",
        "draft",
        "leaves_out",
    ):
        assert has(listed(**{name: "x"}), "Mes mots.")


def test_a_filter_stays_from_page_to_page(stage, cast, as_user, address_of):
    make_threads(stage.text, [cast.citizen], 25)
    Comment.objects.update(kind="question")
    page = as_user().get(address_of("draft", kind="question"), headers=HTMX)
    (more,) = BeautifulSoup(page.content, "html.parser").select("li.more a")
    make_threads(stage.text, [cast.citizen], 3)
    rest = BeautifulSoup(as_user().get(more["hx-get"], headers=HTMX).content, "html.parser")
    assert len(rest.select("li.thread")) == 5


def test_where_nothing_is_like_that_the_page_says_so(stage, post, as_user, address_of):
    post()
    page = as_user().get(address_of("draft", state="edited"), headers=HTMX)
    assert BeautifulSoup(page.content, "html.parser").select_one(".nothing-found")


# What the database does


INDEXES = {
    ("kind", "question"): "threads_draft_kind",
    ("language", "en"): "threads_draft_language",
    ("affiliation", "press"): "threads_draft_affiliation",
    ("organisation", "00000000-0000-7000-8000-000000000000"): "threads_(draft|for)_organisation",
    ("state", "answered"): "threads_draft_answered",
    ("state", "words_changed"): "threads_draft_changed|threads_quotes",
    ("state", "edited"): "threads_draft_edited",
    ("state", "hidden"): "threads_draft_hidden",
}


@pytest.mark.parametrize(("chosen", "index"), INDEXES.items(), ids=str)
def test_what_is_rare_is_not_looked_for_in_every_thread(stage, cast, chosen, index):
    for section in (stage.text, stage.sections[0]):
        make_threads(section, [cast.citizen], 500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE threads_comment")
    choice = Choice.of(dict([chosen]))
    plan = behind(in_choice(stage.draft, choice), choice.order, None)[:21].explain()
    assert re.search(index, plan), plan
