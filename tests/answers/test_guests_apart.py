"""What people say without an account is marked, and counted apart in every total and export.

In 2017 the Federal Communications Commission got 22 million comments on net neutrality, of which the
Attorney General of New York found 18 million to be fake: volume is no evidence.
"""

import csv
import io
import json
import re
from dataclasses import dataclass
from zipfile import ZipFile

import pytest

from consult.answers.models import Completion
from consult.answers.services.completion import complete_consultation
from consult.answers.services.report import make_report
from consult.live.models import Event
from consult.people.guests.services import guest_with
from consult.threads.events import hydrate_comments
from consult.threads.models import Comment
from consult.threads.services import show_words
from tests.answers.answering import publish as publish_answer
from tests.answers.closing import close
from tests.api.client import Script
from tests.factories.pages import publish
from tests.moderation.house import hold, set_rules
from tests.people.organising import make_organisation, speak_for
from tests.threads.pages import HTMX, soup_of

pytestmark = pytest.mark.django_db


@dataclass
class Said:
    """Two contributions of people with accounts, some of guests, and a reply of a guest."""

    accounts: list[Comment]
    guests: list[Comment]
    reply: Comment | None

    @property
    def comments(self) -> int:
        return len(self.guests) + (self.reply is not None)


@pytest.fixture
def say(stage, cast, post):
    set_rules(stage.consultation, allows_guests=True)

    def act(many):
        accounts = [post("Avec compte.", stance="for"), post("Moi aussi.", by=cast.neighbour)]
        people = [
            guest_with(scope=stage.consultation.pk, email=f"g{one}@example.org", language="fr")
            for one in range(many)
        ]
        guests = [post(f"Sans compte {one.public_name}.", by=one) for one in people]
        reply = post("Si.", by=people[0], in_reply_to=accounts[0].pk) if people else None
        return Said(accounts, guests, reply)

    return act


def apart(many):
    return f"({many} of them without an account)" if many else ""


def text(element):
    return " ".join(element.get_text().split())


def marks(answer):
    return soup_of(answer).select(".chip-guest")


@pytest.mark.parametrize("many", [0, 1, 3])
def test_every_page_with_a_total_says_how_many_have_no_account(
    stage, cast, say, english_page, as_user, many
):
    said = say(many)
    draft, consultation = stage.draft.pk, stage.consultation.pk
    answered = [said.accounts[0], *said.guests[:1]]
    answer = publish_answer(cast.drafter_gov, *answered)
    section, of_comments = stage.text.key, apart(said.comments)
    answered_guests = len(said.guests[:1])
    waiting = many - answered_guests
    pages = [
        # address, reader, a place on the page, how many without an account stand in its numbers
        (english_page.url, None, "[data-total-apart]", of_comments),
        (english_page.url, None, f"#foot-{section}", of_comments),
        (f"{english_page.url}?section={section}", None, "#talk-title", of_comments),
        (f"/en/drafts/{draft}/versions/1/", None, f"#s-{section}", of_comments),
        (f"/en/drafting/{draft}/sections/{section}/story/", None, ".talk-count", of_comments),
        (f"/en/drafting/{consultation}/coverage/", None, ".coverage-sum", apart(many)),
        (f"/en/drafting/{consultation}/coverage/", None, ".coverage-sum", apart(waiting)),
        (
            f"/en/drafting/answers/{answer.pk}/",
            None,
            "#contributions-title",
            apart(answered_guests),
        ),
        (f"/en/drafting/{draft}/answers/", None, ".answer-line", apart(answered_guests)),
        (f"/en/drafting/{draft}/", "drafter_gov", "#desk-counts", apart(waiting)),
        (f"/en/drafting/{draft}/", "drafter_gov", ".desk-section", apart(waiting)),
        (
            f"/en/drafting/{draft}/?state=answered",
            "drafter_gov",
            ".desk-facts .meta",
            f"1 reply {apart(1)}" if many else "0 disagree",
        ),
        (f"/en/drafting/{draft}/", "drafter_gov", ".desk-progress", apart(many)),
        (f"/en/drafting/{draft}/", "drafter_gov", ".desk-progress ol", apart(many)),
    ]
    for address, reader, place, words in pages:
        shown = as_user(getattr(cast, reader) if reader else None).get(address)
        assert shown.status_code == 200, address
        found = soup_of(shown).select_one(place)
        assert found, (address, place)
        assert words in text(found), (address, place)
        if not many:
            assert "of them without an account" not in text(soup_of(shown)), address


