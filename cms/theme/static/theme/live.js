/** The live page of a draft: follows its stream and keeps counts, talk and notices as they are now. */

import { Stream } from "./stream.js";
import { lead, Talk } from "./talk.js";

const desk = document.querySelector("[data-stream]");
const language = document.documentElement.lang;
const number = (value) => value.toLocaleString(language);

/** Write how much is said about a section wherever the page shows it. */
function countSection(section, value) {
    for (const place of document.querySelectorAll(`[data-count-text="${section}"]`)) {
        const entrance = place.closest(".talk-count");
        entrance?.classList.toggle("talk-some", value > 0);
        place.textContent =
            entrance && !value ? gettext("Comment on this passage") : contributions(value);
    }
}

function contributions(value) {
    const text = ngettext("%s contribution", "%s contributions", value);
    return interpolate(text, [number(value)]);
}

class Page {
    constructor(root) {
        this.talk = new Talk();
        this.frames = [];
        this.requests = new Set();
        document.addEventListener("htmx:beforeSend", (event) => this.note(event.detail.xhr));
        this.ownView = root.hasAttribute("data-own-view");
        this.connection = document.querySelector("[data-connection]");
        this.stream = new Stream(root.dataset.stream, Number(root.dataset.since), root.dataset.lang);
        this.stream.addEventListener("frame", (event) => this.hear(event.detail));
        this.stream.addEventListener("state", (event) => this.showState(event.detail));
        this.stream.start();
    }

    hear(frame) {
        if (frame.type.startsWith("comment.")) this.inTurn(frame);
        else if (frame.type === "presence") this.presence(frame.viewers);
        else if (frame.type === "version.published") this.notice("[data-new-version]");
        else if (frame.type === "reset") this.notice("[data-reset]");
    }

    /** Comments one after the other, and none while htmx changes the page: an answer may be older. */
    async inTurn(frame) {
        this.frames.push(frame);
        if (this.frames.length > 1) return;
        while (this.frames.length) {
            const [next] = this.frames;
            if (this.ownView) next.html = await this.asISeeIt(next);
            while (this.requests.size) await Promise.all(this.requests);
            this.comment(next);
            this.frames.shift();
        }
    }

    comment(frame) {
        countSection(frame.comment.section, frame.comments.section);
        for (const place of document.querySelectorAll("[data-total]")) {
            place.textContent = number(frame.comments.draft);
        }
        this.talk.apply(frame);
        if (frame.type === "comment.posted") this.announce(frame);
    }

    /** Moderators see more than the public does: ask for the comment with one's own eyes. */
    async asISeeIt(frame) {
        try {
            const answer = await fetch(`/${language}/comments/${frame.comment.id}/`);
            return answer.ok ? await answer.text() : frame.html;
        } catch {
            return frame.html; // the line broke: better what the public sees than nothing
        }
    }

    /** Note a request of htmx until its answer is on the page. */
    note(xhr) {
        const answered = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
        this.requests.add(answered);
        answered.then(() => this.requests.delete(answered));
    }

    /** Tell those who listen, politely and not for each of many. */
    announce(frame) {
        if (!document.querySelector(`[data-talk="${frame.comment.section}"]`)) return;
        clearTimeout(this.announcing);
        this.announcing = setTimeout(() => {
            const waiting = this.talk.waiting.size;
            if (!waiting) return;
            const text = ngettext(
                "%s new contribution waits to be shown.",
                "%s new contributions wait to be shown.",
                waiting,
            );
            document.querySelector("[data-announce]").textContent = interpolate(text, [number(waiting)]);
        }, 1_500);
    }

    presence(viewers) {
        for (const place of document.querySelectorAll("[data-presence]")) {
            const text = ngettext("%s person is reading this", "%s people are reading this", viewers);
            place.textContent = interpolate(text, [number(viewers)]);
            place.hidden = viewers < 1;
        }
    }

    showState({ state, code }) {
        const sentences = {
            live: "",
            away: gettext("You are offline. New contributions appear once the connection is back."),
            ended:
                code === 4401
                    ? gettext("Your session has ended. Reload the page to go on.")
                    : gettext("This page no longer follows the discussion. Reload it to go on."),
        };
        const show = () => {
            this.connection.textContent = sentences[state];
            this.connection.hidden = state === "live";
        };
        // A short break is not worth a word; each try to come back is the same break.
        if (state === "away" && navigator.onLine) {
            this.showing ??= setTimeout(show, 3_000);
            return;
        }
        clearTimeout(this.showing);
        this.showing = null;
        show();
    }

