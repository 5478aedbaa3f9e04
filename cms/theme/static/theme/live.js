/** The live page of a draft: follows its stream and keeps counts, talk and notices as they are now. */

import "./boxes.js";
import "./keys.js";
import "./quoting.js";
import { count, number } from "./counts.js";
import { showPassage } from "./passages.js";
import { Stream } from "./stream.js";
import { Talk } from "./talk.js";
import { isSending, recount } from "./votes.js";

const desk = document.querySelector("[data-stream]");
const language = document.documentElement.lang;

class Page {
    constructor(root) {
        this.talk = new Talk();
        this.turn = Promise.resolve();
        this.requests = new Set();
        document.addEventListener("htmx:beforeSend", (event) => this.note(event.detail.xhr));
        document.addEventListener("votes:settled", ({ detail }) => this.voted(detail.id));
        this.ownView = root.hasAttribute("data-own-view");
        this.reader = root.dataset.reader;
        this.missed = new Set();
        this.connection = document.querySelector("[data-connection]");
        this.stream = new Stream(root.dataset.stream, Number(root.dataset.since), root.dataset.lang);
        this.stream.addEventListener("frame", (event) => this.hear(event.detail));
        this.stream.addEventListener("state", (event) => this.showState(event.detail));
        this.stream.start();
    }

    hear(frame) {
        if (frame.n) document.dispatchEvent(new CustomEvent("stream:heard"));
        if (frame.type.startsWith("comment.")) this.inTurn(() => this.comment(frame));
        else if (frame.type.startsWith("answer.")) this.inTurn(() => this.answer(frame));
        else if (frame.type === "votes.changed") this.inTurn(() => this.votes(frame));
        else if (frame.type === "presence") this.presence(frame.viewers);
        else if (frame.type.startsWith("signature.")) this.signatures(frame.html);
        else if (frame.type === "version.published") this.notice("[data-new-version]");
        else if (frame.type === "reset") this.notice("[data-reset]");
    }

    /** One after the other, and none while htmx changes the page: an answer may be older. */
    inTurn(act) {
        this.turn = this.turn.then(act).catch(reportError);
    }

    async comment(frame) {
        const { id, section } = frame.comment;
        if (this.sees(frame)) frame.html = (await this.asISeeIt(id)) ?? frame.html;
        while (this.requests.size) await Promise.all(this.requests);
        count(section, frame.comments);
        this.talk.apply(frame);
        if (frame.passage) showPassage(frame.passage);
        document.dispatchEvent(new CustomEvent("talk:changed", { detail: frame }));
        if (frame.type === "comment.posted") this.announce(frame);
        else await this.talk.renew(id, (answering) => this.asISeeIt(answering));
    }

    /** Tell whether this reader sees a comment otherwise than all others do. */
    sees({ type, comment: { id, author } }) {
        const isOwn = author?.name === this.reader;
        const wasOwn = document.querySelector(`#c-${id}[data-own]`);
        return this.ownView || (this.reader && (isOwn || wasOwn || type === "comment.restored"));
    }

    async answer({ contributions, more }) {
        while (this.requests.size) await Promise.all(this.requests);
        for (const { id, html } of contributions) this.talk.mark(id, html);
        if (more) this.notice("[data-reset]");
    }

    async votes({ comment, votes }) {
        while (this.requests.size) await Promise.all(this.requests);
        this.talk.recount(comment, votes);
        if (isSending(comment)) this.missed.add(comment);
        else recount(comment, votes);
    }

    /** What was counted while one's own vote was on its way may be newer than its answer, or older. */
    voted(id) {
        if (!this.missed.delete(id)) return;
        this.inTurn(async () => {
            const html = await this.asISeeIt(id);
            if (isSending(id)) this.missed.add(id);
            else if (html) this.talk.recountFrom(id, html);
        });
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

    /** Who has signed what the page shows, and what is to follow it. */
    signatures(html) {
        for (const place of document.querySelectorAll("[data-signing]")) place.innerHTML = html;
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

if (desk) new Page(desk);
