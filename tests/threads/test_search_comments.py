"""Searching the comments of a draft: what is found, in which order, and what never is."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.models import IndexEntry

from consult.threads import services
from consult.threads.models import PUBLIC, Comment
from consult.threads.places import Place
from consult.threads.queries import found_page
from consult.threads.words import words_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def find(stage):
    """The sources of what is found, the newest first."""
    return lambda text, draft=None: [
        Comment.objects.get(pk=one.pk).source
        for one in found_page(draft or stage.draft, text, viewer=PUBLIC).comments
    ]


def address(stage, **names):
    return f"/fr/drafts/{stage.draft.pk}/discussion/", names


def soup_of(browser, stage, headers=None, **names):
    path, query = address(stage, **names)
    answer = browser.get(path, query, headers=headers or {})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


# What is found


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("évaluation", True),
        ("evaluation", True),
        ("ÉVALUATION", True),
        ("publique évaluation", True),
        ("évaluation absente", False),
        ("éval", False),
        ('"évaluation publique"', True),
        ("« évaluation publique »", True),
        ('"publique évaluation"', False),
        ('annexe "évaluation publique"', True),
        ("l'annexe", True),
        ("l’annexe", True),
        ("annexe", True),
        ("parole", True),
        ("porte-parole", True),
        ("example", True),
        ("https://example.org/annexe", True),
        ("2027", True),
        ("délai:court", True),
        ("-annexe", True),
    ],
)
def test_words_are_found_whatever_their_case_accents_and_signs(post, find, asked, is_found):
    said = (
        "L’évaluation publique du porte-parole manque à l'annexe de 2027 : délai:court. "
        "Voir https://example.org/annexe"
    )
    post(said)
    assert find(asked) == ([said] if is_found else [])


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("The deadline is too short.", "deadline"),
        ("هذا النص ضعيف", "النص"),
        ("هٰذا النَّصُّ", "النص"),
        ("Die Straße", "strasse"),
        ("यह पाठ कमजोर है", "पाठ"),
        ("χρόνος", "χρονος"),
    ],
)
def test_words_are_found_in_each_language(post, find, said, asked):
    post(said)
    assert find(asked) == [said]


def test_small_words_count_as_others_do(post, find):
    """No language's stop words: in another one they may mean something."""
    post("The who and the what.")
    assert find("the") == ["The who and the what."]


def test_replies_are_found_the_newest_first(post, find, cast):
    root = post("Le budget manque.")
    post("Rien à voir.")
    post("Quel budget ?", by=cast.neighbour, in_reply_to=root.pk)
    assert find("budget") == ["Quel budget ?", "Le budget manque."]


def test_what_a_suggestion_proposes_is_found(post, stage, find):
    post("Mieux.", kind="suggestion", wording="Chaque ministère publie ses dépenses.")
    assert find("dépenses") == ["Mieux."]


def test_only_this_draft_is_searched(post, stage, find):
    post("Ornithorynque ici.")
    post("Ornithorynque ailleurs.", place=Place(stage.other_draft.pk))
    assert find("ornithorynque") == ["Ornithorynque ici."]
    assert find("ornithorynque", stage.other_draft) == ["Ornithorynque ailleurs."]


def test_the_word_of_another_draft_opens_nothing(post, stage, find):
    """Comments bear a word of their draft in the index: writing it leads nowhere."""
    post(f"draft{stage.other_draft.pk.hex} ornithorynque", place=stage.place())
    assert find("ornithorynque", stage.other_draft) == []


# What is no longer there


def entries_with(word):
    """Count the entries of the index that hold a word, asked of the table itself."""
    column = "body_text" if connection.vendor == "postgresql" else "body"
    return IndexEntry.objects.filter(**{f"{column}__contains": word}).count()


def test_hidden_words_are_not_found_not_even_by_moderators(post, hide, stage, cast, as_user, find):
    comment = post("Ornithorynque.")
    hide(comment)
    assert find("ornithorynque") == []
    soup = soup_of(as_user(cast.moderator_gov), stage, q="ornithorynque")
    assert not soup.select("li.found")
    assert entries_with("ornithorynque") == 0
    services.show_words(comment)
    assert find("ornithorynque") == ["Ornithorynque."]


