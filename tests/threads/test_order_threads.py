"""Orders: what comes first, pages by key in each of them, and names that are none."""

from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from consult.threads.models import PUBLIC, Comment
from consult.threads.orders import Choice, Cursor, Order
from consult.threads.queries import threads_page
from consult.threads.queries.listing import behind, in_choice, place_of
from tests.factories.talk import make_comment, make_threads

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SCOPES = ["section", "draft"]


@pytest.fixture
def scope_of(stage):
    return lambda name: stage.text if name == "section" else stage.draft


@pytest.fixture
def address_of(stage):
    """The address of a list, as a fragment."""
    addresses = {
        "section": f"{stage.url()}?section={stage.text.key}&",
        "draft": f"/fr/drafts/{stage.draft.pk}/discussion/?",
    }
    return lambda scope, **names: addresses[scope] + "&".join(f"{k}={v}" for k, v in names.items())


def soup_of(browser, address, headers=HTMX):
    page = browser.get(address, headers=headers, follow=True)
    assert page.status_code == 200, address
    return BeautifulSoup(page.content, "html.parser")


def ids(soup):
    return [item.find("article")["data-comment"] for item in soup.select("li.thread")]


def next_of(soup, attribute="hx-get"):
    links = [link for link in soup.select("li.more a") if "cursor=" in link["href"]]
    return links[-1][attribute] if links else None


def thread(stage, cast, **counts):
    comment = make_comment(stage.text, cast.citizen, "Quel mois ?", **counts)
    comment.save(force_insert=True)
    return comment


# What comes first


@pytest.fixture
def four(stage, cast):
    """Four threads, oldest first, that each order puts in another way."""
    counts = [
        {"agree_count": 9, "disagree_count": 0, "replies_count": 1, "official_replies_count": 1},
        {"agree_count": 2, "disagree_count": 2, "replies_count": 0, "official_replies_count": 0},
        {"agree_count": 5, "disagree_count": 5, "replies_count": 0, "official_replies_count": 0},
        {"agree_count": 0, "disagree_count": 9, "replies_count": 7, "official_replies_count": 0},
    ]
    return [thread(stage, cast, **one) for one in counts]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("newest", [3, 2, 1, 0]),
        ("oldest", [0, 1, 2, 3]),
        ("agreed", [0, 2, 1, 3]),
        ("discussed", [3, 0, 2, 1]),
        ("divided", [2, 1, 3, 0]),
        ("unanswered", [1, 2, 3]),
    ],
)
def test_each_order_puts_first_what_it_names(four, as_user, address_of, scope, order, places):
    soup = soup_of(as_user(), address_of(scope, order=order))
    assert ids(soup) == [str(four[place].pk) for place in places]


@pytest.mark.parametrize(
    ("agree", "disagree", "divided"),
    [(0, 0, 0), (1000, 0, 0), (0, 7, 0), (1, 1, 100), (10, 10, 1000), (100, 10, 1818)],
)
def test_divided_is_a_hundred_times_the_harmonic_mean(stage, cast, agree, disagree, divided):
    """As docs/discussing.md says."""
    comment = thread(stage, cast, agree_count=agree, disagree_count=disagree)
    comment.refresh_from_db()
    assert comment.divided == divided


def test_the_draft_lists_what_is_said_of_all_its_passages_and_of_no_other_draft(
    stage, cast, as_user, post, address_of
):
    here = [post("Ici.", place=stage.place(section)) for section in stage.sections[:3]]
    elsewhere = stage.other_draft.sections.first()
    make_comment(elsewhere, cast.citizen, "Ailleurs.").save(force_insert=True)
    assert ids(soup_of(as_user(), address_of("draft"))) == [str(one.pk) for one in here[::-1]]


# Pages


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("order", Order.values)
@pytest.mark.parametrize("htmx", [False, True], ids=["pages", "fragments"])
def test_every_order_is_walked_without_loss_or_double(
    stage, cast, as_user, address_of, scope, order, htmx
):
    """Many threads are alike in a counter: a page begins behind a thread, not behind a count."""
    roots = make_threads(stage.text, [cast.citizen, cast.neighbour], 45)
    for place, root in enumerate(roots):
        counts = {"agree_count": place % 3, "disagree_count": place % 2, "replies_count": 0}
        Comment.objects.filter(pk=root.pk).update(**counts)
    browser, seen, pages = as_user(), [], 0
    address = address_of(scope, order=order)
    while address:
        soup = soup_of(browser, address, HTMX if htmx else {})
        seen += ids(soup)
        address, pages = next_of(soup, "hx-get" if htmx or scope == "draft" else "href"), pages + 1
    assert sorted(seen) == sorted(str(root.pk) for root in roots)
    assert pages == 3


