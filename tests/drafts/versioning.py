"""Publishing again and again, and reading what the pages of versions say."""

from bs4 import BeautifulSoup

from consult.drafts.models import Section, Version, VersionSection
from tests.factories.pages import publish


def rewrite(page, change):
    """Publish a page with other blocks: `change` gets them as they are stored."""
    raw = [dict(block) for block in page.sections.raw_data]
    page.sections = change(raw)
    return publish(page)


def reworded(raw):
    raw[1] = {**raw[1], "value": "<p>Les données sont ouvertes, mais elles restent dispersées.</p>"}
    return raw


def without_text(raw):
    return [raw[0], raw[2]]


def texts(count, *, word=""):
    return [("text", f"<p>Passage {number} {word}.</p>") for number in range(count)]


def address(page, *parts):
    """Return the address of a page of versions, in French."""
    return "/".join([f"/fr/drafts/{page.translation_key}/versions", *map(str, parts), ""])


def soup_of(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def many_versions(page, count):
    """Write more versions of a page with the words of its latest one, as publications would have."""
    latest = Version.objects.filter(draft=page.translation_key, language="fr").latest("number")
    held = list(VersionSection.objects.filter(version=latest))
    for number in range(latest.number + 1, latest.number + 1 + count):
        version = Version.objects.create(
            draft_id=page.translation_key, language="fr", number=number, title=page.title
        )
        VersionSection.objects.bulk_create(
            VersionSection(
                version=version,
                section=one.section,
                position=one.position,
                kind=one.kind,
                title=one.title,
                level=one.level,
                html=one.html,
                text=one.text,
            )
            for one in held
        )


def retire(page, keys):
    """Publish a page without some of its sections."""
    rewrite(page, lambda raw: [one for one in raw if one["id"] not in keys])
    assert Section.objects.filter(draft=page.translation_key).exclude(retired_at=None).exists()
