"""The public register: its page, its feed and its files; whom it is shown to, and what it never says."""

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.consultations.models import CharterArticle
from consult.moderation import services
from consult.moderation.models import Action, Decision, RegisterEntry
from consult.moderation.queries import register as queries
from consult.moderation.services import Reasons

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("register/", "register.atom", "register.csv", "register.json")


@pytest.fixture(autouse=True)
def _in_english(english):
    """The pages above the draft are there in English."""


def address(stage, form="register/", language="en"):
    return f"/{language}/moderation/{stage.consultation.pk}/{form}"


def soup_of(answer):
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def text_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def numbers(soup):
    return [int(one.get_text()) for one in soup.select(".register-number")]


def decide(by, subject, action, article=None, **more):
    reasons = Reasons(article_id=article and article.pk, **more)
    return services.decide(by=by, subject_id=subject.pk, action=action, reasons=reasons)


def suspend(by, comment, article):
    return decide(
        by,
        comment,
        "suspend",
        article,
        explanation="Encore.",
        until=timezone.now() + timedelta(days=3),
    )


@pytest.fixture
def told(stage, cast, post, hide):
    """A register with some of everything: seven entries."""
    first = post("Imbécile !", by=cast.citizen)
    hide(first)
    services.turn_key(by=cast.moderator_civ, decision_id=last_decision().pk, confirms=True)
    hidden = Decision.objects.get(action=Action.HIDE)
    appeal = services.appeal_decision(by=cast.citizen, decision_id=hidden.pk, words="Ironie.")
    services.settle_appeal(
        by=cast.moderator_civ, appeal_id=appeal.pk, upholds=False, explanation="En effet."
    )
    second = post("Achetez !", by=cast.neighbour)
    hide(second, by=cast.moderator_civ)
    decide(cast.moderator_gov, second, "warn", stage.articles[1], explanation="Publicité.")
    suspend(cast.moderator_gov, second, stage.articles[1])
    decide(cast.moderator_gov, first, "keep")
    return first, second


def last_decision():
    return Decision.objects.order_by("-pk").first()


# The page


def test_every_decision_is_told_the_newest_first(stage, cast, as_user, told):
    soup = soup_of(as_user().get(address(stage)))
    assert numbers(soup) == [7, 6, 5, 4, 3, 2, 1]
    hidden = soup.select(".register-line")[-1]
    said = hidden.get_text(" ", strip=True)
    assert "hidden" in said
    assert "1. Respect" in said
    assert hidden.select_one(".chip.college.gov")
    assert "not automated" in said
    assert hidden.select_one("time")["datetime"]


def test_an_entry_tells_what_came_of_its_decision(stage, cast, as_user, told):
    soup = soup_of(as_user().get(address(stage)))
    hidden = soup.select(".register-line")[-1]
    assert hidden.select_one(".effect-overturned")
    assert "overturned on appeal" in hidden.get_text()
    links = [one["href"].partition("#")[2] for one in hidden.select("dd a")]
    follow_ups = Decision.objects.filter(about__action="hide", about__comment=told[0])
    assert [f"d-{one.pk}" for one in follow_ups.order_by("pk")] == links[:2]
    provisional = soup.select(".register-line")[3]
    assert provisional.select_one(".effect-provisional")
    assert "Provisional until" in provisional.get_text()


@pytest.mark.parametrize(
    ("settle", "effect"),
    [
        (lambda cast, one: services.turn_key(by=cast.moderator_civ, decision_id=one.pk, confirms=True), "confirmed"),
        (lambda cast, one: services.turn_key(by=cast.moderator_civ, decision_id=one.pk, confirms=False), "lifted"),
        (lambda cast, one: services.expire_unconfirmed(now=timezone.now() + timedelta(days=9)), "expired"),
        (lambda cast, one: services.restore_comment(by=cast.moderator_gov, comment_id=one.comment_id), "restored"),
        (lambda cast, one: None, "provisional"),
    ],
    ids=["confirmed", "lifted", "expired", "restored", "waits"],
)  # fmt: skip
def test_how_a_restriction_stands(stage, cast, post, hide, as_user, settle, effect):
    hide(post("Imbécile !"))
    settle(cast, last_decision())
    soup = soup_of(as_user().get(address(stage)))
    assert soup.select(".register-line")[-1].select_one(f".effect-{effect}")


def test_a_suspension_does_not_end_because_the_words_came_back(stage, cast, post, hide, as_user):
    comment = post("Imbécile !")
    suspend(cast.moderator_gov, comment, stage.articles[0])
    hide(comment)
    services.restore_comment(by=cast.moderator_gov, comment_id=comment.pk)
    soup = soup_of(as_user().get(address(stage)))
    suspension = soup.select(".register-line")[-1]
    assert not suspension.select_one(".effect-restored")
    assert soup.select_one(".effect-restored")