@pytest.mark.parametrize("many", [0, 2])
def test_every_table_and_export_has_them_apart(stage, cast, say, as_user, many):
    said = say(many)
    publish_answer(cast.drafter_gov, *said.guests[:1], said.accounts[0])
    base = f"/en/drafting/{stage.consultation.pk}/coverage"
    tables = as_user().get(f"{base}.json").json()["tables"]
    section = tables[f"sections-{stage.draft.pk}"][str(stage.text.key)]
    assert section["contributions"] == 2 + many
    assert tables["affiliations"]["citizen"]["contributions"] == 2
    rows = b"".join(as_user().get(f"{base}.csv")).decode("utf-8-sig")
    if not many:
        assert "without" not in json.dumps(tables) + rows
        return
    assert section["without_account"] == many
    assert tables["answered"]["answered"]["without_account"] == 1
    assert tables["answered"]["waiting"]["without_account"] == many - 1
    assert sum(one["without_account"] for one in tables["outcomes"].values()) == 1
    assert tables["colleges"]["government"]["without_account"] == 1
    assert tables["affiliations"]["without_account"]["contributions"] == many
    assert tables["affiliations"]["without_account"]["people"] == many
    assert rows.count("without_account") > 5


@pytest.mark.parametrize("many", [0, 2])
def test_the_api_has_them_apart(stage, cast, say, many):
    said = say(many)
    script, key = Script(), stage.draft.pk
    draft = script.read(f"drafts/{key}/")
    listed = script.read("drafts/")["items"]
    sections = script.read(f"drafts/{key}/sections/")["items"]
    (section,) = (one for one in sections if one["key"] == str(stage.text.key))
    for one in (draft, section, *(one for one in listed if one["key"] == str(key))):
        assert one["comments_count"] == 2 + said.comments + 0
        assert one["comments_without_account_count"] == said.comments
    assert section["stances"] == {"for": 1, "against": 0, "neither": 0}
    coverage = script.read(f"consultations/{stage.consultation.pk}/coverage/")
    assert (coverage["contributions"], coverage["without_account"]) == (2 + many, many)
    assert [one["without_account"] for one in coverage["sections"]] == [many]
    apart = [one for one in coverage["affiliations"] if one["affiliation"] is None]
    assert [one["contributions"] for one in apart] == ([many] if many else [])


def test_the_api_marks_each_of_them_and_finds_them(stage, say):
    said = say(2)
    script, address = Script(), f"drafts/{stage.draft.pk}/comments/"

    def found(query):
        return {one["id"]: one["author"] for one in script.walk(f"{address}?{query}")}

    begun = script.read(f"comments/{said.accounts[0].pk}/")
    assert (begun["replies_count"], begun["replies_without_account_count"]) == (1, 1)
    everybody, guests = found(""), {str(one.pk) for one in said.guests}
    accounts = {str(one.pk) for one in said.accounts}
    assert {key for key, one in everybody.items() if one["without_account"]} == guests
    assert {everybody[key]["affiliation"] for key in guests} == {None}
    assert set(found("account=without")) == guests
    assert set(found("account=with")) == accounts
    assert set(found("affiliation=citizen")) == accounts  # guests declare no affiliation
    assert script.ask("GET", f"{address}?account=maybe").status_code == 422


def test_open_windows_hear_of_it_and_count_it_apart(stage, say):
    said = say(1)
    event = Event.objects.get(object_id=said.guests[0].pk)
    frame = hydrate_comments([event], "en")[event.number]
    assert frame["comment"]["author"]["without_account"] is True
    assert frame["comment"]["author"]["affiliation"] == ""
    counted = frame["comments"]
    assert (counted["section"], counted["section_without_account"]) == (4, 2)
    assert (counted["draft"], counted["draft_without_account"]) == (4, 2)
    assert "chip-guest" in frame["html"]


