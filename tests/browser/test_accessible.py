"""axe finds nothing, and nothing scrolls sideways: on each page, on a phone and on a wide screen, in
French, Spanish and Arabic, the chief ones in English; light and dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.browser.server import PASSWORD, PLAN, section_key

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": {"width": 360, "height": 740}, "wide": {"width": 1280, "height": 800}}
SCHEMES = {
    "light": {"runOnly": {"type": "tag", "values": TAGS}},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},
}
"""What is looked for in each colour scheme: only colours differ."""

HOME = {"fr": "/fr/", "en": "/en/"}
LISTING = {"fr": "/fr/consultations/", "en": "/en/consultations/"}
CONSULTATION = {
    "fr": "/fr/consultations/plan-2027-2029/",
    "en": "/en/consultations/plan-2027-2029/",
}
CLOSED = {
    "fr": "/fr/consultations/decisions-de-justice-ouvertes/projet-decisions-de-justice/",
    "en": "/en/consultations/open-court-decisions/draft-court-decisions/",
}
REPORT = {
    "fr": "/fr/consultations/decisions-de-justice-ouvertes/closing-report/",
    "en": "/en/consultations/open-court-decisions/closing-report/",
}
ARTICLE = {"fr": "/fr/comment-participer/", "en": "/en/how-to-take-part/"}


def language_of(one: Reader) -> str | None:
    """Return the language of the page around the words."""
    return one.page.locator("html").get_attribute("lang")


def account(path: str) -> dict[str, str]:
    return {language: f"/{language}/account/{path}/" for language in ("fr", "en")}


def talk(section: str, draft: dict[str, str] = PLAN) -> dict[str, str]:
    key = section_key(section)
    return {language: f"{path}?section={key}" for language, path in draft.items()}


def refused(one: Reader) -> None:
    """Be refused in the box."""
    one.composer().locator("button[type=submit]").click()
    expect(one.composer().get_by_role("alert")).to_be_visible()


def deciding(one: Reader) -> None:
    """Open the form that hides a comment."""
    one.page.locator(".act-moderate").first.click()
    expect(one.page.locator("form.decision")).to_be_visible()


def refused_form(one: Reader) -> None:
    """Send a form of an account empty."""
    one.page.locator("main form button[type=submit]").first.click()
    expect(one.page.locator(".error-summary")).to_be_visible()


def answering(one: Reader) -> None:
    """Open the box for a reply."""
    one.page.locator(".act-reply").first.click()
    expect(one.page.locator(".composer-reply")).to_be_visible()


def suggesting(one: Reader) -> None:
    """Choose to propose a wording, open the box for quotes, and quote something."""
    one.composer().locator("[name=kind][value=suggestion]").check()
    expect(one.composer().locator("[name=wording]")).to_be_visible()
    one.quote_from_box(0, 20)
    expect(one.composer().locator(".quote-preview")).to_be_visible()


def changing_own(one: Reader) -> None:
    """Have unsent words come back, a vote refused, and the forms for one's own words open."""
    one.is_live()
    edited, doomed = one.post("À changer."), one.post("À reprendre.")
    one.edit(edited, "Changé.")
    one.field().fill("À moitié écr")
    one.page.reload()
    one.is_live()
    expect(one.page.locator(".unsent")).to_be_visible()
    with one.offline():
        one.page.locator("button.vote").first.click()
        expect(one.page.locator(".votes .refusal")).to_be_visible()
    one.comment(edited).locator(".act-edit").click()
    expect(one.comment(edited).locator(".composer-edit")).to_be_visible()
    one.comment(doomed).locator(".act-delete").click()
    expect(one.comment(doomed).locator(".composer-delete")).to_be_visible()
    one.field().fill("")


def mentioning(one: Reader) -> None:
    """Have names to choose from."""
    one.page.route("**/names/?*", lambda route: route.fulfill(json={"names": ["Ana", "Anatole"]}))
    one.field().press_sequentially("@an")
    expect(one.page.locator("#names")).to_be_visible()


def among_keys(one: Reader) -> None:
    """Have the keys shown."""
    one.page.locator("[data-keys]").click()
    expect(one.page.get_by_role("dialog")).to_be_visible()


def all_of_it(one: Reader) -> None:
    """Go to the whole discussion of the text."""
    draft = one.page.locator("[data-stream]").get_attribute("data-stream")
    language = language_of(one)
    one.go(f"/{language}/drafts/{draft}/discussion/")
    expect(one.page.locator(".comment").first).to_be_visible()


def in_register(one: Reader) -> None:
    """Go to the register, with all there is to open."""
    one.page.locator(".house-rules-links a").first.click()
    one.page.locator(".register-files summary").click()
    one.page.locator(".choose > summary").click()
    expect(one.page.locator(".register-guide")).to_be_visible()


def in_report(one: Reader) -> None:
    """Go to the transparency report."""
    one.page.locator(".house-rules-links a").last.click()
    expect(one.page.locator(".figures table").first).to_be_visible()


def past(one: Reader) -> None:
    """Go to the history of what somebody says."""
    comment = one.page.locator(".comment").first.get_attribute("data-comment")
    language = language_of(one)
    one.go(f"/{language}/comments/{comment}/history/")


