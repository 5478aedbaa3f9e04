"""The pages on which an editor sees what becomes of quotes."""

from bs4 import BeautifulSoup

from consult.drafts.models import DraftPage, Version

WORDS = "elles restent dispersées"
HOSTILE = "<script>alert(1)</script>"


def save(page, html, *, by=None):
    """Save the draft with other words in its text section, as the editor's button does."""
    page = DraftPage.objects.get(pk=page.pk)
    page.sections = [
        {**one, "value": html} if one["type"] == "text" else dict(one)
        for one in page.sections.raw_data
    ]
    page.save_revision(user=by)
    return page


def without_text(page):
    page = DraftPage.objects.get(pk=page.pk)
    page.sections = [dict(one) for one in page.sections.raw_data if one["type"] != "text"]
    page.save_revision()
    return page


def address(page, *, asks=False):
    return f"/admin/drafts/{page.pk}/quotes/{'?publish=1' if asks else ''}"


def see(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


def counts(soup):
    return {one["data-fate"]: int(one.get_text()) for one in soup.select("[data-fate]")}


def rows(soup):
    """What becomes of each quote by the lines of the table, by comment."""
    return {one["data-quote"]: one["data-becomes"] for one in soup.select("tr[data-quote]")}


def fields_of(soup, action):
    """What the form sends that goes to an address."""
    form = soup.select_one(f'form[action="{action}"]')
    return {one["name"]: one["value"] for one in form.select("input[type=hidden]")}


def numbers(page):
    versions = Version.objects.filter(
        draft=page.translation_key, language=page.locale.language_code
    )
    return list(versions.order_by("number").values_list("number", flat=True))


def edit_form(browser, page):
    """What the editor's form sends for a page that was just opened, without the button."""
    soup = see(browser, f"/admin/pages/{page.pk}/edit/")
    form = soup.select_one("#page-edit-form")
    sent = {
        one["name"]: one.get("value", "")
        for one in form.select("input[name]")
        if one.get("type") not in ("checkbox", "radio", "submit")
    }
    sent.update({one["name"]: one.get_text() for one in form.select("textarea[name]")})
    raw = DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object().sections.raw_data
    sent["sections-count"] = "1"
    heading = raw[0]
    sent |= {
        "sections-0-deleted": "",
        "sections-0-order": "0",
        "sections-0-type": "heading",
        "sections-0-id": heading["id"],
        "sections-0-value-level": "2",
        "sections-0-value-text": "Ouvrir toutes les données",
        "introduction": "null",
    }
    return sent


def confirm(browser, page, **changed):
    """Press “Publish all the same” on the page that asks about a translation."""
    action = f"/admin/pages/{page.pk}/edit/"
    sent = fields_of(see(browser, address(page, asks=True)), action)
    return browser.post(action, {**sent, **changed})


def publish_many(browser, pages, **sent):
    """Publish pages that were chosen in a list; return the answer and what it shows."""
    chosen = "&".join(f"id={page.pk}" for page in pages)
    answer = browser.post(f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&{chosen}", sent)
    return answer, answer.content.decode()
