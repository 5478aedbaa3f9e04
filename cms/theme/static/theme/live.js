/** The live page of a draft: follows its stream and keeps counts, talk and notices as they are now. */

import { Stream } from "./stream.js";
import { Talk } from "./talk.js";

const desk = document.querySelector("[data-stream]");
const language = document.documentElement.lang;
const number = (value) => value.toLocaleString(language);

/** Write one counter wherever the page shows it. */
function count(selector, value, text) {
    for (const place of document.querySelectorAll(selector)) place.textContent = text ?? number(value);
}

function contributions(value) {
    const text = ngettext("%s contribution", "%s contributions", value);
    return interpolate(text, [number(value)]);
}

class Page {
    constructor(root) {
        this.talk = new Talk();
        this.ownView = root.hasAttribute("data-own-view");
        this.connection = document.querySelector("[data-connection]");
        this.stream = new Stream(root.dataset.stream, Number(root.dataset.since), root.dataset.lang);
        this.stream.addEventListener("frame", (event) => this.hear(event.detail));
        this.stream.addEventListener("state", (event) => this.showState(event.detail));
        this.stream.start();
    }

    hear(frame) {
        if (frame.type.startsWith("comment.")) this.comment(frame);
        else if (frame.type === "presence") this.presence(frame.viewers);
        else if (frame.type === "version.published") this.notice("[data-new-version]");
        else if (frame.type === "reset") this.notice("[data-reset]");
    }

    async comment(frame) {
        const { section } = frame.comment;
        const counts = frame.comments;
        count(`[data-count="${section}"]`, counts.section);
        count(`[data-count-text="${section}"]`, counts.section, contributions(counts.section));
        count("[data-total]", counts.draft);
        if (this.ownView) frame.html = await this.asISeeIt(frame);
        this.talk.apply(frame);
        if (frame.type === "comment.posted") this.announce(frame);
    }

    /** Moderators see more than the public does: ask for the comment with one's own eyes. */
    async asISeeIt(frame) {
        const answer = await fetch(`/${language}/comments/${frame.comment.id}/`);
        return answer.ok ? answer.text() : frame.html;
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
        clearTimeout(this.showing);
        const show = () => {
            this.connection.textContent = sentences[state];
            this.connection.hidden = state === "live";
        };
        // A short break is not worth a word.
        if (state === "away" && navigator.onLine) this.showing = setTimeout(show, 3_000);
        else show();
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
    for (const section of document.querySelectorAll(".section[aria-current]")) {
        section.removeAttribute("aria-current");
    }
    slot.previousElementSibling?.setAttribute("aria-current", "true");
});

document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.matches?.(".talk-slot")) {
        document.getElementById("talk-title")?.focus({ preventScroll: true });
    }
    if (event.detail.target?.matches?.(".reply-slot")) {
        event.detail.target.querySelector("textarea")?.focus();
    }
});

/** Closing a talk needs no new page. */
document.addEventListener("click", (event) => {
    const close = event.target.closest(".talk-close");
    if (!close) return;
    event.preventDefault();
    const slot = close.closest(".talk-slot");
    const section = slot.previousElementSibling;
    slot.replaceChildren();
    section?.removeAttribute("aria-current");
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
