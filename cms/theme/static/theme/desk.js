/**
 * The drafters' desk, live: what is said and answered meanwhile waits behind a button, and nothing
 * that somebody reads or selects moves by itself.
 */

import { number } from "./counts.js";
import { Stream } from "./stream.js";

const page = document.querySelector("[data-drafting]");
const button = page?.querySelector("[data-fresh]");

class Desk {
    constructor() {
        this.said = new Set();
        this.answers = 0;
        this.stream = new Stream(page.dataset.drafting, Number(page.dataset.since), document.documentElement.lang);
        this.stream.addEventListener("frame", ({ detail }) => this.hear(detail));
        this.stream.addEventListener("state", ({ detail }) => this.showState(detail));
        this.stream.start();
        button.addEventListener("click", () => this.show());
        page.addEventListener("change", saySelected);
    }

    hear(frame) {
        if (frame.type === "reset") this.showState({ state: "reset" });
        else if (frame.type.startsWith("answer.")) this.answers += 1;
        else if (frame.type === "comment.posted" && concerns(frame.comment)) this.said.add(frame.comment.id);
        else if (frame.type === "comment.hidden" || frame.type === "comment.deleted") this.said.delete(frame.comment.id);
        else return;
        this.say();
    }

    say() {
        const count = this.said.size;
        const wasHidden = button.hidden;
        button.hidden = !count && !this.answers;
        const text = ngettext("%s new contribution: show", "%s new contributions: show", count);
        button.textContent = count
            ? interpolate(text, [number(count)])
            : gettext("Answers have changed: show");
        if (wasHidden && !button.hidden) tell(button.textContent);
    }

    /** Show the desk as it is now, with what is selected, and lead to what is new. */
    async show() {
        const fresh = [...this.said];
        button.disabled = true;
        try {
            const answer = await fetch(location.href);
            if (!answer.ok) throw new Error(answer.status);
            place(new DOMParser().parseFromString(await answer.text(), "text/html"));
        } catch {
            location.reload();
            return;
        } finally {
            button.disabled = false;
        }
        for (const id of fresh) this.said.delete(id);
        this.answers = 0;
        this.say();
        const first = fresh.map(rowOf).find(Boolean) ?? page.querySelector(".desk-row");
        first?.querySelector("input")?.focus();
    }

    showState({ state, code }) {
        // Once too much was missed, being connected again does not make the page true.
        this.wasReset ||= state === "reset";
        if (state === "live" && this.wasReset) state = "reset";
        const place = page.querySelector("[data-connection]");
        const sentences = {
            live: "",
            away: gettext("You are offline. What changes appears once the connection is back."),
            reset: gettext("Much has changed since you opened this page. Reload it."),
            ended:
                code === 4401
                    ? gettext("Your session has ended. Reload the page to go on.")
                    : gettext("This page no longer follows the discussion. Reload it to go on."),
        };
        const show = () => {
            place.textContent = sentences[state];
            place.hidden = state === "live";
        };
        clearTimeout(this.showing);
        // A short break is not worth a word.
        if (state === "away" && navigator.onLine) this.showing = setTimeout(show, 3_000);
        else show();
    }
}

const rowOf = (id) => document.getElementById(`contribution-${id}`);

/** Tell whether a new comment belongs to what is shown. */
function concerns({ id, thread, status, kind, section, language }) {
    const { kind: asked, section: place, written } = page.dataset;
    return (
        !thread &&
        status === "visible" &&
        !rowOf(id) &&
        (!asked || asked === kind) &&
        (!place || place === section) &&
        (!written || written === language)
    );
}

/** Put the lists and counts of a fresh page in place of these. */
function place(fresh) {
    const selected = new Set([...page.querySelectorAll(".desk-select input:checked")].map((one) => one.value));
    const wasOpen = page.querySelector(".desk-progress details")?.open;
    for (const selector of ["#desk-counts", ".desk-progress", ".desk-drafters", "#contributions"]) {
        const now = fresh.querySelector(selector);
        if (now) page.querySelector(selector)?.replaceWith(document.adoptNode(now));
    }
    for (const box of page.querySelectorAll(".desk-select input")) box.checked = selected.has(box.value);
    const details = page.querySelector(".desk-progress details");
    if (details) details.open = wasOpen;
    saySelected();
}

function tell(text) {
    page.querySelector("[data-announce]").textContent = text;
}

function saySelected() {
    const count = page.querySelectorAll(".desk-select input:checked").length;
    const text = ngettext("%s selected", "%s selected", count);
    const place = page.querySelector("[data-selected]");
    if (place) place.textContent = count ? interpolate(text, [number(count)]) : "";
}

if (page) {
    new Desk();
    saySelected();
}
