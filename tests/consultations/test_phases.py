"""The phase of a consultation, at each of its boundaries."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.consultations.models import Consultation
from consult.consultations.phases import Phase, phase_at

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
CLOSES = datetime(2027, 4, 1, 22, tzinfo=UTC)
ANSWERED = datetime(2027, 6, 1, 22, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (OPENS - timedelta(days=400), Phase.ANNOUNCED),
        (OPENS - MOMENT, Phase.ANNOUNCED),
        (OPENS, Phase.OPEN),
        (CLOSES - MOMENT, Phase.OPEN),
        (CLOSES, Phase.ANSWERING),
        (ANSWERED - MOMENT, Phase.ANSWERING),
        (ANSWERED, Phase.CLOSED),
        (ANSWERED + timedelta(days=400), Phase.CLOSED),
    ],
)
def test_each_phase_includes_its_first_instant_and_not_its_last(at, phase):
    assert phase_at(at, opens_at=OPENS, closes_at=CLOSES, answers_until=ANSWERED) == phase


def test_without_a_term_answering_has_no_end():
    far = CLOSES + timedelta(days=4000)
    assert phase_at(far, opens_at=OPENS, closes_at=CLOSES, answers_until=None) == Phase.ANSWERING


def test_answers_due_at_closing_leave_no_time_for_answering():
    assert phase_at(CLOSES, opens_at=OPENS, closes_at=CLOSES, answers_until=CLOSES) == Phase.CLOSED


@pytest.mark.parametrize(
    "impossible",
    [
        {"closes_at": OPENS},
        {"closes_at": OPENS - MOMENT},
        {"answers_until": CLOSES - MOMENT},
    ],
)
def test_the_database_refuses_impossible_times(db, impossible):
    times = {"opens_at": OPENS, "closes_at": CLOSES, "answers_until": ANSWERED, **impossible}
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.create(pk=uuid4(), **times)


def test_a_row_knows_its_phase_now(stage):
    assert stage.consultation.phase() == Phase.OPEN
    assert stage.consultation.phase(stage.consultation.opens_at - MOMENT) == Phase.ANNOUNCED