def test_the_report_the_completion_and_the_archive_count_them_apart(stage, cast, say, as_user):
    said = say(3)
    publish_answer(cast.drafter_gov, said.accounts[0], said.guests[0])
    close(stage)
    complete_consultation(
        by=cast.publisher, consultation_id=stage.consultation.pk, reason="Assez.", language="fr"
    )
    completion = Completion.objects.get()
    assert (completion.contributions_count, completion.guest_contributions_count) == (5, 3)
    assert (completion.unanswered_count, completion.guest_unanswered_count) == (3, 2)
    page = make_report(by=cast.publisher, consultation_id=stage.consultation.pk)
    publish(page)
    figures = stage.consultation.closing_report.figures
    assert figures["accounts"] == {
        "account": {"people": 2, "contributions": 2, "comments": 2},
        "without_account": {"people": 3, "contributions": 3, "comments": 4},
    }
    assert figures["participants"]["citizen"]["people"] == 2
    assert figures["participants"]["without_account"]["people"] == 3
    closing = soup_of(as_user().get(page.url))
    assert len(closing.select("table")) > 2
    admin = as_user(cast.publisher).get(
        f"/admin/consultations/{stage.consultation_page.pk}/closing/"
    )
    assert admin.status_code == 200

    answer = as_user().get(f"/en/drafting/{stage.consultation.pk}/archive.zip")
    with ZipFile(io.BytesIO(b"".join(answer))) as package:
        files = {name: package.read(name).decode("utf-8-sig") for name in package.namelist()}
    rows = list(csv.DictReader(io.StringIO(files["contributions.csv"])))
    of_guests = [one for one in rows if one["without_account"] == "true"]
    assert len(rows) == 6
    assert {one["id"] for one in of_guests} == {str(one.pk) for one in [*said.guests, said.reply]}
    assert {one["affiliation"] for one in of_guests} == {""}
    replies = {one["id"]: (one["replies"], one["replies_without_account"]) for one in rows}
    assert replies[str(said.accounts[0].pk)] == ("1", "1")
    sections = json.loads(files["sections.json"])
    assert sum(one["without_account"] for one in sections) == 3
    kept = json.loads(files["consultation.json"])["completion"]
    assert kept["contributions_without_account"] == 3
    assert kept["unanswered_without_account"] == 2
    assert "no evidence" in files["GUIDE.md"]
    assert "dont 2 sans compte" in files["report/closing-report-fr.html"]


def test_a_report_of_earlier_times_tells_of_no_guests(stage, cast, say, as_user):
    say(0)
    close(stage)
    page = make_report(by=cast.publisher, consultation_id=stage.consultation.pk)
    publish(page)
    row = stage.consultation.closing_report
    del row.figures["accounts"], row.figures["coverage"]["guests"]
    del row.figures["coverage"]["guest_outcomes"]
    row.save()
    shown = as_user().get(page.url)
    assert shown.status_code == 200
    assert "without an account" not in shown.content.decode()


def test_the_transparency_report_has_them_apart(stage, cast, say, hide, as_user):
    said = say(2)
    hold(stage, said.guests[0].author)
    hold(stage, cast.citizen)
    hide(said.guests[1])
    hide(said.accounts[1])
    address = f"/en/moderation/{stage.consultation.pk}/transparency.json"
    tables = as_user().get(address).json()["tables"]
    assert tables["held"]["held"]["contributions"] == 2
    assert tables["held"]["held"]["without_account"] == 1
    assert tables["accounts"]["account"]["restrictions"] == 1
    assert tables["accounts"]["without_account"]["restrictions"] == 1


MARKED = {
    "the talk": "{page}?section={section}",
    "the discussion": "/en/drafts/{draft}/discussion/",
    "what a search finds": "/en/drafts/{draft}/discussion/?q=Sans",
    "a comment alone": "/en/comments/{guest}/",
    "its history": "/en/comments/{guest}/history/",
    "its translations": "/en/comments/{guest}/translations/",
    "what waits for an answer": "/en/drafting/{consultation}/unanswered/",
    "an answer": "/en/drafting/answers/{answer}/",
    "the desk": "/en/drafting/{draft}/",
    "taking up": "/en/drafting/{draft}/contributions/{waiting}/",
    "writing an answer": "/en/drafting/{draft}/answers/new/?contribution={waiting}",
    "a report": "/en/moderation/comments/{guest}/report/",
    "the queue": "/en/moderation/{consultation}/queue/",
}
READERS = {
    "the desk": "drafter_gov",
    "taking up": "drafter_gov",
    "writing an answer": "drafter_gov",
    "the queue": "moderator_gov",
}


@pytest.mark.parametrize("name", MARKED)
def test_wherever_an_author_is_named_it_is_said_that_they_have_no_account(
    stage, cast, say, english_page, as_user, name
):
    said = say(2)
    answer = publish_answer(cast.drafter_gov, said.guests[0])
    hold(stage, said.guests[1].author)
    address = MARKED[name].format(
        page=english_page.url,
        section=stage.text.key,
        draft=stage.draft.pk,
        consultation=stage.consultation.pk,
        guest=said.guests[0].pk,
        waiting=said.guests[1].pk,
        answer=answer.pk,
    )
    reader = getattr(cast, READERS[name]) if name in READERS else None
    shown = as_user(reader).get(address)
    assert shown.status_code == 200
    (first, *_more) = marks(shown)
    assert "without an account" in text(first)
    assert first["title"] == "Confirmed by e-mail only. Counted apart."
    around = first.find_parent(["article", "li", "p", "figcaption", "label", "section"])
    assert "citizen" not in text(around.find_parent() if around.name == "p" else around)[:60]