def test_old_links_to_older_threads_still_open(stage, cast, as_user, address_of):
    roots = make_threads(stage.text, [cast.citizen], 5)
    soup = soup_of(as_user(), address_of("section", before=roots[2].pk))
    assert ids(soup) == [str(roots[1].pk), str(roots[0].pk)]


MADE_UP = [
    "nonsense",
    "%00",
    "1",
    "-1.00000000-0000-7000-8000-000000000000",
    "1.nonsense",
    "9999999999999999999999.00000000-0000-7000-8000-000000000000",
    "٣.00000000-0000-7000-8000-000000000000",
    "1.00000000-0000-7000-8000-000000000000%20OR%201=1",
    "9" * 5000,
]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("order", ["newest", "agreed"])
def test_a_made_up_cursor_is_refused_with_a_sentence(as_user, stage, address_of, scope, order):
    """CVE-2026-45376: nothing of a cursor reaches the database unread."""
    for cursor in MADE_UP:
        answer = as_user().get(address_of(scope, order=order, cursor=cursor), headers=HTMX)
        assert answer.status_code == 422, cursor
        assert "Repartez de la première." in answer.content.decode()


@pytest.mark.parametrize(
    ("order", "cursor"),
    [
        ("newest", "3.00000000-0000-7000-8000-000000000000"),
        ("agreed", "00000000-0000-7000-8000-000000000000"),
    ],
)
def test_a_cursor_of_another_order_is_refused(as_user, stage, address_of, order, cursor):
    answer = as_user().get(address_of("section", order=order, cursor=cursor), headers=HTMX)
    assert answer.status_code == 422


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_an_unknown_order_is_refused_with_a_sentence(as_user, address_of, scope, headers):
    """CVE-2026-45376: SQL injection through a sort."""
    for order in ("-author__password", "id;DROP TABLE x", "NEWEST", "%00", "newest,agreed"):
        address = address_of(scope, order=order)
        answer = as_user().get(address, headers=headers, follow=True)
        assert answer.status_code == 422, order
        soup = BeautifulSoup(answer.content, "html.parser")
        assert "DROP" not in (soup.main or soup).get_text()


def test_a_cursor_beyond_everything_ends_the_list(stage, cast, as_user, address_of):
    make_threads(stage.text, [cast.citizen], 3)
    zero = "0.00000000-0000-0000-0000-000000000000"
    assert ids(soup_of(as_user(), address_of("draft", order="agreed", cursor=zero))) == []


def test_a_page_is_as_long_as_was_asked_for(stage, cast):
    make_threads(stage.text, [cast.citizen], 5)
    page = threads_page(stage.draft, choice=Choice(), viewer=PUBLIC, limit=2)
    assert (len(page.threads), page.next) == (2, Cursor(page.threads[-1].root.pk))


# The page around it


@pytest.mark.parametrize(
    ("names", "is_newest"),
    [
        ({}, True),
        ({"order": "newest"}, True),
        ({"order": "agreed"}, False),
        ({"kind": "remark"}, False),
    ],
)
def test_new_threads_come_on_top_only_where_the_newest_are_first(
    stage, post, as_user, address_of, names, is_newest
):
    post()
    (listed,) = soup_of(as_user(), address_of("section", **names)).select("ol.threads")
    assert listed.has_attr("data-newest") == is_newest


@pytest.mark.parametrize("scope", SCOPES)
def test_the_form_says_what_was_chosen_and_the_address_holds_it(post, as_user, address_of, scope):
    post()
    answer = as_user().get(address_of(scope, order="divided", kind=""), headers=HTMX)
    soup = BeautifulSoup(answer.content, "html.parser")
    (chosen,) = soup.select("select[name=order] option[selected]")
    assert chosen["value"] == "divided"
    assert answer["HX-Push-Url"].endswith("order=divided")