def test_a_second_hiding_does_not_stand_restored(stage, cast, post, hide, as_user):
    comment = hide(post("Imbécile !"))
    services.restore_comment(by=cast.moderator_gov, comment_id=comment.pk)
    hide(comment)
    soup = soup_of(as_user().get(address(stage)))
    newest, _restoring, oldest = soup.select(".register-line")
    assert newest.select_one(".effect-provisional")
    assert oldest.select_one(".effect-restored")


def test_a_link_to_another_entry_leads_to_the_page_that_holds_it(
    stage, cast, as_user, told, monkeypatch
):
    monkeypatch.setattr(queries.lines_page, "__kwdefaults__", {"before": None, "limit": 2})
    soup = soup_of(as_user().get(f"{address(stage)}?before=4"))
    link = next(one["href"] for one in soup.select("dd a") if "#d-" in one["href"])
    place, _hash, anchor = link.partition("#")
    assert soup_of(as_user().get(place)).find(id=anchor)


def test_pages_follow_each_other_without_a_gap(stage, as_user, told, monkeypatch):
    monkeypatch.setattr(queries.lines_page, "__kwdefaults__", {"before": None, "limit": 3})
    found, link = [], address(stage)
    while link:
        soup = soup_of(as_user().get(link))
        found += numbers(soup)
        older = [one for one in soup.select(".more a") if "before=" in one["href"]]
        link = older[0]["href"] if older else None
    assert found == [7, 6, 5, 4, 3, 2, 1]


def test_the_register_is_narrowed_by_what_is_on_offer(stage, as_user, told):
    key = stage.articles[1].key
    for asked, expected in (
        ("action=hide", [4, 1]),
        (f"article={key}", [6, 5]),
        (f"article={key}&action=suspend", [6]),
        ("action=refuse", []),
        ("", [7, 6, 5, 4, 3, 2, 1]),
    ):
        assert numbers(soup_of(as_user().get(f"{address(stage)}?{asked}"))) == expected, asked


@pytest.mark.parametrize(
    "asked", ["action=drop", "action=hide'--", "article=1", "article=%00", "article=author__email"]
)
def test_other_filters_are_refused(stage, as_user, told, asked):
    """CVE-2026-45376, CVE-2023-34090: filters are an allow list and never reach the database."""
    answer = as_user().get(f"{address(stage)}?{asked}")
    assert answer.status_code == 422
    assert "Choose one of the filters" in answer.content.decode()


def test_an_article_of_another_consultation_is_no_filter(stage, as_user, told):
    """CVE-2026-44199: the child must belong to the parent that was checked."""
    foreign = stage.other_draft.consultation.charter_articles.first()
    CharterArticle.objects.filter(pk=foreign.pk).update(key=uuid4())
    foreign.refresh_from_db()
    answer = as_user().get(f"{address(stage)}?article={foreign.key}")
    assert answer.status_code == 422


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "0", "%00"])
def test_no_number_breaks_the_page(stage, as_user, told, before):
    assert as_user().get(f"{address(stage)}?before={before}").status_code == 200


def test_an_empty_register_says_so(stage, as_user):
    soup = soup_of(as_user().get(address(stage)))
    assert "No decision has been taken yet" in soup.get_text()
    assert "no entry yet" in soup.select_one(".register-head").get_text()
    for form in FORMATS[1:]:
        assert as_user().get(address(stage, form)).status_code == 200
    assert json.loads(text_of(as_user().get(address(stage, "register.json"))))["entries"] == []


def test_the_head_stands_in_the_foot_of_the_pages_and_in_the_feed(stage, as_user, told):
    newest = RegisterEntry.objects.get(number=7)
    page = stage.consultation_page.get_translations().get().url
    for one in (address(stage), page, address(stage, "register.atom")):
        said = text_of(as_user().get(one))
        assert newest.hash in said, one
        assert "entry 7" in said, one


def test_the_number_of_queries_does_not_grow(
    stage, cast, post, hide, as_user, told, django_assert_num_queries, django_assert_max_num_queries
):
    forms = FORMATS[:2]
    browser = as_user()
    counted = {}
    for form in forms:
        browser.get(address(stage, form))
        with django_assert_max_num_queries(16) as captured:
            browser.get(address(stage, form))
        counted[form] = len(captured)
    for number in range(6):
        hide(post(f"Encore {number}"))
        services.turn_key(by=cast.moderator_civ, decision_id=last_decision().pk, confirms=False)
    for form in forms:
        with django_assert_num_queries(counted[form]):
            browser.get(address(stage, form))


# What it never says


@pytest.mark.parametrize("form", FORMATS)
def test_neither_hidden_words_nor_people_are_told(stage, cast, as_user, told, form):
    """Decidim issue 12829: what was hidden stays in no copy."""
    for reader in (None, cast.citizen, cast.moderator_gov):
        said = text_of(as_user(reader).get(address(stage, form)))
        words = ["Imbécile", "Achetez", "Ironie", "En effet", "Publicité", "Encore."]
        if reader is None:
            words += [one.public_name for one in (cast.citizen, cast.neighbour)]
            words += [cast.moderator_gov.public_name, str(cast.citizen.pk)]
        assert not [one for one in words if one in said]


