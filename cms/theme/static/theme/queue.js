/**
 * The moderators' queue, live: rows and counts are kept as they are now, what is new waits behind a
 * button, and nothing that somebody reads or types moves.
 */

import { number } from "./counts.js";
import { listen } from "./queue-keys.js";
import { Stream } from "./stream.js";

/** Changes that come together are asked about together. */
const SOON = 80;
const MOST_AT_ONCE = 50;

const page = document.querySelector("[data-desk]");
const list = page?.querySelector("[data-cases]");
const button = page?.querySelector("[data-fresh-cases]");

const rowOf = (id) => document.getElementById(`row-${id}`);
const caseShown = () => page.querySelector("[data-case]")?.dataset.case ?? "";

class Queue {
    constructor() {
        this.changed = new Set();
        this.fresh = new Map();
        this.stream = new Stream(page.dataset.desk, Number(page.dataset.since), document.documentElement.lang, "desks");
        this.stream.addEventListener("frame", ({ detail }) => this.hear(detail));
        this.stream.addEventListener("state", ({ detail }) => this.showState(detail));
        this.stream.start();
        button.addEventListener("click", () => this.showFresh());
        setInterval(() => this.letGo(), 15_000);
    }

    hear(frame) {
        if (frame.type === "case.changed") this.ask(frame.case.id);
        else if (frame.type === "presence") this.presence(frame.viewers);
        else if (frame.type === "reset") this.showState({ state: "reset" });
    }

    ask(...ids) {
        for (const id of ids) this.changed.add(id);
        this.asking ??= setTimeout(() => this.renew(), SOON);
    }

    /** Fetch what has changed, and put it where it stands. */
    async renew() {
        const ids = [...this.changed].slice(0, MOST_AT_ONCE);
        for (const id of ids) this.changed.delete(id);
        const address = new URL(page.dataset.rows, location.href);
        const query = new URLSearchParams(page.dataset.query);
        for (const id of ids) query.append("id", id);
        if (caseShown()) query.append("case", caseShown());
        address.search = query;
        try {
            const answer = await fetch(address, { headers: { "HX-Request": "true" } });
            if (answer.status >= 500) throw new Error(answer.status);
            if (answer.ok) this.place(new DOMParser().parseFromString(await answer.text(), "text/html"));
        } catch {
            for (const id of ids) this.changed.add(id); // the line broke, or a server is started anew
        }
        this.asking = null;
        if (this.changed.size) this.asking = setTimeout(() => this.renew(), SOON * 10);
    }

    place(news) {
        this.counts(news.getElementById("case-counts"));
        const state = news.getElementById("case-state");
        const shown = document.getElementById("case-state");
        // Said again only where it is another: it is read out.
        if (state && shown && state.dataset.state === caseShown() && !same(state, shown)) {
            shown.replaceChildren(...state.childNodes);
        }
        const fitting = new Set([...news.querySelectorAll("[data-fits]")].map((one) => one.dataset.fits));
        for (const row of news.querySelectorAll("[data-row]")) this.placeRow(row, fitting);
        this.sayFresh();
    }

    counts(now) {
        const before = document.getElementById("case-counts");
        if (!now || !before) return;
        now.querySelector("[data-presence]").replaceWith(before.querySelector("[data-presence]"));
        before.replaceWith(now);
    }

    placeRow(row, fitting) {
        const id = row.dataset.row;
        const before = rowOf(id);
        if (before) {
            replaceRow(before, row);
        } else if (!fitting.has(id)) {
            this.fresh.delete(id);
        } else if (!list.querySelector("[data-more]")) {
            this.fresh.set(id, row); // with more pages to come, it will stand on one of them
        }
    }

    sayFresh() {
        const count = this.fresh.size;
        const text = ngettext("Show %s new one", "Show %s new ones", count);
        button.textContent = interpolate(text, [number(count)]);
        const wasHidden = button.hidden;
        button.hidden = !count;
        if (wasHidden && count) tell(gettext("Something new waits at the end of the list."));
    }