def test_a_shared_address_opens_without_javascript(stage, four, as_user):
    address = f"{stage.page.url}?section={stage.text.key}&order=agreed"
    assert ids(soup_of(as_user(), address, {}))[0] == str(four[0].pk)


def test_the_draft_leads_to_its_discussion_and_each_thread_to_its_passage(stage, post, as_user):
    post()
    (way,) = soup_of(as_user(), stage.page.url, {}).select("a.all-contributions")
    soup = soup_of(as_user(), way["href"], {})
    assert len(soup.select("h1")) == 1
    (about,) = soup.select(".about a")
    assert about["href"].startswith(f"{stage.page.url}?section={stage.text.key}")
    assert soup_of(as_user(), about["href"].split("#")[0], {}).select(".talk li.thread")


def test_a_discussion_of_a_draft_that_one_may_not_read_is_a_404(stage, as_user):
    """CVE-2026-40870: reading asks for this reader, whatever the way in."""
    stage.page.unpublish()
    for headers in ({}, HTMX):
        answer = as_user().get(
            f"/fr/drafts/{stage.page.translation_key}/discussion/", headers=headers
        )
        assert answer.status_code == 404


# What the database does


@pytest.fixture
def much(stage, cast):
    """Threads in several sections, and more of them in another draft. Return the one amidst."""
    roots = make_threads(stage.text, [cast.citizen], 400)
    make_threads(stage.sections[0], [cast.citizen], 200)
    make_threads(stage.other_draft.sections.first(), [cast.citizen], 8_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE threads_comment")
        if connection.vendor == "postgresql":
            # As on disks of today: else a table this small is cheaper to read in its own order.
            cursor.execute("SET LOCAL random_page_cost = 1.1")
    return roots[200]


def test_every_order_walks_its_index_and_begins_at_the_cursor(much, scope_of):
    """A page costs the same among twenty threads and among a million."""
    for scope, order in product(SCOPES, Order):
        # Where nearly all are unanswered, the index of the newest leads there as well.
        by_time = order in (Order.NEWEST, Order.OLDEST, Order.UNANSWERED)
        indexes = {f"threads_{scope}_{one}" for one in (order, *["newest"] * by_time)}
        asked = in_choice(scope_of(scope), Choice(order=order))
        for cursor in (None, place_of(much, order)):
            plan = behind(asked, order, cursor)[:21].explain()
            assert any(walks(plan, one) for one in indexes), (scope, order, plan)
            assert cursor is None or begins_at_cursor(plan), (scope, order, plan)


def walks(plan, index):
    """Tell whether rows come out of an index in order, with nothing to sort."""
    sorts = "Sort" if connection.vendor == "postgresql" else "TEMP B-TREE"
    return index in plan and sorts not in plan


def begins_at_cursor(plan):
    """Tell whether what comes before a cursor is not even looked at."""
    if connection.vendor == "postgresql":
        conditions = [line for line in plan.splitlines() if "Index Cond" in line]
        return any("ROW(" in line or "id <" in line or "id >" in line for line in conditions)
    return any(sign in plan.split("USING", 1)[1] for sign in "<>")


def test_a_list_counts_and_skips_nothing(
    stage, cast, as_user, address_of, django_assert_max_num_queries
):
    """Neither OFFSET nor COUNT: both read what they leave out."""
    make_threads(stage.text, [cast.citizen], 30, replies=2)
    browser = as_user()
    for scope in SCOPES:
        for order in Order.values:
            with django_assert_max_num_queries(12) as captured:
                browser.get(address_of(scope, order=order), headers=HTMX)
            sent = " ".join(one["sql"].upper() for one in captured.captured_queries)
            assert "OFFSET" not in sent
            assert "COUNT(" not in sent


def test_a_discussion_takes_as_many_queries_for_one_thread_as_for_many(
    stage, cast, as_user, address_of, django_assert_num_queries, django_assert_max_num_queries
):
    browser, address = as_user(cast.moderator_gov), address_of("draft")
    for section in stage.sections[:2]:
        make_threads(section, [cast.citizen, cast.drafter_gov], 1, replies=1)
    browser.get(address, headers=HTMX)
    with django_assert_max_num_queries(12) as few:
        browser.get(address, headers=HTMX)
    for section in stage.sections:
        make_threads(section, [cast.citizen, cast.drafter_gov], 10, replies=4)
    with django_assert_num_queries(len(few)):
        browser.get(address, headers=HTMX)
