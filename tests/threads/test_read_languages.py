"""Readers choose in which languages they see threads; what is left out is counted and one tap away."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.people.preferences import COOKIE_NAME
from consult.threads.models import PUBLIC, Comment
from consult.threads.orders import Choice, Cursor, Order
from consult.threads.queries import threads_page
from consult.threads.queries.listing import ids_page
from tests.factories.talk import make_threads
from tests.threads.pages import HTMX, soup_of

pytestmark = pytest.mark.django_db

SCOPES = ["section", "draft"]
WORDS = {
    "fr": "Il manque des bus le soir.",
    "en": "There are too few buses in the evening.",
    "es": "Faltan autobuses por la tarde.",
    "de": "Abends fahren zu wenige Busse.",
    "ar": "نحتاج إلى مزيد من الحافلات",
}


@pytest.fixture
def address_of(stage):
    addresses = {
        "section": f"{stage.page.url}?section={stage.text.key}&",
        "draft": f"/fr/drafts/{stage.draft.pk}/discussion/?",
    }
    return lambda scope, query="": addresses[scope] + query


@pytest.fixture
def talk(post):
    """A thread in each of five languages."""
    return {language: post(words, written_in=language) for language, words in WORDS.items()}


def seen(page):
    """The languages of the threads on a page."""
    roots = soup_of(page).select("li.thread > .comment > .words")
    return sorted(words["lang"] for words in roots)


def left_out(page):
    notice = soup_of(page).select_one("[data-left-out]")
    return int(notice["data-left-out"]) if notice else None


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("", ["ar", "de", "en", "es", "fr"]),
        ("languages=fr,es", ["es", "fr"]),
        ("languages=fr&languages=es", ["es", "fr"]),
        ("languages=all&languages=de", ["de"]),
        ("languages=all", ["ar", "de", "en", "es", "fr"]),
        ("language=en", ["en"]),
        ("language=", ["ar", "de", "en", "es", "fr"]),
        ("languages=pl", []),
    ],
)
def test_an_address_names_one_or_several(talk, as_user, address_of, scope, query, languages):
    page = as_user().get(address_of(scope, query))
    assert seen(page) == languages
    assert left_out(page) == (None if len(languages) == 5 else 5 - len(languages))


@pytest.mark.parametrize("scope", SCOPES)
def test_a_list_begins_with_what_its_reader_reads(talk, as_user, cast, address_of, scope):
    stranger = as_user()
    stranger.cookies[COOKIE_NAME] = "fr.ar:1"
    cast.neighbour.reading_languages = ["fr", "ar"]
    cast.neighbour.save()
    for browser in (stranger, as_user(cast.neighbour)):
        page = browser.get(address_of(scope))
        assert seen(page) == ["ar", "fr"]
        assert left_out(page) == 3
        (everything,) = soup_of(page).select("[data-left-out] a[hx-get]")
        assert seen(browser.get(everything["href"])) == sorted(WORDS)
        assert seen(browser.get(everything["hx-get"], headers=HTMX)) == sorted(WORDS)
        assert seen(browser.get(address_of(scope, "languages=de"))) == ["de"]
    assert seen(as_user().get(address_of(scope))) == sorted(WORDS)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_form_shows_what_is_chosen_and_asks_for_all_where_no_box_is_ticked(
    talk, as_user, address_of, scope
):
    browser = as_user()
    browser.cookies[COOKIE_NAME] = "fr.ar:1"
    form = soup_of(browser.get(address_of(scope))).select_one(".choose-form")
    boxes = form.select('input[type="checkbox"][name="languages"]')
    assert {one["value"] for one in boxes if one.has_attr("checked")} == {"fr", "ar"}
    hidden = form.select_one('input[type="hidden"][name="languages"]')
    assert seen(browser.get(address_of(scope, f"languages={hidden['value']}"))) == sorted(WORDS)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("scope", SCOPES)
def test_pages_in_several_languages_show_each_thread_once_in_order(stage, cast, order, scope):
    roots = make_threads(stage.text, [cast.citizen], 30)
    for at, root in enumerate(roots):
        Comment.objects.filter(pk=root.pk).update(
            language=("fr", "en", "de")[at % 3], agree_count=at % 4, disagree_count=at % 3
        )
    where = stage.text if scope == "section" else stage.draft
    everything, _more = ids_page(where, choice=Choice(order=order), cursor=None, limit=100)
    german = set(Comment.objects.filter(language="de").values_list("pk", flat=True))
    choice, cursor, found = Choice(order=order, languages=("fr", "en")), None, []
    while True:
        ids, cursor = ids_page(where, choice=choice, cursor=cursor, limit=7)
        found += ids
        if cursor is None:
            break
        cursor = Cursor.read(str(cursor), order)
    assert found == [one for one in everything if one not in german]


def test_a_second_page_stays_in_the_languages_of_the_first(stage, cast, as_user, address_of):
    make_threads(stage.text, [cast.citizen], 25)
    page = as_user().get(address_of("draft", "languages=fr,es"), headers=HTMX)
    (more,) = soup_of(page).select("li.more a")
    assert "languages=fr,es" in more["hx-get"]
    assert len(seen(as_user().get(more["hx-get"], headers=HTMX))) == 5


def test_a_reply_in_another_language_is_never_left_out_and_says_what_it_is(
    stage, post, cast, as_user, address_of
):
    reply = post(WORDS["de"], in_reply_to=post(WORDS["fr"]).pk, by=cast.neighbour)
    page = soup_of(as_user().get(address_of("section", "languages=fr")))
    article = page.find(id=f"c-{reply.pk}")
    assert article.select_one(".words")["lang"] == "de"
    assert article.select_one(".chip-language").get_text(" ", strip=True).endswith("allemand")


def test_only_what_is_in_another_language_than_the_page_says_so(talk, as_user, address_of):
    page = soup_of(as_user().get(address_of("section")))
    named = {
        one.select_one(".words")["lang"]: one.select_one(".chip-language")
        for one in page.select("li.thread > .comment")
    }
    assert named["fr"] is None
    assert all(named[one] for one in ("en", "es", "de", "ar"))


@pytest.mark.parametrize("value", ["tlh", "fr,tlh", "fr;en", "' OR 1=1 --", "%00", "FR"])
@pytest.mark.parametrize("name", ["language", "languages"])
def test_a_language_that_is_none_is_refused(talk, as_user, address_of, name, value):
    """CVE-2023-34090: filters are an allow list; no lookup across relations from outside."""
    answer = as_user().get(address_of("draft", f"{name}={value}"), headers=HTMX)
    assert answer.status_code == 422


def test_hidden_threads_are_counted_in_no_language(talk, hide, as_user, address_of):
    hide(talk["de"])
    assert left_out(as_user().get(address_of("draft", "languages=fr"))) == 3


def test_search_begins_with_what_its_reader_reads_and_offers_all(stage, post, as_user):
    for language in ("fr", "de"):
        post("Information", written_in=language)
    browser = as_user()
    browser.cookies[COOKIE_NAME] = "de:1"
    address = f"/fr/drafts/{stage.draft.pk}/discussion/?q=information"
    page = browser.get(address)
    found = [one["lang"] for one in soup_of(page).select(".found .words")]
    assert found == ["de"]
    (everything,) = soup_of(page).select(".left-out a")
    assert len(soup_of(browser.get(everything["href"])).select(".found .words")) == 2
    assert len(soup_of(browser.get(f"{address}&languages=fr,de")).select(".found .words")) == 2
    assert len(soup_of(as_user().get(address)).select(".found .words")) == 2


def test_a_corrected_language_is_found_and_counted_where_it_belongs(
    stage, cast, post, as_user, address_of
):
    comment = post("Information")
    as_user(cast.citizen).post(
        f"/fr/comments/{comment.pk}/edit/", {"body": "Information", "language": "de"}
    )
    assert left_out(as_user().get(address_of("draft", "languages=fr"))) == 1
    assert left_out(as_user().get(address_of("draft", "languages=de"))) == 0
    found = as_user().get(f"/fr/drafts/{stage.draft.pk}/discussion/?q=information&languages=de")
    assert len(soup_of(found).select(".found .words")) == 1


def test_many_languages_take_no_more_queries_than_two(stage, cast, as_user, address_of):
    make_threads(stage.text, [cast.citizen], 30, replies=2)

    def queries(query):
        browser = as_user()
        browser.get(address_of("draft", query), headers=HTMX)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address_of("draft", query), headers=HTMX)
        return len(captured)

    one = queries("languages=fr")
    several = queries("languages=fr,en")
    assert several == queries("languages=fr,en,es,de,ar,it,nl,pl") <= one + 1
    assert one <= queries("") + 1


def test_pages_in_several_languages_walk_the_index_of_each(stage, cast):
    for section in (stage.text, stage.sections[0]):
        make_threads(section, [cast.citizen], 500)
    Comment.objects.filter(pk__in=list(Comment.objects.values_list("pk", flat=True)[:300])).update(
        language="en"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE threads_comment")
    with CaptureQueriesContext(connection) as captured:
        threads_page(stage.draft, choice=Choice(languages=("fr", "en")), viewer=PUBLIC)
    (statement,) = (one["sql"] for one in captured if "UNION" in one["sql"])
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + statement.replace("%", "%%"))
        plan = "\n".join(str(row) for row in cursor.fetchall())
    walked = re.findall(r"threads_draft_(?:language|newest)", plan)
    assert len(walked) == 2, plan
    if connection.vendor == "sqlite":  # PostgreSQL reads so small a table as a whole
        assert "SCAN threads_comment" not in plan, plan


def test_a_permalink_shows_its_thread_whatever_the_language(talk, as_user):
    browser = as_user()
    browser.cookies[COOKIE_NAME] = "fr:1"
    page = browser.get(f"/c/{talk['ar'].pk}", follow=True)
    assert soup_of(page).find(id=f"c-{talk['ar'].pk}")


def test_the_page_tells_its_scripts_what_is_read(stage, talk, as_user, address_of):
    browser = as_user()
    browser.cookies[COOKIE_NAME] = "fr.ar:1"
    page = BeautifulSoup(browser.get(address_of("section")).content, "html.parser")
    threads = page.select_one(f"#threads-{stage.text.key}")
    assert set(threads["data-languages"].split()) == {"fr", "ar"}
    assert threads.has_attr("data-newest")
    assert set(page.select_one("[data-stream]")["data-reading"].split()) == {"fr", "ar"}