    showFresh() {
        const rows = [...this.fresh.values()];
        this.fresh.clear();
        page.querySelector(".nothing-waits")?.remove();
        for (const row of rows) {
            const made = document.importNode(row, true);
            list.append(made);
            htmx.process(made);
        }
        this.sayFresh();
        list.lastElementChild?.parentElement.querySelector(`#open-${rows[0]?.dataset.row}`)?.focus();
    }

    /** What somebody took is anybody's again by time alone: no event says so. */
    letGo() {
        const now = Date.now() / 1000;
        const over = [...list.querySelectorAll("[data-until]")].filter((row) => Number(row.dataset.until) <= now);
        if (over.length) this.ask(...over.map((row) => row.dataset.row));
    }

    presence(viewers) {
        const place = page.querySelector("[data-presence]");
        const text = ngettext("%s moderator is here", "%s moderators are here", viewers);
        place.textContent = interpolate(text, [number(viewers)]);
        place.hidden = viewers < 1;
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
                    : gettext("This page no longer follows the queue. Reload it to go on."),
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

const same = (one, other) => one.textContent.replace(/\s+/g, " ") === other.textContent.replace(/\s+/g, " ");

/** Put a row in the place of itself, with what the moderator has done to it. */
function replaceRow(before, row) {
    const hadFocus = before.contains(document.activeElement) ? document.activeElement.id : null;
    const wasSelected = before.querySelector("input:checked");
    const made = document.importNode(row, true);
    before.replaceWith(made);
    htmx.process(made);
    const box = made.querySelector("input");
    // Other words, or another decision on them, are selected anew.
    if (box && wasSelected?.value === box.value) box.checked = true;
    if (hadFocus !== null) (document.getElementById(hadFocus) ?? made.querySelector("a")).focus();
    mark();
    saySelected();
}

/** Mark the row of the case that is open. */
function mark() {
    for (const link of list.querySelectorAll("[data-row] > a")) {
        const isOpen = link.closest("[data-row]").dataset.row === caseShown();
        if (isOpen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
    }
    page.classList.toggle("has-case", Boolean(page.querySelector(".queue-case > :is(.panel, .messages)")));
}

function tell(text) {
    page.querySelector("[data-announce]").textContent = text;
}

function saySelected() {
    const count = list.querySelectorAll("input:checked").length;
    const text = ngettext("%s selected", "%s selected", count);
    const place = page.querySelector("[data-selected]");
    place.textContent = count ? interpolate(text, [number(count)]) : "";
    if (count) place.closest("details").open = true;
}

if (page) {
    // Nothing of this page is kept by the browser: who comes back to it loads it anew.
    htmx.config.refreshOnHistoryMiss = true;
    const queue = new Queue();
    listen(page, list);
    list.addEventListener("change", saySelected);
    document.addEventListener("htmx:afterSwap", mark); // at once, as the next key may come at once
    document.addEventListener("htmx:afterSettle", ({ detail }) => {
        if (detail.target.id !== "case") return;
        // Where something was refused, there; else to what is to be read.
        const leads = [...detail.target.querySelectorAll("[data-lead]")];
        const lead = leads.find((one) => one.matches("[role=alert]")) ?? leads[0];
        if (!detail.target.contains(document.activeElement)) lead?.focus();
        else if (lead?.matches("[role=alert]")) lead.focus();
        lead?.scrollIntoView({ block: "nearest" });
    });
    document.addEventListener("htmx:afterRequest", ({ detail }) => {
        const form = detail.requestConfig?.elt?.closest?.("#case-form, #many");
        if (!form) return;
        const isMany = form.id === "many";
        const rows = isMany ? [...list.querySelectorAll("input:checked")] : [];
        const ids = rows.map((one) => one.closest("[data-row]").dataset.row);
        const decided = form.getAttribute("action").split("/").at(-2);
        queue.ask(...(isMany ? ids : [decided]));
    });
    mark();
}
