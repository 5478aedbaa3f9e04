"""Changing the language keeps the place in the text, the talk that is open, and unsent words."""

import re

from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.server import section_key

SECTION = "commons-intro"


def switch(one: Reader, code: str) -> None:
    """Choose another language in the menu."""
    one.page.locator(f".menu-languages a[data-language={code}]").first.click()
    expect(one.page.locator(f"html[lang={code}]")).to_have_count(1)


def test_the_passage_in_view_stays_in_view(reader):
    one = reader()
    one.open()
    key = section_key(SECTION)
    one.page.locator(f"#s-{key}").evaluate("element => element.scrollIntoView({block: 'start'})")
    one.page.wait_for_timeout(400)  # one reads where the page rests
    switch(one, "en")
    expect(one.page).to_have_url(re.compile(f"/en/.*#s-{key}$"))
    expect(one.page.locator(f"#s-{key}")).to_be_in_viewport()


def test_at_the_top_no_passage_is_named(reader):
    one = reader()
    one.open()
    switch(one, "en")
    assert "#" not in one.page.url.removesuffix("#")


def test_the_talk_stays_open_with_its_order_and_unsent_words(reader):
    author = reader("citizen")
    author.open(SECTION)
    author.field().fill("À moitié écr")
    for code in ("en", "ar", "fr"):
        switch(author, code)
        expect(author.page).to_have_url(re.compile(f"section={section_key(SECTION)}"))
        expect(author.field()).to_have_value("À moitié écr")


def test_without_a_script_the_address_keeps_what_was_asked_for(reader):
    one = reader()
    one.open(SECTION, query="&order=oldest")
    link = one.page.locator(".menu-languages a[data-language=en]").first
    address = link.get_attribute("href")
    assert f"section={section_key(SECTION)}" in address
    assert "order=oldest" in address