def test_deleted_words_leave_the_index(post, cast, find):
    comment = post("Ornithorynque.")
    services.delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert find("ornithorynque") == []
    assert entries_with("ornithorynque") == 0


def test_an_edit_is_found_by_its_new_words_only(post, cast, find):
    comment = post("Ornithorynque.")
    services.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Chameau.")
    assert find("ornithorynque") == []
    assert find("chameau") == ["Chameau."]


def test_an_entry_that_was_left_behind_shows_nothing(post, find):
    """Decidim 12829: hidden words stayed elsewhere. What is found is asked for anew."""
    comment = post("Ornithorynque.")
    article = comment.draft.consultation.charter_articles.first()
    Comment.objects.filter(pk=comment.pk).update(status="hidden", hidden_for=article)
    assert find("ornithorynque") == []


def test_a_rebuilt_index_finds_the_same(post, hide, find):
    post("Ornithorynque visible.")
    hide(post("Ornithorynque caché."))
    for _time in range(2):
        call_command("update_index", verbosity=0)
        assert find("ornithorynque") == ["Ornithorynque visible."]
    IndexEntry.objects.all().delete()
    call_command("update_index", verbosity=0)
    assert find("ornithorynque") == ["Ornithorynque visible."]


# Pages


@pytest.mark.parametrize("htmx", [False, True], ids=["pages", "fragments"])
def test_what_is_found_is_walked_without_loss_or_double(stage, cast, post, as_user, htmx):
    said = [post(f"Ornithorynque {number}.").pk for number in range(45)]
    browser, seen, pages = as_user(), [], 0
    path, query = address(stage, q="ornithorynque")
    link = f"{path}?q={query['q']}"
    while link:
        answer = browser.get(link, headers=HTMX if htmx else {})
        soup = BeautifulSoup(answer.content, "html.parser")
        seen += [item.find("article")["data-comment"] for item in soup.select("li.found")]
        post("Ornithorynque nouveau.", by=cast.neighbour)  # what arrives moves nothing
        more = soup.select_one("li.more a")
        link, pages = more and more["hx-get"], pages + 1
    assert seen == [str(pk) for pk in reversed(said)]
    assert pages == 3


def test_each_one_shows_where_it_stands_and_leads_there(stage, post, cast, as_user):
    root = post("Fil.")
    reply = post("Ornithorynque.", by=cast.neighbour, in_reply_to=root.pk)
    (item,) = soup_of(as_user(), stage, q="ornithorynque").select("li.found")
    assert item.select_one(".about a")["href"].startswith(f"{stage.page.url}?section=")
    place = as_user().get(item.select_one(".in-place a")["href"], follow=True)
    assert f'id="c-{reply.pk}"' in place.content.decode()


def test_what_was_asked_stays_in_the_box_and_in_the_address(stage, post, as_user):
    post("Ornithorynque.")
    asked = '"><script>alert(1)</script>'
    soup = soup_of(as_user(), stage, q=asked)
    assert soup.select_one("input[name=q]")["value"] == asked
    assert not [one for one in soup.select("script") if "alert" in one.get_text()]
    assert soup.select_one(".nothing-found")


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        '"""',
        "*",
        "a*",
        "NEAR(a b)",
        "a AND OR NOT b",
        "body:a",
        "{body title}: a",
        "^a",
        "a' | !b & (c",
        "\x00",
        "a\x00b",
        "\ud800",
        "%s %d %(x)s",
        "'; DROP TABLE threads_comment; --",
        "\\",
        "a:*",
        "<->",
        "日本語",
        "é" * 10_000,
        "a " * 10_000,
        "\u202e\u0301" * 100,
    ],
)
def test_whatever_is_asked_the_answer_is_a_page(stage, post, as_user, asked):
    """CVE-2024-43415: SQL injection through a search term. Nor any operator of a search engine."""
    post("Ornithorynque.")
    try:
        sent = asked.encode()
    except UnicodeEncodeError:
        sent = asked.encode(errors="surrogatepass")
    for headers in ({}, HTMX):
        path, _query = address(stage)
        answer = as_user().get(path, {"q": sent}, headers=headers)
        assert answer.status_code == 200
    assert Comment.objects.count() == 1


