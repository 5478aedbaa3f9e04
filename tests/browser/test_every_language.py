"""One journey in each language, one conversation of all, and a page that is the mirror image of
another where its language is written from right to left.
"""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.reader import Reader, sees
from tests.browser.server import PLAN, section_key

SECTION = "why-method"
SAID = {
    "fr": "Il faudrait publier le calendrier complet des réunions publiques avant la fin du mois.",
    "en": "The complete calendar of public meetings should be published before the month is over.",
    "es": "Habría que publicar el calendario completo de las reuniones públicas antes de fin de mes.",
    "ar": "ينبغي نشر الجدول الزمني الكامل للاجتماعات العامة قبل نهاية الشهر حتى يستعد الجميع.",
}
ANSWERED = {
    "fr": "Les dates sont fixées lundi prochain, et chacun pourra les lire sur cette page.",
    "en": "We shall settle every date next Monday and let anybody read them on this page.",
    "es": "Fijaremos todas las fechas el próximo lunes y cualquiera podrá leerlas en esta página.",
    "ar": "سنحدد جميع المواعيد يوم الاثنين المقبل، ويمكن لأي شخص الاطلاع عليها في هذه الصفحة.",
}
NEXT = {"fr": "ar", "ar": "es", "es": "en", "en": "fr"}
"""In which language somebody answers what was said in another."""


def direction(language: str) -> str:
    return "rtl" if language == "ar" else "ltr"


def plan_in(language: str) -> str:
    """Return the address of the plan; that of another language leads there, too."""
    return PLAN.get(language) or PLAN["fr"].replace("/fr/", f"/{language}/", 1)


def read_in(reader: Reader, language: str) -> Reader:
    """Open the talk about a section in a language."""
    reader.go(f"{plan_in(language)}?section={section_key(SECTION)}")
    reader.is_live()
    return reader


def words_of(comment: Locator) -> Locator:
    return comment.locator(".words").first


def runs(words: Locator, language: str) -> None:
    """Expect words to be marked as of a language, and to run as it does."""
    expect(words).to_have_attribute("lang", language)
    expect(words).to_have_css("direction", direction(language))


@pytest.mark.parametrize("language", SAID)
def test_from_the_front_door_to_an_answer(reader, language):
    citizen = reader("citizen")
    citizen.go(f"/{language}/")
    root = citizen.page.locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_css("direction", direction(language))
    for _ in ("the consultation", "its draft"):
        citizen.page.locator("main a.card-link").first.click()
    expect(citizen.page).to_have_url(re.compile(f"/{language}/"))
    expect(root).to_have_attribute("lang", language)

    said = read_in(citizen, language).post(SAID[language])
    runs(words_of(citizen.comment(said)), language)

    other = NEXT[language]
    drafter = read_in(reader("drafter-civ"), other)
    sees(drafter.comment(said))
    runs(words_of(drafter.comment(said)), language)
    answered = drafter.answer(said, ANSWERED[other])
    read_in(citizen, language)
    runs(words_of(citizen.comment(answered)), other)


def test_written_in_arabic_answered_in_french_read_in_spanish(reader):
    author, drafter, stranger = reader("citizen"), reader("drafter-gov"), reader()
    said = read_in(author, "ar").post("من سيتحقق من تنفيذ هذه الالتزامات بعد انتهاء الاستشارة؟")
    answered = read_in(drafter, "fr").answer(
        said, "Un comité indépendant le vérifiera chaque année."
    )
    read_in(stranger, "es")
    thread = stranger.page.locator(".thread", has=stranger.comment(said))
    expect(thread.locator(f"#c-{answered}")).to_be_visible()
    runs(words_of(stranger.comment(said)), "ar")
    runs(words_of(stranger.comment(answered)), "fr")
    expect(stranger.page.locator("html")).to_have_attribute("lang", "es")


MIRRORED = (".brand", "article.draft", ".section-text", ".talk", ".talk h2")


def starts(one: Reader, language: str) -> list[float]:
    """Return how far from the edge where one begins to read each part of the page begins."""
    read_in(one, language)
    return one.page.evaluate(
        """names => names.map(name => {
            const {left, right} = document.querySelector(name).getBoundingClientRect();
            return document.dir === "rtl" ? document.documentElement.clientWidth - right : left;
        })""",
        list(MIRRORED),
    )


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_from_right_to_left_a_page_is_its_own_mirror_image(reader, width):
    one = reader(viewport={"width": width, "height": 900})
    left, right = starts(one, "en"), starts(one, "ar")
    assert right == pytest.approx(left, abs=1.5), dict(
        zip(MIRRORED, zip(left, right, strict=True), strict=True)
    )
