"""How many are reading, for all to see."""

import re

from playwright.sync_api import expect

from tests.browser.reader import Reader

SOON = 8_000
"""Milliseconds: the count is told every two seconds."""


def reading(one: Reader, viewers: int) -> None:
    chip = one.page.locator("[data-presence]").first
    expect(chip).to_be_visible(timeout=SOON)
    expect(chip).to_have_text(re.compile(rf"^\D*{viewers}\D*$"), timeout=SOON)


def test_count_goes_up_and_down(reader):
    first, second = reader("citizen"), reader("drafter-civ")
    first.open()
    reading(first, 1)
    second.open(language="en")
    reading(first, 2)
    reading(second, 2)

    tab = second.tab()
    tab.open()
    reading(tab, 2)  # the same person, twice

    second.context.close()
    reading(first, 1)