def among_news(one: Reader) -> None:
    """Come back after an hour, with words selected."""
    here = one.page.url
    one.go(f"/{language_of(one)}/")
    one.page.evaluate(
        """() => {
            const name = Object.keys(localStorage).find((one) => one.includes("visit"));
            const {counts, ...visit} = JSON.parse(localStorage.getItem(name));
            for (const key in counts) counts[key] = 0;
            localStorage.setItem(name, JSON.stringify({...visit, counts, newest: "0", at: 0}));
        }"""
    )
    one.page.goto(here)
    expect(one.page.locator(".chip-new").first).to_be_visible()
    expect(one.page.locator("[data-since-visit]")).to_be_visible()
    one.select("climate-catalogue", 5, 30)
    expect(one.page.locator(".quote-offer")).to_be_visible()


def drafting(path: str = "") -> Callable[[Reader], None]:
    """Return how to come from a draft to a page about what is made of it."""

    def come(one: Reader) -> None:
        draft = one.page.locator("[data-stream]").get_attribute("data-stream")
        language = language_of(one)
        one.go(f"/{language}/drafting/{draft}/{path}")

    return come


def taking_up(one: Reader) -> None:
    """Open a suggestion beside the text."""
    drafting("?kind=suggestion")(one)
    one.page.locator(".desk-acts a").first.click()
    expect(one.page.locator("#take-up form")).to_be_visible()


def writing_an_answer(one: Reader) -> None:
    """Send an answer without its reasons."""
    one.page.locator(".comment").first.wait_for()
    comment = one.page.locator(".comment").first.get_attribute("data-comment")
    drafting(f"answers/new/?contribution={comment}")(one)
    one.page.locator(".answer-form button[value=save]").click()
    expect(one.page.locator(".answer-form [role=alert]").first).to_be_visible()


def in_answer(one: Reader) -> None:
    """Open the newest answer."""
    drafting("answers/")(one)
    one.page.locator(".answer-link").first.click()
    expect(one.page.locator("h1 [class*='outcome-']")).to_be_visible()


def side_by_side(one: Reader) -> None:
    """Compare both versions of the text, each in a column."""
    draft = one.page.locator("[data-stream]").get_attribute("data-stream")
    one.go(f"/{language_of(one)}/drafts/{draft}/versions/1...2/?view=sides")
    expect(one.page.locator("main")).to_be_visible()


def in_coverage(one: Reader) -> None:
    """Go to how much is answered."""
    one.page.locator("main a[href*='/coverage/']").first.click()
    expect(one.page.locator(".figures table").first).to_be_visible()


def proving(path: str) -> Callable[[Reader], None]:
    """Return how to come to a page of the account's safety: by the password, once more."""

    def come(one: Reader) -> None:
        language = language_of(one)
        one.go(f"/{language}/account/{path}/")
        if "reauthenticate" in one.page.url:  # for some minutes one proof is enough
            one.page.locator("main [name=password]").fill(PASSWORD)
            one.page.locator("main form button[type=submit]").first.click()
        one.page.wait_for_url(f"**/account/{path}/")

    return come


def asking_for_a_code(one: Reader) -> None:
    """Ask for a code, and type a wrong one."""
    one.page.locator("#code_email").fill("nobody@example.org")
    one.page.locator("main form button[type=submit]").first.click()
    one.page.locator("[name=code]").fill("BBBB-BBBB")
    one.page.locator("main form button[type=submit]").first.click()
    expect(one.page.locator(".error-summary")).to_be_visible()


def asking_for_nobody(one: Reader) -> None:
    """Ask what was written with an address to which no mail can be sent."""
    one.page.locator("main form [name=email]").fill("nobody@nowhere")
    one.page.locator("main form button[type=submit]").first.click()
    expect(one.page.get_by_role("alert")).to_be_visible()


def choosing_a_name(one: Reader) -> None:
    """Come to the page on which a name for one consultation is chosen, and choose none."""
    one.page.locator(".composer a[href*='/account/names/']").first.click()
    refused_form(one)


IN_TALK = ("talk", "talk signed in", "refused", "deciding", "suggesting", "changing", "mentioning")
"""Where only the talk is looked at, as the page around it is that of `draft`."""

