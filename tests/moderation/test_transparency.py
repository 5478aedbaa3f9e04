"""The transparency report: its figures, its period, its charts and its files."""

import csv
import io
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from consult.consultations.models import CharterArticle
from consult.moderation import services
from consult.moderation.models import Action, Case, Cause, Decision
from consult.moderation.queries.transparency import Period, tables_of
from consult.moderation.services import Notice, Reasons
from consult.moderation.transparency import Row, Table, shown, with_bars

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(english):
    """The pages above the draft are there in English."""


def address(stage, form="transparency/", language="en"):
    return f"/{language}/moderation/{stage.consultation.pk}/{form}"


def figures(stage, **period):
    """Return the first figure of each row, by table and row."""
    tables = tables_of(stage.consultation.pk, Period(**period))
    return {one.key: {row.key: row.values[0] for row in one.rows} for one in tables}


def last_decision():
    return Decision.objects.order_by("-pk").first()


def decide(by, subject, action, article=None, **more):
    reasons = Reasons(article_id=article and article.pk, **more)
    return services.decide(by=by, subject_id=subject.pk, action=action, reasons=reasons)


def report(stage, comment, by=None, address=""):
    return services.report_comment(
        by=by or AnonymousUser(),
        comment_id=comment.pk,
        notice=Notice(stage.articles[0].pk, language="en"),
        address=address,
    )


@pytest.fixture
def told(stage, cast, post, hide):
    """Two hidden, one of them overturned on appeal; one kept after two reports; one suspension."""
    first, second, third = post("Un"), post("Deux", by=cast.neighbour), post("Trois")
    report(stage, first, cast.neighbour)
    report(stage, third, cast.neighbour)
    report(stage, third, address="192.0.2.7")
    hide(first)
    services.turn_key(by=cast.moderator_civ, decision_id=last_decision().pk, confirms=True)
    hidden = Decision.objects.get(action=Action.HIDE)
    appeal = services.appeal_decision(by=cast.citizen, decision_id=hidden.pk, words="Non.")
    services.settle_appeal(
        by=cast.moderator_civ, appeal_id=appeal.pk, upholds=False, explanation="En effet."
    )
    hide(second, by=cast.moderator_civ)
    services.expire_unconfirmed(now=timezone.now() + timedelta(days=9))
    decide(cast.moderator_gov, third, "keep")
    decide(
        cast.moderator_gov,
        second,
        "suspend",
        stage.articles[1],
        explanation="Assez.",
        until=timezone.now() + timedelta(days=3),
    )


def test_every_figure_is_what_was_decided(stage, told):
    found = figures(stage)
    some = {key: many for key, many in found["actions"].items() if many}
    assert some == {"hide": 2, "keep": 1, "suspend": 1, "confirm": 1, "expire": 1, "overturn": 1}
    assert list(found["articles"].values()) == [2, 1]
    assert found["colleges"] == {"government": 3, "civil_society": 3, "rule": 1}
    assert found["automation"] == {"automated": 1, "noticed": 0, "neither": 6}
    assert found["reports"] == {"received": 3, "hidden": 1, "kept": 2, "other": 0, "waiting": 0}
    assert found["appeals"] == {"received": 1, "upheld": 0, "overturned": 1, "waiting": 0}
    assert found["keys"] == {"provisional": 2, "confirmed": 1, "lifted": 0, "expired": 1}
    assert found["suspensions"] == {"consultation": 1, "site": 0}


def test_articles_tell_their_reports_and_reversals(stage, told):
    table = next(one for one in tables_of(stage.consultation.pk, Period()) if one.key == "articles")
    assert list(table.columns) == ["restrictions", "reports", "overturned"]
    assert [row.values for row in table.rows] == [(2, 3, 1), (1, 0, 0)]


def test_nothing_of_another_consultation_is_counted(stage, told):
    other = stage.other_draft.consultation.pk
    for table in tables_of(other, Period()):
        assert not any(value for row in table.rows for value in row.values), table.key


@pytest.mark.parametrize(
    ("hours", "median"), [([5], 5), ([9, 1], 5), ([1, 50, 2], 2), ([1, 3, 90, 4], 3.5), ([], None)]
)
def test_the_median_is_that_of_the_cases_of_a_cause(stage, cast, post, hours, median):
    """The middle one, or the mean of the two in the middle; what is open or was taken back is none."""
    now = timezone.now().replace(microsecond=0)
    comment = post()
    decision = decide(cast.moderator_gov, comment, "keep")
    for many in hours:
        case(comment, Cause.REPORTED, now, many, decision)
    case(comment, Cause.CHANGED, now, 7, decision)
    case(comment, Cause.REPORTED, now, 1000, None)
    found = figures(stage)["times"]
    assert found["reported"] == (median and timedelta(hours=median))
    assert found["changed"] == timedelta(hours=7)


def case(comment, cause, now, hours, decision):
    Case.objects.create(
        consultation=comment.draft.consultation,
        cause=cause,
        comment=comment,
        opened_at=now - timedelta(hours=hours),
        closed_at=now,
        closed_by=decision,
    )