@pytest.mark.parametrize(
    "form", [*FORMATS, "transparency/", "transparency.csv", "transparency.json"]
)
def test_a_restricted_consultation_keeps_its_register(stage, cast, as_user, told, form):
    """CVE-2026-40870: what one may not see is a 404 in every form."""
    for page in stage.consultation_page.get_translations(inclusive=True):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert as_user().get(address(stage, form)).status_code == 404
    assert as_user(cast.citizen).get(address(stage, form)).status_code == 200


@pytest.mark.parametrize(
    "form", [*FORMATS, "transparency/", "transparency.csv", "transparency.json"]
)
def test_an_unpublished_consultation_has_no_register(stage, as_user, told, form):
    for page in stage.consultation_page.get_translations(inclusive=True):
        page.unpublish()
    assert as_user().get(address(stage, form)).status_code == 404
    assert as_user().get(f"/en/moderation/{uuid4()}/{form}").status_code == 404


def test_the_register_of_one_consultation_holds_nothing_of_another(stage, as_user, told):
    other = stage.other_draft.consultation.pk
    for form in FORMATS:
        said = text_of(as_user().get(f"/en/moderation/{other}/{form}"))
        assert str(last_decision().pk) not in said


# Hostile titles


HOSTILE = '=HYPERLINK("http://evil.example","<script>alert(1)</script>")\x0b'


@pytest.fixture
def hostile(stage, told):
    article = stage.articles[0]
    CharterArticle.objects.filter(pk=article.pk).update(titles={"en": HOSTILE, "fr": "-1+1"})


def test_a_title_is_text_on_the_page_and_in_the_feed(stage, as_user, hostile):
    """CVE-2024-32034: script in a log entry ran for everyone who read the log."""
    page = as_user().get(address(stage)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    feed = ElementTree.fromstring(as_user().get(address(stage, "register.atom")).content)
    titles = [one.text for one in feed.iter(f"{ATOM}title")]
    assert any("<script>alert(1)</script>" in one for one in titles)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_title_is_no_formula_in_the_table(stage, as_user, hostile, language):
    """Wagtail's policy leaves formulas in exports to us: cells that begin like one are quoted."""
    said = text_of(as_user().get(address(stage, "register.csv", language)))
    rows = list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"))))
    titles = {one["article_title"] for one in rows}
    assert titles & {f"'{HOSTILE}", "'-1+1"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]


def test_a_title_stays_itself_in_the_json(stage, as_user, hostile):
    found = json.loads(text_of(as_user().get(address(stage, "register.json"))))
    assert HOSTILE in {one["now"]["article_title"] for one in found["entries"]}


# The files


def test_the_table_holds_every_entry_in_order(stage, as_user, told):
    answer = as_user().get(address(stage, "register.csv"))
    said = text_of(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert said.startswith('\ufeff"number","at","action"')
    rows = list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"))))
    assert [one["number"] for one in rows] == ["1", "2", "3", "4", "5", "6", "7"]
    assert (rows[0]["effect"], rows[0]["outcome"]) == ("overturned", "overturn")
    assert rows[0]["appealed_at"]
    assert (rows[3]["effect"], rows[3]["college"]) == ("provisional", "civil_society")
    assert rows[0]["hash"] == rows[1]["previous"]


def test_files_are_read_in_portions(stage, as_user, told, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    found = json.loads(text_of(as_user().get(address(stage, "register.json"))))
    assert [one["body"]["number"] for one in found["entries"]] == [1, 2, 3, 4, 5, 6, 7]
    assert found["head"]["hash"] == found["entries"][-1]["hash"]
    assert set(found["entries"][0]["body"]) <= set(found["guide"]) | {"format", "consultation"}


def test_the_feed_is_atom(stage, as_user, told):
    answer = as_user().get(address(stage, "register.atom"))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 7
    assert entries[0].find(f"{ATOM}id").text == f"urn:uuid:{last_decision().pk}"
    assert f"#d-{last_decision().pk}" in entries[0].find(f"{ATOM}link").get("href")


def test_only_reading_is_possible(stage, as_user, cast):
    for form in FORMATS:
        assert as_user(cast.moderator_gov).post(address(stage, form)).status_code == 405


# The consultation's page


@pytest.mark.parametrize("has_two_keys", [True, False])
def test_the_consultation_says_whether_two_keys_are_on(stage, as_user, has_two_keys):
    page = stage.consultation_page.get_translations().get().specific
    page.has_two_keys = has_two_keys
    page.save()
    soup = soup_of(as_user().get(page.url))
    said = soup.select_one(".house-rules").get_text(" ", strip=True)
    assert ("provisional until a moderator of the other confirms" in said) == has_two_keys
    assert ("48 hours" in said) == has_two_keys
    links = [one["href"] for one in soup.select(".house-rules a")]
    assert links == [address(stage), address(stage, "transparency/")]