    notice(selector) {
        for (const place of document.querySelectorAll(selector)) place.hidden = false;
    }
}

/** One talk is open at a time: the one that was asked for last. */
document.addEventListener("htmx:beforeSwap", (event) => {
    const slot = event.detail.target.closest?.(".talk-slot");
    if (!slot || !event.detail.shouldSwap || event.detail.target !== slot) return;
    for (const other of document.querySelectorAll(".talk-slot")) {
        if (other !== slot) other.replaceChildren();
    }
    for (const section of document.querySelectorAll(".section[aria-current]")) markOpen(section, false);
    markOpen(slot.previousElementSibling, true);
});

/** Show of a section whether the talk about it is open. */
function markOpen(section, open) {
    section?.toggleAttribute("aria-current", open);
    if (open) section?.setAttribute("aria-current", "true");
    section?.querySelector(".talk-count")?.setAttribute("aria-expanded", open);
}

/** Return where the keyboard goes when htmx has brought something, if anywhere. */
function destinationIn(arrived) {
    if (arrived.matches(".talk")) return arrived.querySelector("#talk-title");
    if (arrived.matches(".comment")) return arrived;
    if (arrived.matches(".thread, .reply")) return arrived.querySelector(".comment");
    if (arrived.matches(".composer-closed")) return arrived.querySelector("a");
    if (arrived.matches(".decision")) return arrived.querySelector("[type=radio], textarea");
    if (arrived.matches(".composer-reply, .composer:has(.refusal)")) {
        return arrived.querySelector("textarea");
    }
    return null;
}

document.addEventListener("htmx:afterSettle", (event) => {
    const destination = event.detail.led ? null : destinationIn(event.target);
    if (!destination) return;
    event.detail.led = true; // the first of all that one answer has brought
    if (destination.id === "talk-title") destination.focus({ preventScroll: true });
    else lead(destination);
});

/** The talk as it was must not come back from the browser's memory: words may be hidden since. */
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

/** Who signed in in another tab since can still post: the safety token is that of now. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token && detail.verb === "post") detail.parameters.csrfmiddlewaretoken = token;
});

/** A box that was begun is not replaced by an empty one. */
document.addEventListener("htmx:beforeRequest", (event) => {
    const { target } = event.detail;
    const begun = target.matches(".reply-slot") && target.querySelector("textarea");
    if (!begun?.value) return;
    event.preventDefault();
    begun.focus();
});

/** Words that are written and not published, by the box in which they stand. */
const unpublished = new Map();

document.addEventListener("input", ({ target }) => {
    const box = target.closest("form.composer");
    if (box && target.matches("textarea")) unpublished.set(box.id, target.value);
});

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    if (detail.xhr?.status === 201) unpublished.delete(detail.requestConfig.elt.id);
    for (const box of document.querySelectorAll("form.composer")) {
        const textarea = box.querySelector("textarea");
        if (!textarea.value) textarea.value = unpublished.get(box.id) ?? "";
    }
});

/** What could not be sent is still there; say so at its place. */
function sayNotSent({ detail }) {
    const form = detail.elt.closest("form");
    if (!form) return;
    form.querySelector(".refusal")?.remove();
    const refusal = Object.assign(document.createElement("p"), { className: "refusal" });
    refusal.setAttribute("role", "alert");
    form.prepend(refusal);
    refusal.textContent = gettext(
        "This could not be sent. What you wrote is still here: try again in a moment.",
    );
}
document.addEventListener("htmx:sendError", sayNotSent);
document.addEventListener("htmx:responseError", sayNotSent);

/** Closing a talk needs no new page. */
document.addEventListener("click", (event) => {
    const close = event.target.closest(".talk-close");
    if (!close) return;
    event.preventDefault();
    const slot = close.closest(".talk-slot");
    const section = slot.previousElementSibling;
    slot.replaceChildren();
    markOpen(section, false);
    section?.querySelector(".talk-count")?.focus();
    history.replaceState(null, "", location.pathname);
});

/** Say how many characters are left, once it matters. */
document.addEventListener("input", (event) => {
    const limit = Number(event.target.dataset?.limit);
    if (!limit) return;
    const left = limit - event.target.value.length;
    const place = event.target.form.querySelector("[data-letters]");
    const text = ngettext("%s character left", "%s characters left", Math.abs(left));
    const over = ngettext("%s character too many", "%s characters too many", Math.abs(left));
    place.textContent =
        left > limit / 5 ? "" : interpolate(left < 0 ? over : text, [number(Math.abs(left))]);
});

if (desk) new Page(desk);