def test_a_period_holds_its_first_and_its_last_day(stage, cast, post, told):
    days = [timezone.localdate() - timedelta(days=back) for back in (5, 3, 1)]
    decisions = list(Decision.objects.filter(action__in=["hide", "keep"]).order_by("pk"))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for decision, day in zip(decisions, days, strict=True):
        at = midnight.replace(year=day.year, month=day.month, day=day.day)
        Decision.objects.filter(pk=decision.pk).update(decided_at=at)

    def counted(**period):
        found = figures(stage, **period)["actions"]
        return found["hide"] + found["keep"]

    assert counted(start=days[0], end=days[2]) == 3
    assert counted(start=days[0], end=days[1]) == 2
    assert counted(start=days[1], end=days[1]) == 1
    assert counted(start=days[2]) == 1
    assert counted(end=days[0] - timedelta(days=1)) == 0


def test_the_page_shows_each_chart_beside_its_table(stage, as_user, told):
    answer = as_user().get(address(stage))
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert "Digital Services Act" in soup.get_text()
    sections = soup.select(".figures")
    assert [one["id"] for one in sections] == [
        *("actions", "articles", "colleges", "automation", "held", "reports", "times"),
        *("appeals", "keys", "suspensions"),
    ]
    for one in sections:
        assert one.select_one("table caption")
        chart = one.select_one("svg[role=img]")
        if chart is None:
            assert "Nothing in this time" in one.get_text()
            continue
        named = chart["aria-labelledby"].split()
        assert [chart.find(id=key).name for key in named] == ["title", "desc"]
        rows = one.select("tbody tr")
        assert len(chart.select(".chart-row")) == len(rows)
    assert soup.select_one("#colleges .chart-government rect.chart-mark")
    assert soup.select_one("#colleges .chart-civil_society circle.chart-mark")
    assert len(soup.select("svg")) >= 8


def test_an_empty_report_says_nothing_happened(stage, as_user):
    soup = BeautifulSoup(as_user().get(address(stage)).content, "html.parser")
    assert not soup.select(".figures svg")
    assert len(soup.select(".figures table")) == 10


@pytest.mark.parametrize(
    "asked",
    [
        "start=yesterday",
        "end=2027-02-30",
        "start=0001-01-01",
        "end=9999-12-31",
        "start=2026-02-02&end=2026-02-01",
        "start=2999-01-01",
        "start=%00",
    ],
)
def test_dates_that_are_none_come_back_with_what_is_wrong(stage, as_user, told, asked):
    answer = as_user().get(f"{address(stage)}?{asked}")
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert soup.select(".field-errors li")
    assert not soup.select(".figures")
    typed = asked.split("=")[1]
    if typed.startswith(("yes", "2027")):
        assert typed in {one.get("value") for one in soup.select(".period-form input")}
    for form in ("transparency.csv", "transparency.json"):
        assert as_user().get(f"{address(stage, form)}?{asked}").status_code == 422


def test_the_files_hold_the_figures_of_the_page(stage, as_user, told):
    today = timezone.localdate()
    period = f"?start={today - timedelta(days=1)}&end={today}"
    found = json.loads(as_user().get(address(stage, "transparency.json") + period).content)
    assert found["start"] == str(today - timedelta(days=1))
    assert found["tables"]["actions"]["hide"] == {"name": "hidden", "decisions": 2}
    answer = as_user().get(address(stage, "transparency.csv") + period)
    said = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(said)))
    hidden = [one for one in rows if (one["table"], one["row"]) == ("actions", "hide")]
    assert [one["value"] for one in hidden] == ["2"]
    assert {one["table"] for one in rows} == set(found["tables"])


def test_the_number_of_queries_does_not_grow(
    stage, cast, post, hide, as_user, told, django_assert_num_queries, django_assert_max_num_queries
):
    browser = as_user()
    browser.get(address(stage))
    with django_assert_max_num_queries(20) as few:
        browser.get(address(stage))
    for number in range(5):
        comment = post(f"Encore {number}")
        report(stage, comment, cast.neighbour)
        hide(comment)
    with django_assert_num_queries(len(few)):
        browser.get(address(stage))


def test_a_hostile_title_is_text_in_each_form(stage, as_user, told):
    """CVE-2024-32034: statistics escape too; and a cell is no formula."""
    hostile = "</desc><script>alert(1)</script>"
    one, other = stage.articles
    CharterArticle.objects.filter(pk=one.pk).update(titles={"en": hostile})
    CharterArticle.objects.filter(pk=other.pk).update(titles={"en": "=1+1"}, number=0)
    page = as_user().get(address(stage)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    answer = as_user().get(address(stage, "transparency.csv"))
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()[1:]))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@"))]


def test_no_person_and_no_words_are_told(stage, cast, as_user, told):
    page = as_user().get(address(stage)).content.decode()
    for one in (cast.citizen, cast.neighbour, cast.moderator_gov):
        assert one.public_name not in page


# Charts and times, as they are drawn and said


def test_a_chart_begins_where_people_begin_to_read():
    table = Table("keys", "Keys", {"n": "n"}, [Row("a", "A", (4,)), Row("b", "B", (0,))])
    left = with_bars(table, from_the_right=False).bars
    right = with_bars(table, from_the_right=True).bars
    assert [(one.x, one.width, one.label_x) for one in left] == [(0, 304, 0), (0, 0, 0)]
    assert [(one.x, one.width, one.label_x) for one in right] == [(16, 304, 320), (320, 0, 320)]


def test_times_are_said_in_two_units():
    with translation.override("en"):
        assert shown(timedelta(days=2, hours=3, minutes=4)) == "2 days 3 hours"
        assert shown(timedelta(hours=1)) == "1 hour"
        assert shown(timedelta(minutes=61)) == "1 hour 1 minute"
        assert shown(timedelta(seconds=3)) == "less than a minute"
        assert shown(None) == "–"
