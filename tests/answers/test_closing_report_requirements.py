"""What OGP asks for: how each requirement stands, by what is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consult.answers.queries.requirements import as_figures, of_figures
from consult.answers.requirements import (
    RULES,
    Facts,
    Requirement,
    Source,
    Status,
    checklist,
    counts,
)

AT = datetime(2027, 6, 30, tzinfo=UTC)
OPENS, CLOSES = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 30, tzinfo=UTC)
KNOWN = Facts(
    at=AT,
    opens_at=OPENS,
    closes_at=CLOSES,
    answers_until=AT,
    announced_at=OPENS - timedelta(days=20),
    government_seats=2,
    civil_society_seats=2,
    articles=5,
    publications=(date(2027, 3, 1), date(2027, 6, 1)),
    contributions=80,
    answered=80,
    stated=frozenset({"1.1", "3.2", "5.1"}),
)


def status(number, **changes):
    facts = replace(KNOWN, **changes)
    return {one.requirement.value: one.status for one in checklist(facts)}[number]


def test_a_consultation_can_meet_all_of_them():
    assert counts(checklist(KNOWN)) == {"met": 8, "partly": 0, "not_met": 0, "unknown": 0}


@pytest.mark.parametrize(
    ("number", "changes", "expected"),
    [
        ("1.1", {"stated": frozenset()}, Status.PARTLY),
        ("1.1", {"articles": 0}, Status.PARTLY),
        ("1.1", {"civil_society_seats": 0}, Status.NOT_MET),
        ("1.1", {"government_seats": 0}, Status.NOT_MET),
        ("2.1", {"is_public": False}, Status.NOT_MET),
        ("2.2", {"is_public": False}, Status.NOT_MET),
        ("2.2", {"publications": ()}, Status.NOT_MET),
        ("2.2", {"publications": (date(2027, 6, 1),)}, Status.PARTLY),
        ("2.2", {"publications": (date(2025, 6, 1), date(2027, 6, 1))}, Status.PARTLY),
        ("3.1", {"announced_at": None}, Status.NOT_MET),
        ("3.1", {"announced_at": OPENS}, Status.NOT_MET),
        ("3.1", {"announced_at": OPENS - timedelta(days=13)}, Status.PARTLY),
        ("3.1", {"announced_at": OPENS - timedelta(days=14)}, Status.MET),
        ("3.2", {"stated": frozenset()}, Status.UNKNOWN),
        ("3.3", {"contributions": 0}, Status.PARTLY),
        ("3.3", {"at": OPENS - timedelta(days=1)}, Status.UNKNOWN),
        ("4.1", {"contributions": 0, "answered": 0}, Status.UNKNOWN),
        ("4.1", {"answered": 0}, Status.NOT_MET),
        ("4.1", {"answered": 79}, Status.PARTLY),
        ("4.1", {"answered": 79, "is_completed": True}, Status.MET),
        ("5.1", {"stated": frozenset()}, Status.UNKNOWN),
    ],
)
def test_each_stands_by_what_is_known(number, changes, expected):
    assert status(number, **changes) == expected


def test_days_come_from_the_consultation_or_are_guidance():
    due = {one.requirement.value: (one.due, one.due_is_guidance) for one in checklist(KNOWN)}
    assert due["3.1"] == (OPENS - timedelta(days=14), True)
    assert due["3.3"] == (CLOSES, False)
    assert due["4.1"] == (AT, False)
    assert due["1.1"] == (None, False)
    assert replace(KNOWN, answers_until=None).answers_until is None


def test_each_has_its_rule_and_who_says_so():
    assert set(RULES) == set(Requirement)
    unchecked = {one for one, (source, _rule) in RULES.items() if source == Source.READING}
    assert unchecked == {Requirement.TIMELINE, Requirement.OUTREACH, Requirement.INPUTS}


def test_facts_survive_being_kept():
    assert of_figures(as_figures(KNOWN), KNOWN.stated) == KNOWN
    bare = Facts(at=AT, opens_at=OPENS, closes_at=CLOSES)
    assert of_figures(as_figures(bare), ()) == bare