PAGES: dict[str, tuple[dict[str, str], str | None, Callable[[Reader], None]]] = {
    "home": (HOME, None, lambda _: None),
    "article": (ARTICLE, None, lambda _: None),
    "list": (LISTING, None, lambda _: None),
    "consultation": (CONSULTATION, None, lambda _: None),
    "register": (CONSULTATION, None, in_register),
    "transparency": (CONSULTATION, None, in_report),
    "draft": (PLAN, None, lambda _: None),
    "closed draft": (CLOSED, None, lambda _: None),
    "talk": (talk("climate-catalogue"), None, lambda _: None),
    "talk signed in": (talk("climate-catalogue"), "citizen", answering),
    "refused": (talk("climate-catalogue"), "citizen", refused),
    "deciding": (talk("climate-catalogue"), "moderator-civ", deciding),
    "suggesting": (talk("climate-catalogue"), "citizen", suggesting),
    "changing": (talk("commons-intro"), "citizen", changing_own),
    "mentioning": (talk("climate-catalogue"), "citizen", mentioning),
    "keys": (talk("why-method"), "citizen", among_keys),
    "news": (talk("climate-catalogue"), "citizen", among_news),
    "discussion": (PLAN, "citizen", all_of_it),
    "history": (talk("climate-catalogue"), None, past),
    "desk": (PLAN, "drafter-civ", drafting()),
    "taking up": (PLAN, "drafter-civ", taking_up),
    "answering": (talk("commons-fund"), "drafter-civ", writing_an_answer),
    "answers": (PLAN, None, drafting("answers/")),
    "answer": (PLAN, None, in_answer),
    "signing": (PLAN, "drafter-gov", drafting("signing/")),
    "story": (PLAN, None, drafting(f"sections/{section_key('lobby-register')}/story/")),
    "sides": (PLAN, None, side_by_side),
    "coverage": (CONSULTATION, None, in_coverage),
    "closing report": (REPORT, None, lambda _: None),
    "log-in": (account("login"), None, refused_form),
    "sign-up": (account("signup"), None, refused_form),
    "password reset": (account("password/reset"), None, lambda _: None),
    "code": (account("login"), None, asking_for_a_code),
    "sign-in by code": (account("login/code"), None, refused_form),
    "sign-up with a passkey": (account("signup/passkey"), None, refused_form),
    "old link": (account("confirm-email/abc:def"), None, lambda _: None),
    "addresses": (account("email"), "citizen", lambda _: None),
    "password": (account("password/change"), "citizen", refused_form),
    "second factor": (account("second-factor"), "citizen", lambda _: None),
    "is it you": (account("second-factor/totp/activate"), "citizen", lambda _: None),
    "app": (account("profile"), "citizen", proving("second-factor/totp/activate")),
    "key": (account("profile"), "citizen", proving("second-factor/webauthn/add")),
    "my keys": (account("second-factor/webauthn"), "citizen", lambda _: None),
    "sessions": (account("sessions"), "citizen", lambda _: None),
    "connected": (account("connected"), "citizen", lambda _: None),
    "profile": (account("profile"), "citizen", lambda _: None),
    "notices": (account("notices"), "citizen", lambda _: None),
    "following": (account("following"), "citizen", lambda _: None),
    "how one is told": (account("told"), "citizen", lambda _: None),
    "my data": (account("data"), "citizen", lambda _: None),
    "privacy": ({"fr": "/fr/privacy/", "en": "/en/privacy/"}, None, lambda _: None),
    "written in my name": ({"fr": "/fr/guests/"}, None, asking_for_nobody),
    "old link of a guest": ({"fr": "/fr/guests/link/abc/"}, None, lambda _: None),
    "contributions to claim": (account("contributions"), "citizen", lambda _: None),
    "names": (account("names"), "citizen", lambda _: None),
    "name": (talk("climate-catalogue"), "citizen", choosing_a_name),
    "leaving": (account("data/erase"), "citizen", lambda _: None),
    "404": ({"fr": "/fr/nulle-part/", "en": "/en/nowhere/"}, None, lambda _: None),
}


IN_ENGLISH = ("home", "consultation", "draft", "talk signed in", "discussion", "log-in", "profile")
"""What is looked at in English too: the rest differs by its words alone."""


def in_language(paths: dict[str, str], language: str) -> str:
    """Return the address of a page; one of another language leads there, too."""
    return paths.get(language) or paths["fr"].replace("/fr/", f"/{language}/", 1)


@pytest.mark.parametrize(
    ("name", "language"),
    [(name, "fr") for name in PAGES]
    + [(name, "en") for name in IN_ENGLISH]
    # Colours are the same in each: one scheme is enough to see what words and direction do.
    + [(name, language) for name in PAGES for language in ("es", "ar")],
)
def test_nothing_keeps_anybody_out(reader, name, language):
    paths, person, come_to_it = PAGES[name]
    one = reader(person, viewport=SIZES["wide"])
    one.tolerate("status of 4")
    one.go(in_language(paths, language))
    come_to_it(one)
    expect(one.page.locator("html")).to_have_attribute("lang", language)
    expect(one.page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")

    part = ".talk" if name in IN_TALK else "html"
    schemes = SCHEMES if language in ("fr", "en") else {"light": SCHEMES["light"]}
    found = []
    for size, viewport in SIZES.items():
        one.page.set_viewport_size(viewport)
        for scheme, options in schemes.items():
            one.page.emulate_media(color_scheme=scheme)
            found += [f"{size}, {scheme}: {what}" for what in violations(one, part, options)]
        wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{size}: scrolls sideways by {wide} px")

    assert not found, "\n".join(found)


def violations(one: Reader, part: str, options: dict) -> list[str]:
    """Return what axe finds in a part of the page, a line for each element."""
    options = {**options, "resultTypes": ["violations"]}
    if not one.page.evaluate("'axe' in window"):
        one.page.evaluate(AXE_SCRIPT)
    response = one.page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in response["violations"]
        for node in rule["nodes"]
    ]
