"""The drafters' desk: what awaits an answer, in the order of the text, and who looks after it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.answers.models import Assignment
from consult.answers.queries import desk as queries
from consult.answers.services.assignments import assign
from consult.consultations import services as consultations
from consult.threads.models import Comment
from consult.threads.services.answered import lock_contributions, set_answered
from tests.answers.taking import PROPOSED, take
from tests.factories.people import make_user
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def address(stage):
    return f"/fr/drafting/{stage.draft.pk}/"


@pytest.fixture
def read(address, cast, as_user):
    """Return the desk as a drafter of the government reads it."""

    def act(query="", by=None):
        answer = as_user(by or cast.drafter_gov).get(f"{address}{query}")
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return act


@pytest.fixture
def send(address, cast, as_user):
    def act(by=None, **form):
        return as_user(by or cast.drafter_gov).post(f"{address}chosen/", form)

    return act


def rows(page):
    return [row["data-contribution"] for row in page.select("[data-contribution]")]


def ids(*contributions):
    return [str(one.pk) for one in contributions]


def answer(*contributions):
    set_answered(lock_contributions([one.pk for one in contributions]), "declined", timezone.now())


# What stands there


def test_it_follows_the_text_and_in_each_passage_the_kind_and_the_age(stage, post, read):
    later = post("Tard.", place=stage.place(stage.sections[2]))
    remark = post("Remarque.")
    question = post("Question ?", kind="question")
    suggestion = post("", kind="suggestion", wording=PROPOSED)
    second = post("Encore une remarque.")
    whole = post("Tout.", place=stage.place(stage.draft.sections.get(key=stage.draft.pk)))
    page = read()
    assert rows(page) == ids(whole, suggestion, question, remark, second, later)
    assert len(page.select(".desk-section")) == 3


def test_it_can_go_by_support(post, read):
    first, second, third = post("Un."), post("Deux."), post("Trois.")
    Comment.objects.filter(pk=second.pk).update(agree_count=5, disagree_count=1)
    Comment.objects.filter(pk=third.pk).update(agree_count=9, disagree_count=8)
    assert rows(read("?order=support")) == ids(second, third, first)
    assert rows(read()) == ids(first, second, third)


def test_filters(stage, cast, post, read):
    remark = post("Remarque.")
    question = post("Question ?", kind="question", written_in="en")
    elsewhere = post("Ailleurs.", place=stage.place(stage.sections[2]))
    done = post("Répondu.")
    answer(done)
    assign(by=cast.drafter_gov, contribution_ids=[remark.pk], drafter=cast.drafter_gov)
    assign(by=cast.drafter_gov, contribution_ids=[question.pk], drafter=cast.drafter_civ)
    expected = {
        "": [question, remark, elsewhere],
        "?kind=question": [question],
        "?language=en": [question],
        f"?section={stage.sections[2].key}": [elsewhere],
        "?whose=mine": [remark],
        "?whose=nobody": [elsewhere],
        f"?whose={cast.drafter_civ.pk}": [question],
        "?state=answered": [done],
        "?kind=x&language=x&section=x&whose=x&state=x&order=x": [question, remark, elsewhere],
    }
    assert {query: rows(read(query)) for query in expected} == {
        query: ids(*ones) for query, ones in expected.items()
    }


def test_what_the_public_does_not_see_is_not_there(cast, post, hide, read):
    hidden = hide(post("Caché."))
    post("Oui.", in_reply_to=post("Public.").pk)
    page = read()
    assert str(hidden.pk) not in rows(page)
    assert len(rows(page)) == 1
    assert "Caché" not in page.text


def test_progress_and_what_waits(post, read):
    ones = [post(f"Mot {number}") for number in range(4)]
    answer(*ones[:1])
    Comment.objects.filter(pk=ones[1].pk).update(posted_at=timezone.now() - timedelta(days=3))
    page = read()
    bar = page.find("progress")
    assert (bar["max"], bar["value"]) == ("4", "1")
    counts = page.find(id="desk-counts").text
    assert "3" in counts
    assert len(page.select(".desk-progress li")) == 1


def test_what_was_taken_up_says_so(stage, cast, post, read):
    one, other = post("Un."), post("Deux.")
    take(stage, cast.drafter_gov, one)
    chips = {
        row["data-contribution"]: len(row.select(".chip-ok"))
        for row in read().select("[data-contribution]")
    }
    assert chips == {str(one.pk): 1, str(other.pk): 0}


def test_who_looks_after_what(cast, post, read):
    ones = [post(f"Mot {number}") for number in range(3)]
    assign(
        by=cast.drafter_gov, contribution_ids=[one.pk for one in ones[:2]], drafter=cast.drafter_civ
    )
    counts = [one.text for one in read().select(".desk-drafters li > b")]
    assert counts == ["0", "2", "1"]  # Bastien, Nahila, nobody


def test_what_a_former_drafter_had_belongs_to_nobody(stage, cast, post, read):
    contribution = post()
    assign(by=cast.drafter_gov, contribution_ids=[contribution.pk], drafter=cast.drafter_civ)
    cast.drafter_civ.memberships.all().delete()
    page = read("?whose=nobody")
    assert rows(page) == ids(contribution)
    assert "Nahila" not in page.text
    assert rows(read(f"?whose={cast.drafter_civ.pk}")) == []


def test_pages_follow_each_other_without_loss(stage, cast, read, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 3)
    made = make_threads(stage.text, [cast.citizen], 4) + make_threads(
        stage.sections[2], [cast.citizen], 4
    )
    for number, one in enumerate(made):
        Comment.objects.filter(pk=one.pk).update(agree_count=number % 3, disagree_count=number % 2)
    for order in ("", "order=support&"):
        found, query = [], f"?{order}"
        while query:
            page = read(query)
            found += rows(page)
            following = [one for one in page.select("p.more a") if "after=" in one["href"]]
            query = following[0]["href"].partition("/?")[2] if following else ""
            query = query and f"?{query}"
        assert sorted(found) == sorted(ids(*made))
        assert len(set(found)) == len(made)
    assert rows(read("?after=x"))


def test_the_number_of_queries_stays(
    stage, cast, post, address, as_user, django_assert_max_num_queries
):
    def look():
        browser = as_user(cast.drafter_gov)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            browser.get(address)
        return len(asked)

    few = look()
    people = [make_user() for _number in range(5)]
    for section in stage.sections:
        made = make_threads(section, people, 30)
        Assignment.objects.bulk_create(
            Assignment(contribution=one, drafter=cast.drafter_civ) for one in made[:5]
        )
    take(stage, cast.drafter_gov, post("Un."))
    assert look() == few


# Who may sit there


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("drafter_gov", 200),
        ("drafter_civ", 200),
        ("citizen", 404),
        ("moderator_gov", 404),
        ("moderator_civ", 404),
        ("publisher", 404),
        ("outsider", 404),
        ("admin", 404),
        (None, 302),
    ],
)
def test_only_drafters_sit_at_the_desk(cast, post, address, as_user, who, status):
    """CVE-2026-45086: an address is no right. CVE-2026-40869: nor is taking part."""
    browser = as_user(getattr(cast, who) if who else None)
    contribution = post()
    assert browser.get(address).status_code == status
    assert browser.get(f"{address}contributions/{contribution.pk}/").status_code == status
    sent = browser.post(f"{address}chosen/", {"take": contribution.pk})
    assert sent.status_code == (302 if status == 200 else status)
    assert Assignment.objects.exists() == (status == 200)


def test_drafters_of_another_consultation_find_nothing(stage, cast, post, address, as_user):
    consultations.add_member(
        consultation=stage.other_draft.consultation,
        participant=cast.neighbour,
        role="drafter",
        college="government",
    )
    browser = as_user(cast.neighbour)
    contribution = post()
    assert browser.get(address).status_code == 404
    assert browser.get(f"{address}contributions/{contribution.pk}/").status_code == 404
    own = f"/fr/drafting/{stage.other_draft.pk}/"
    assert browser.get(own).status_code == 200
    # Neither does a contribution open under the address of their own draft.
    assert browser.get(f"{own}contributions/{contribution.pk}/").status_code == 404
    assert browser.post(f"{own}chosen/", {"take": contribution.pk}).status_code == 404


# What is done there


def test_taking_and_letting_go(cast, post, send):
    contribution = post()
    answer = send(take=contribution.pk, query="kind=remark")
    assert answer["Location"].endswith(f"/?kind=remark#contribution-{contribution.pk}")
    assert Assignment.objects.get().drafter == cast.drafter_gov
    send(release=contribution.pk)
    assert not Assignment.objects.exists()


def test_giving_several_to_somebody(cast, post, send):
    ones = ids(post("Un."), post("Deux."))
    send(action="assign", contribution=ones, drafter=cast.drafter_civ.pk)
    assert set(Assignment.objects.values_list("drafter", flat=True)) == {cast.drafter_civ.pk}
    send(action="assign", contribution=ones)
    assert set(Assignment.objects.values_list("drafter", flat=True)) == {cast.drafter_gov.pk}
    send(action="release", contribution=ones)
    assert not Assignment.objects.exists()


def test_answering_several_together(post, send, address):
    ones = ids(post("Un."), post("Deux."))
    sent = send(action="answer", contribution=ones)
    query = "&".join(f"contribution={one}" for one in ones)
    assert sent["Location"] == f"{address}answers/new/?{query}"


@pytest.mark.parametrize("action", ["answer", "assign", "release", "x"])
def test_what_is_refused_comes_back_with_what_was_selected(cast, post, send, action):
    contribution = post()
    chosen = [str(contribution.pk)] if action in ("assign", "x") else []
    sent = send(action=action, contribution=chosen, drafter=cast.citizen.pk, query="kind=remark")
    page = BeautifulSoup(sent.content, "html.parser")
    assert sent.status_code == 422
    assert page.select_one("[role=alert]").text.strip()
    assert len(page.select(".desk-select input[checked]")) == len(chosen)
    assert page.select_one("#id_kind option[selected]")["value"] == "remark"


# The way in


def test_drafters_find_the_way_and_others_do_not(stage, cast, post, address, as_user):
    post("Un.")
    for page in (stage.page, stage.consultation_page):
        for who in (None, "citizen", "moderator_gov", "publisher", "outsider"):
            text = as_user(who and getattr(cast, who)).get(page.url).content.decode()
            assert address not in text, who
        for who in ("drafter_gov", "drafter_civ"):
            text = as_user(getattr(cast, who)).get(page.url).content.decode()
            assert f'href="{address}"' in text
            assert "(1)" in text


def test_the_way_costs_nobody_else_a_query(stage, cast, as_user):
    """Its question is asked of the memberships that the way to the moderators' queue has loaded. Who
    holds none is asked under which name they write.
    """

    def cost(who):
        browser = as_user(getattr(cast, who))
        browser.get(stage.page.url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(stage.page.url)
        return len(asked)

    assert cost("drafter_gov") == cost("citizen")