def test_a_made_up_cursor_of_a_search_is_refused(stage, post, as_user):
    post("Ornithorynque.")
    path, _query = address(stage)
    for cursor in ("nonsense", "3.00000000-0000-7000-8000-000000000000", "\x00"):
        assert as_user().get(path, {"q": "ornithorynque", "cursor": cursor}).status_code == 422


def test_words_are_cut_the_same_for_the_index_and_the_question():
    assert words_of("L’ÉTÉ, c'est_bien : 2027/2028…") == [
        "l",
        "ete",
        "c",
        "est",
        "bien",
        "2027",
        "2028",
    ]


# What the database does


@pytest.mark.parametrize("word", ["rare", "commun", "absent"])
def test_a_search_takes_at_most_fourteen_queries(stage, post, cast, as_user, word):
    post("rare commun")
    for number in range(25):
        post(f"commun {number}")
    browser, (path, query) = as_user(cast.citizen), address(stage, q=word)
    browser.get(path, query, headers=HTMX)
    with CaptureQueriesContext(connection) as captured:
        browser.get(path, query, headers=HTMX)
    sent = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(sent) <= 14


def test_adding_to_the_index_reads_no_other_entry(post, django_assert_max_num_queries):
    """At a million comments an average over all of them would be a second for each new one."""
    post("Le premier.")
    with django_assert_max_num_queries(40) as captured:
        post("Le second.")
    sent = [one["sql"] for one in captured.captured_queries if "indexentry" in one["sql"]]
    assert len(sent) == 1
    assert "AVG" not in sent[0].upper()


@pytest.mark.postgresql
@pytest.mark.parametrize("near", [2, 10], ids=["index", "walk"])
def test_every_way_to_the_matches_finds_the_same(stage, post, monkeypatch, near):
    """PostgreSQL looks at the newest entries, or asks its index, by how many comments match."""
    from cms.search import postgres  # noqa: PLC0415 - it stands on PostgreSQL alone

    monkeypatch.setattr(postgres, "NEAR", near)
    for number in range(12):
        post(f"{'ornithorynque' if number % 3 == 0 else 'chameau'} {number}")
    seen, cursor = [], None
    while True:
        page = found_page(stage.draft, "ornithorynque", cursor=cursor, viewer=PUBLIC, limit=2)
        seen += [Comment.objects.get(pk=one.pk).source for one in page.comments]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [f"ornithorynque {number}" for number in (9, 6, 3, 0)]


# In every script


@pytest.mark.parametrize(
    ("said", "asked", "is_found"),
    [
        ("المسؤولون في المدرسة", "المسئولون", True),
        ("المسؤولون في المدرسة", "المدرسه", True),
        ("إلى الوزارة", "الى", True),
        ("مُحَمَّد قال", "محمد", True),
        ("كتـــاب جديد", "كتاب", True),
        ("قبل عام ٢٠٣٠", "2030", True),
        ("قبل عام 2030", "٢٠٣٠", True),
        ("المدرسة", "مدرس", False),
        ("In der Straße", "STRASSE", True),
        ("Die Grosse", "große", True),
        ("Iğdır", "igdir", True),
        ("Une œuvre", "oeuvre", True),
        ("我们需要更多的火车", "火车", True),
        ("我们需要更多的火车", "车", True),
        ("我们需要更多的火车", "多的火", True),
        ("我们需要更多的火车", "汽车", False),
        ("เราต้องการรถไฟมากขึ้น", "รถไฟ", True),
        ("เราต้องการรถไฟมากขึ้น", "เครื่องบิน", False),
        ("हमें और ट्रेनें चाहिए", "ट्रेनें", True),
        ("もっと電車が必要です", "電車", True),
    ],
)
def test_words_are_found_in_every_script(post, find, said, asked, is_found):
    post(said)
    assert bool(find(asked)) == is_found