def test_a_case_marks_its_author_and_its_copies(stage, cast, say, as_user):
    said = say(1)
    hold(stage, said.guests[0].author, body="Encore une fois, pareil et long assez.")
    queue = f"/en/moderation/{stage.consultation.pk}/queue/"
    browser = as_user(cast.moderator_gov)
    row = soup_of(browser.get(queue)).select_one("[data-row]")
    case = browser.get(f"{queue}?case={row['data-row']}")
    author = soup_of(case).select_one(".case-author")
    assert author.select_one(".chip-guest")
    assert "citizen" not in text(author)
    assert "account of" not in text(author)


def test_who_has_an_account_is_not_marked(stage, say, english_page, as_user):
    said = say(1)
    talk = soup_of(as_user().get(f"{english_page.url}?section={stage.text.key}"))
    for one in said.accounts:
        article = talk.find(id=f"c-{one.pk}")
        assert not article.select(".chip-guest")
        assert "citizen" in text(article.header)
    (guest,) = said.guests
    assert "citizen" not in text(talk.find(id=f"c-{guest.pk}").header)


def test_feeds_say_it_beside_the_name(stage, say, english_page, as_user):
    say(1)
    feed = as_user().get(f"/en/drafts/{stage.draft.pk}/news.atom").content.decode()
    assert re.findall(r"<name>([^<]*without[^<]*)</name>", feed) == ["guest 1 (without an account)"]


def test_readers_choose_what_was_said_with_an_account_or_without(stage, say, english_page, as_user):
    said = say(2)
    threads, places = (
        as_user(),
        [
            f"{english_page.url}?section={stage.text.key}&",
            f"/en/drafts/{stage.draft.pk}/discussion/?",
        ],
    )
    for place in places:
        for account, expected in (("without", said.guests), ("with", said.accounts)):
            page = soup_of(threads.get(f"{place}account={account}"))
            roots = [one["data-comment"] for one in page.select(".thread > .comment")]
            assert roots == [str(one.pk) for one in reversed(expected)], place
            assert page.select_one("#choose_account option[selected]")["value"] == account
        assert threads.get(f"{place}account=maybe").status_code == 422


def test_drafters_choose_it_at_their_desk(stage, cast, say, as_user):
    said = say(2)
    browser, desk = as_user(cast.drafter_gov), f"/en/drafting/{stage.draft.pk}/"
    for account, expected in (("without", said.guests), ("with", said.accounts)):
        page = soup_of(browser.get(f"{desk}?account={account}"))
        rows = [one["data-contribution"] for one in page.select("[data-contribution]")]
        assert rows == [str(one.pk) for one in expected]


def test_the_choice_is_offered_only_where_there_are_guests(stage, cast, say, as_user):
    say(0)
    address = f"/fr/drafts/{stage.draft.pk}/discussion/"
    assert not soup_of(as_user().get(address)).select("[name=account]")
    desk = as_user(cast.drafter_gov).get(f"/fr/drafting/{stage.draft.pk}/")
    assert not soup_of(desk).select("[name=account]")
    say(1)
    assert soup_of(as_user().get(address, headers=HTMX)).select("[name=account]")


def test_a_hidden_one_is_counted_nowhere_and_again_when_it_is_back(stage, say, hide):
    said = say(2)
    hide(said.guests[0])
    assert (stage.text.guest_comments_count, stage.text.guest_threads_count) == (2, 1)
    show_words(Comment.objects.get(pk=said.guests[0].pk))
    assert (stage.text.guest_comments_count, stage.text.guest_threads_count) == (3, 2)


def test_an_organisation_is_never_theirs(stage, cast, say, as_user):
    """Guests speak for nobody: the figures of organisations need no column for them."""
    organisation = make_organisation()
    speak_for(cast.citizen, organisation)
    say(2)
    assert not Comment.objects.filter(by_guest=True, organisation__isnull=False).exists()
    html = as_user().get(f"/en/organisations/{organisation.pk}/").content.decode()
    assert "chip-guest" not in html
