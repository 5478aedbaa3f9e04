/** The live page of a draft: follows its stream and keeps counts, talk and notices as they are now. */

import "./boxes.js";
import { count } from "./counts.js";
import { Stream } from "./stream.js";
import { lead, Talk } from "./talk.js";

const desk = document.querySelector("[data-stream]");
const language = document.documentElement.lang;
const number = (value) => value.toLocaleString(language);

class Page {
    constructor(root) {
        this.talk = new Talk();
        this.turn = Promise.resolve();
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
    inTurn(frame) {
        this.turn = this.turn.then(() => this.comment(frame)).catch(reportError);
    }

    async comment(frame) {
        const { id } = frame.comment;
        if (this.ownView) frame.html = (await this.asISeeIt(id)) ?? frame.html;
        while (this.requests.size) await Promise.all(this.requests);
        count(frame.comment.section, frame.comments);
        this.talk.apply(frame);
        if (frame.type === "comment.posted") this.announce(frame);
        else await this.talk.renew(id, (answering) => this.asISeeIt(answering));
    }

    /** Ask for a comment with one's own eyes: moderators see more than the public does. */
    async asISeeIt(id) {
        try {
            const answer = await fetch(`/${language}/comments/${id}/`);
            return answer.ok ? await answer.text() : null;
        } catch {
            return null; // the line broke
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
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const slot = detail.target;
    if (!slot.matches(".talk-slot") || !detail.shouldSwap) return;
    for (const other of document.querySelectorAll(".talk-slot")) {
        if (other !== slot) close(other);
    }
    markOpen(slot, true);
});

function close(slot) {
    slot.replaceChildren();
    markOpen(slot, false);
}

/** Show of a section whether the talk about it is open. */
function markOpen(slot, open) {
    const section = sectionOf(slot);
    section?.querySelector(".talk-count").setAttribute("aria-expanded", open);
    if (open) section?.setAttribute("aria-current", "true");
    else section?.removeAttribute("aria-current");
}

const sectionOf = (slot) => document.getElementById(slot.id.replace("talk-", "s-"));

/** Return where the keyboard goes when htmx has brought something, if anywhere. */
function destinationIn(arrived) {
    if (arrived.matches(".talk")) return arrived.querySelector("#talk-title");
    if (arrived.matches(".comment")) return arrived;
    if (arrived.matches(".thread, .reply")) return arrived.querySelector(".comment"); // older ones
    if (arrived.matches(".composer-closed")) return arrived.querySelector("a");
    if (arrived.matches(".decision")) return arrived.querySelector("[type=radio], textarea");
    if (arrived.matches(".composer-reply, .composer:has(.refusal)")) {
        return arrived.querySelector("textarea");
    }
    return null;
}

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    const arrived = target.matches("[class$=-slot]") ? target.firstElementChild : target;
    const destination = arrived && !detail.led && destinationIn(arrived);
    if (!destination) return;
    detail.led = true; // the first of all that one answer has brought
    if (destination.id === "talk-title") destination.focus({ preventScroll: true });
    else lead(destination);
});

/** One's own contribution, once it is published: first of the threads, or last of the replies. */
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
    const posted = target.matches(".threads") ? target.firstElementChild : target.lastElementChild;
    lead(posted.querySelector(".comment"));
});

/** The talk as it was must not come back from the browser's memory: words may be hidden since. */
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

/** Closing a talk needs no new page. */
document.addEventListener("click", (event) => {
    const link = event.target.closest(".talk-close");
    if (!link) return;
    event.preventDefault();
    const slot = link.closest(".talk-slot");
    close(slot);
    sectionOf(slot)?.querySelector(".talk-count").focus();
    history.replaceState(null, "", location.pathname);
});

if (desk) new Page(desk);
