"""Reading: pages of threads, replies beyond the first, permalinks, languages."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from consult.drafts.models import Section
from consult.threads.models import Comment
from consult.threads.places import Place
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def soup_of(browser, address, **headers):
    page = browser.get(address, headers=headers, follow=True)
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser")


def ids(soup, kind="thread"):
    """The ids of the root comments, or of the replies, that a page shows, in its order."""
    return [item.find("article")["data-comment"] for item in soup.select(f"li.{kind}")]


def older(soup):
    """The address of the page of older threads."""
    links = [link for link in soup.select("li.more a") if "cursor=" in link["href"]]
    return links[-1]["href"] if links else None


@pytest.mark.parametrize("htmx", [False, True], ids=["pages", "fragments"])
def test_forty_five_threads_are_walked_without_loss_or_double(stage, cast, as_user, htmx):
    roots = make_threads(stage.text, [cast.citizen, cast.neighbour], 45)
    browser, seen, pages = as_user(), [], 0
    address = f"{stage.url()}?section={stage.text.key}"
    headers = HTMX if htmx else {}
    while address:
        soup = soup_of(browser, address, **headers)
        seen += ids(soup)
        address, pages = older(soup), pages + 1
    assert seen == [str(root.pk) for root in reversed(roots)]
    assert pages == 3


@pytest.mark.parametrize("htmx", [False, True], ids=["pages", "fragments"])
def test_the_walk_stands_still_while_new_threads_arrive(stage, cast, post, as_user, htmx):
    """Paged by key, never by offset: what arrives moves nothing."""
    roots = make_threads(stage.text, [cast.citizen], 45)
    browser, seen = as_user(), []
    address = f"{stage.url()}?section={stage.text.key}"
    while address:
        soup = soup_of(browser, address, **(HTMX if htmx else {}))
        seen += ids(soup)
        address = older(soup)
        post("Encore un.", by=cast.neighbour)
    assert seen == [str(root.pk) for root in reversed(roots)]


def test_the_last_thread_of_a_page_may_be_hidden_meanwhile(stage, cast, hide, as_user):
    roots = make_threads(stage.text, [cast.citizen], 45)
    first = soup_of(as_user(), f"{stage.url()}?section={stage.text.key}", **HTMX)
    hide(roots[25])
    assert ids(first)[-1] == str(roots[25].pk)
    second = soup_of(as_user(), older(first), **HTMX)
    assert ids(second)[0] == str(roots[24].pk)


def test_twenty_threads_have_no_second_page(stage, cast, as_user):
    make_threads(stage.text, [cast.citizen], 20)
    soup = soup_of(as_user(), f"{stage.url()}?section={stage.text.key}", **HTMX)
    assert (len(ids(soup)), older(soup)) == (20, None)


def test_the_page_after_the_oldest_thread_is_empty_and_no_error(stage, cast, as_user):
    (only,) = make_threads(stage.text, [cast.citizen], 1)
    soup = soup_of(as_user(), f"{stage.url()}?section={stage.text.key}&before={only.pk}", **HTMX)
    assert ids(soup) == []


# Replies


def test_three_replies_are_shown_and_the_others_on_request(stage, cast, as_user):
    """With JavaScript: each fragment of replies takes the place of the link that asked for it."""
    (root,) = make_threads(stage.text, [cast.citizen, cast.neighbour], 1, replies=57)
    numbers = {str(one.pk): one.number for one in Comment.objects.all()}
    soup = soup_of(as_user(), f"{stage.url()}?section={stage.text.key}", **HTMX)
    assert [numbers[one] for one in ids(soup, "reply")] == [1, 2, 3]

    seen, address = [], soup.select_one(".replies li.more a")["hx-get"]
    assert f"/comments/{root.pk}/replies/" in address
    while address:
        soup = soup_of(as_user(), address, **HTMX)
        seen += [numbers[one] for one in ids(soup, "reply")]
        more = soup.select_one("li.more a")
        address = more and more["hx-get"]
    assert seen == list(range(4, 58))


def test_replies_are_walked_without_javascript(stage, cast, as_user):
    (root,) = make_threads(stage.text, [cast.citizen, cast.neighbour], 1, replies=57)
    numbers = {str(one.pk): one.number for one in Comment.objects.all()}
    address, seen = f"{stage.page.url}?section={stage.text.key}", []
    while address:
        soup = soup_of(as_user(), address)
        assert str(root.pk) in ids(soup)
        seen += [numbers[one] for one in ids(soup, "reply")]
        more = soup.select_one(".replies li.more a")
        address = more and more["href"]
    assert seen == list(range(1, 58))


# Permalinks


@pytest.mark.parametrize("which", [0, 20, 44])
def test_a_permalink_opens_the_page_that_holds_the_thread(stage, cast, as_user, which):
    roots = make_threads(stage.text, [cast.citizen], 45)
    answer = as_user().get(f"/c/{roots[which].pk}")
    assert answer["Location"].endswith(f"#c-{roots[which].pk}")
    soup = soup_of(as_user(), answer["Location"])
    assert ids(soup)[0] == str(roots[which].pk)


@pytest.mark.parametrize("number", [1, 3, 4, 55, 120])
def test_a_permalink_opens_the_page_that_holds_a_deep_reply(stage, cast, as_user, number):
    make_threads(stage.text, [cast.citizen], 30, replies=0)
    (root,) = make_threads(stage.text, [cast.citizen, cast.neighbour], 1, replies=120)
    make_threads(stage.text, [cast.citizen], 30)
    reply = Comment.objects.get(thread=root, number=number)
    soup = soup_of(as_user(), f"/c/{reply.pk}")
    assert soup.find(id=f"c-{reply.pk}")
    assert soup.find(id=f"c-{root.pk}")


def test_from_a_permalink_the_way_leads_back_to_the_newest(stage, cast, as_user):
    roots = make_threads(stage.text, [cast.citizen], 45)
    soup = soup_of(as_user(), f"/c/{roots[0].pk}")
    (back,) = soup.select(".talk > .more a")
    newest = soup_of(as_user(), back["href"])
    assert ids(newest)[0] == str(roots[-1].pk)


def test_a_permalink_of_a_passage_that_is_gone_still_opens(stage, cast, post, as_user):
    comment = post("Quel mois ?")
    Section.objects.filter(pk=stage.text.pk).update(retired_at=timezone.now())
    soup = soup_of(as_user(), f"/c/{comment.pk}")
    assert soup.find(id=f"c-{comment.pk}")


def test_a_permalink_of_nothing_is_a_404(stage, as_user):
    for wrong in ("00000000-0000-7000-8000-000000000000", "nonsense"):
        assert as_user().get(f"/c/{wrong}", follow=True).status_code == 404


# Languages


@pytest.mark.parametrize(("accepts", "language"), [("fr", "fr"), ("en", "en"), ("de", "fr")])
def test_a_permalink_leads_to_the_page_in_the_readers_language(
    stage, english_page, post, as_user, accepts, language
):
    comment = post("Quel mois ?")
    answer = as_user().get(f"/c/{comment.pk}", headers={"Accept-Language": accepts})
    url = {"fr": stage.page.url, "en": english_page.url}[language]
    assert answer["Location"].startswith(f"{url}?section=")


def test_one_thread_for_both_languages_each_comment_in_its_own(stage, cast, english_page, as_user):
    for address, words in ((stage.url(), "Quel mois ?"), (to_english(stage.url()), "In June.")):
        as_user(cast.citizen).post(address, {"section": str(stage.text.key), "body": words})

    for page in (stage.page, english_page):
        soup = soup_of(as_user(), f"{page.url}?section={stage.text.key}")
        said = {div.get_text(): div["lang"] for div in soup.select(".words")}
        assert said == {"Quel mois ?": "fr", "In June.": "en"}
        assert soup.html["lang"] == page.locale.language_code
        assert soup.select_one(f'[data-count-text="{stage.text.key}"]').get_text().strip()[0] == "2"


def to_english(address):
    return address.replace("/fr/", "/en/", 1)


def test_a_draft_without_an_english_page_is_read_in_french_at_its_fragment(
    stage, cast, post, as_user
):
    comment = post("Quel mois ?", place=Place(stage.other_draft.pk))
    answer = as_user().get(f"/en/comments/{comment.pk}/replies/")
    assert answer["Location"].startswith(stage.other_page.url)


# Kinds


@pytest.mark.parametrize(("kind", "chips"), [("remark", 0), ("question", 1)])
def test_a_question_is_marked_as_one(stage, post, as_user, kind, chips):
    post("Quel mois ?", kind=kind)
    soup = soup_of(as_user(), f"{stage.page.url}?section={stage.text.key}")
    assert len(soup.select(".chip-question")) == chips


def test_what_is_about_the_whole_text_stands_under_it(stage, post, as_user):
    post("Bravo.", place=Place(stage.draft.pk))
    soup = soup_of(as_user(), f"{stage.page.url}?section={stage.draft.pk}")
    assert "Bravo." in soup.find(id=f"talk-{stage.draft.pk}").get_text()
    assert Section.objects.get(key=stage.draft.pk).comments_count == 1
