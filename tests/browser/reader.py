"""Somebody with a browser: what they do on a page, and what they see there."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.browser.server import PLAN, Server, section_key

if TYPE_CHECKING:
    from collections.abc import Iterator

LIVE = 1_000
"""Milliseconds within which others see what was posted."""

WATCH = """
window.WebSocket = class extends WebSocket {
    constructor(...details) { super(...details);
        this.addEventListener("message", ({data}) => {
            const {type, n} = JSON.parse(data), {dataset} = document.documentElement;
            if (n) dataset.heard = n;
            if (type === "ready") dataset.socket = "ready";
        });
        this.addEventListener("close", ({code}) => {
            document.documentElement.dataset.socket = `closed ${code}`;
        });
    }
};
"""
"""Lets a test see, on the root element, what the page's socket has heard."""


@dataclass
class Reader:
    """One tab of one person's browser."""

    server: Server
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the page logged or asked for that no page of ours may."""
    tolerated: list[str] = field(default_factory=list)
    """Parts of complaints that a test brings about on purpose."""

    # Watching

    def watch(self) -> None:
        """Note all errors of the page, and requests to anywhere else."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme not in ("data", "blob")
            and parts.netloc != urlsplit(self.server.url).netloc
        ):
            self.complaints.append(f"asked another origin: {request.url}")

    def wrong(self) -> list[str]:
        """Return the complaints that the test did not bring about on purpose."""
        return [one for one in self.complaints if not any(part in one for part in self.tolerated)]

    def tolerate(self, *parts: str) -> None:
        """Expect complaints in which one of these parts stands."""
        self.tolerated += parts

    # Going about

    def go(self, path: str) -> None:
        self.page.goto(self.server.address(path))

    def open(self, section: str | None = None, *, language: str = "fr", query: str = "") -> None:
        """Open the plan, with the talk about a section where one is named; wait until it is live."""
        key = f"?section={section_key(section)}" if section else ""
        self.go(f"{PLAN[language]}{key}{query}")
        self.is_live()

    def is_live(self) -> None:
        """Wait until the page follows its stream."""
        expect(self.page.locator("html")).to_have_attribute("data-socket", "ready")

    def tab(self) -> "Reader":
        """Open another tab of the same browser."""
        reader = Reader(self.server, self.context, self.context.new_page(), self.complaints)
        reader.tolerated = self.tolerated
        reader.watch()
        return reader

    # Taking part

    def composer(self) -> Locator:
        """The box for a new contribution."""
        return self.page.locator(".talk form.composer:not(.composer-reply, .composer-edit)")

    def field(self, answered: str = "") -> Locator:
        """The field for what one says, in the box for a new contribution or for a reply."""
        box = self.reply_box(answered) if answered else self.composer()
        return box.locator("textarea[name=body]")

    def post(self, words: str) -> str:
        """Post a contribution to the open talk and return its id once it is acknowledged."""
        box = self.composer()
        self.field().fill(words)
        return self._publish(box)

    def answer(self, comment: str, words: str) -> str:
        """Reply to a comment and return the reply's id."""
        self.begin_answer(comment, words)
        return self._publish(self.reply_box(comment))

    def begin_answer(self, comment: str, words: str) -> None:
        """Write a reply and do not publish it."""
        self.comment(comment).locator(".act-reply").click()
        self.field(comment).fill(words)

    def reply_box(self, comment: str) -> Locator:
        return self.page.locator(f"#reply-{comment} form.composer")

    def _publish(self, box: Locator) -> str:
        with self.page.expect_response(lambda one: one.request.method == "POST") as response:
            box.locator("button[type=submit]").click()
        answer = response.value
        assert answer.status == 201, f"{answer.status}: {answer.text()}"
        posted = answer.text().split('id="c-')[1].split('"')[0]
        expect(self.comment(posted)).to_be_attached()
        self.settles()
        return posted

    def settles(self) -> None:
        """Wait until htmx is done with what came: before, its links lead to pages of their own."""
        expect(self.page.locator(".htmx-added, .htmx-settling, .htmx-swapping")).to_have_count(0)

    def edit(self, comment: str, words: str) -> None:
        """Change what one said."""
        self.comment(comment).locator(".act-edit").click()
        form = self.comment(comment).locator("form.composer-edit")
        form.locator("[name=body]").fill(words)
        self._send(form)
        expect(form).to_have_count(0)
        self.settles()

    def delete(self, comment: str) -> None:
        """Take back what one said."""
        self.comment(comment).locator(".act-delete").click()
        self._send(self.comment(comment).locator("form.composer-delete"))
        expect(self.comment(comment).locator(".tomb")).to_be_visible()

    def _send(self, form: Locator) -> None:
        with self.page.expect_response(lambda one: one.request.method == "POST") as response:
            form.locator("button[type=submit]").click()
        assert response.value.status == 200, response.value.text()

    def quote_from_box(self, start: int, end: int) -> None:
        """Choose words to quote in the box itself."""
        box = self.composer()
        box.locator(".quote-box summary").click()
        box.locator("[data-quote-from]").evaluate(
            "(one, [start, end]) => one.setSelectionRange(start, end)", [start, end]
        )
        box.locator("[data-take-quote]").click()

    def select(self, section: str, start: int, end: int) -> str:
        """Select words of a section's text, from a character of its first text to another, and
        return them.
        """
        return self.page.evaluate(
            """([key, start, end]) => {
                const passage = document.getElementById(`p-${key}`);
                const texts = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
                let text;
                do text = texts.nextNode(); while (text.data.trim().length < end);
                getSelection().setBaseAndExtent(text, start, text, end);
                return String(getSelection());
            }""",
            [section_key(section), start, end],
        )

    def hide(self, comment: str) -> None:
        """Hide a comment in the name of the charter's first article."""
        self.decide(comment, lambda form: form.locator("input[type=radio]").first.check())

    def restore(self, comment: str) -> None:
        self.decide(comment)

    def decide(self, comment: str, fill=lambda _form: None) -> None:
        self.comment(comment).locator(".act-moderate").click()
        form = self.page.locator(f"#moderate-{comment} form")
        fill(form)
        with self.page.expect_response(lambda one: one.request.method == "POST") as response:
            form.locator("button[type=submit]").click()
        assert response.value.status == 200

    def post_by_http(self, section: str, words: str, answers: str = "") -> str:
        """Post without the page, as quick as the server can, and return the comment's id."""
        draft = self.page.locator("[data-stream]").get_attribute("data-stream")
        token = next(one for one in self.context.cookies() if one["name"] == "csrftoken")["value"]
        answer = self.context.request.post(
            self.server.address(f"/fr/drafts/{draft}/threads/"),
            form={"section": section_key(section), "body": words, "in_reply_to": answers},
            headers={"X-CSRFToken": token, "HX-Request": "true"},
        )
        assert answer.status == 201, f"{answer.status}: {answer.text()}"
        return answer.text().split('id="c-')[1].split('"')[0]

    # Seeing

    def comment(self, comment: str) -> Locator:
        return self.page.locator(f"#c-{comment}")

    def fresh(self, thread: str = "") -> Locator:
        """The button behind which new contributions wait, or new replies of a thread."""
        return self.page.locator(f'[data-fresh="{thread}"]')

    def shown(self, section: str) -> list[str]:
        """Return the ids of the threads' roots as they stand on the page."""
        roots = self.page.locator(f"#threads-{section_key(section)} > .thread > .comment")
        return [
            one.removeprefix("c-") for one in roots.evaluate_all("all => all.map(one => one.id)")
        ]

    def replies(self, thread: str) -> list[str]:
        """Return the ids of a thread's replies as they stand on the page."""
        all_of_it = self.page.locator(f"#replies-{thread} > .reply > .comment")
        return [
            one.removeprefix("c-")
            for one in all_of_it.evaluate_all("all => all.map(one => one.id)")
        ]

    def words_of(self, section: str) -> list[str]:
        """Return the words of a section's text, without notes for those who do not see marks."""
        return self.page.evaluate(
            """key => {
                const copy = document.getElementById(`p-${key}`).cloneNode(true);
                for (const note of copy.querySelectorAll("[data-not-text]")) note.remove();
                return copy.textContent.trim().split(/\\s+/);
            }""",
            section_key(section),
        )

    def count(self, section: str) -> int:
        """Return how many contributions the section's counter speaks of."""
        text = self.page.locator(f'.talk [data-count-text="{section_key(section)}"]').inner_text()
        return int("".join(filter(str.isdigit, text)) or 0)

    def total(self) -> int:
        text = self.page.locator("[data-total]").first.inner_text()
        return int("".join(filter(str.isdigit, text)))

    def where(self, comment: str) -> dict:
        """Return where the window, the talk and a comment stand, to the pixel."""
        return self.page.evaluate(
            """id => ({
                window: scrollY,
                talk: document.querySelector(".talk").scrollTop,
                comment: document.getElementById(`c-${id}`).getBoundingClientRect().top,
            })""",
            comment,
        )

    def heard(self) -> str:
        """Return the number of the last event that the page was told."""
        root = self.page.locator("html")
        expect(root).to_have_attribute("data-heard", re.compile(r"\d+"))
        return root.get_attribute("data-heard")

    def hears(self, number: int) -> None:
        """Wait until the page has been told of an event."""
        root = self.page.locator("html")
        expect(root).to_have_attribute("data-heard", str(number))

    def source(self) -> str:
        """Return the HTML that the server sends to this reader for this page, without scripts."""
        return self.context.request.get(self.page.url).text()

    @contextmanager
    def offline(self) -> "Iterator[None]":
        """Lose the network for a while."""
        self.tolerate("ERR_INTERNET_DISCONNECTED", "WebSocket connection")
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)


def sees(locator: Locator, timeout: int = LIVE) -> None:
    """Expect to see something as soon as the live page promises."""
    expect(locator).to_be_visible(timeout=timeout)
