"""A suggestion starts from the passage's present words; names are completed as they are typed."""

from playwright.sync_api import expect

from tests.browser.reader import sees

SECTION = "commons-fund"


def test_wording_is_there_when_it_is_wanted(reader):
    author, public = reader("citizen"), reader()
    author.open(SECTION)
    public.open(SECTION)
    box = author.composer()
    wording = box.locator("[name=wording]")
    expect(wording).to_be_hidden()
    passage = box.locator("[data-quote-from]").input_value()

    box.locator("[name=kind][value=suggestion]").check()
    expect(wording).to_be_visible()
    expect(wording).to_have_value(passage)
    wording.evaluate("one => one.setRangeText('Dès demain, ', 0, 0)")
    posted = author.post("Plus tôt.")

    proposal = author.comment(posted).locator(".proposal")
    expect(proposal.locator("ins")).to_contain_text("Dès demain,")
    expect(wording).to_be_hidden()
    public.page.locator("[data-fresh]").first.click(timeout=5_000)
    sees(public.comment(posted).locator(".proposal ins"))


def test_names_are_completed_by_keyboard(reader):
    """What is completed is what people called themselves: text, never markup (CVE-2026-23891)."""
    author, other = reader("citizen"), reader("drafter-civ")
    other.open(SECTION)
    name = other.page.locator("[data-reader]").get_attribute("data-reader")
    other.post_by_http(SECTION, "J'ai pris part.")
    author.open(SECTION)
    field, names = author.field(), author.page.locator("#names")

    field.press_sequentially(f"Merci @{name[:3]}")
    option = names.get_by_role("option", name=name)
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-controls", "names")
    active = field.get_attribute("aria-activedescendant")
    expect(author.page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(names).to_have_count(0)
    assert field.get_attribute("aria-activedescendant") is None

    field.press_sequentially(name[3])
    expect(option).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value(f"Merci @{name} ")
    posted = author.post(f"Merci @{name} !")
    expect(author.comment(posted).locator(".words strong")).to_have_text(f"@{name}")


def test_hostile_names_stay_text(reader):
    author = reader("citizen")
    author.open(SECTION)
    hostile = '<img src=x onerror="document.title = 1">'
    author.page.route("**/names/?*", lambda route: route.fulfill(json={"names": [hostile]}))

    author.field().press_sequentially("@im")

    option = author.page.locator("#names").get_by_role("option")
    expect(option).to_have_text(hostile)
    expect(option.locator("img")).to_have_count(0)
    option.click()
    expect(author.field()).to_have_value(f"@{hostile} ")
    expect(author.field()).to_be_focused()
