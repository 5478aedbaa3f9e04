"""Dates and numbers are written as each language writes them."""

from datetime import datetime

import pytest
from django.utils import formats, translation

pytestmark = pytest.mark.pure

EVENING = datetime(2026, 11, 28, 18, 36)  # noqa: DTZ001 - as it is shown
RLM = "\N{RIGHT-TO-LEFT MARK}"


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("fr", "28 novembre 2026 18:36", "28/11/2026 18:36"),
        ("en", "Nov. 28, 2026, 6:36 p.m.", "11/28/2026 6:36 p.m."),
        ("es", "28 de noviembre de 2026 a las 18:36", "28/11/2026 18:36"),
        ("ar", "28 نوفمبر 2026، 18:36", f"28{RLM}/11{RLM}/2026 18:36"),
    ],
)
def test_a_date_with_its_time(language, long, short):
    with translation.override(language):
        assert formats.date_format(EVENING, "DATETIME_FORMAT") == long
        assert formats.date_format(EVENING, "SHORT_DATETIME_FORMAT") == short


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", "1\N{NO-BREAK SPACE}234,5"), ("en", "1,234.5"), ("ar", "1,234.5")],
)
def test_a_number(language, written):
    with translation.override(language):
        assert formats.number_format(1234.5, force_grouping=True) == written
