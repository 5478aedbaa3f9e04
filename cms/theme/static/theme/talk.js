/**
 * Puts comments that arrive live into the page. Nothing that somebody is reading moves: what is new
 * waits behind a button, unless it stands where nobody looks.
 */

import { label, number } from "./counts.js";
import { carry, forGuest, recount, recountFrom } from "./votes.js";

const byId = (id) => document.getElementById(id);

/** Return the element that a piece of the server's HTML makes. */
function element(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    const comment = template.content.firstElementChild;
    forGuest(comment);
    return comment;
}

/** Tell whether somebody changes a comment where it stands, and has begun. */
function isBeingChanged(present) {
    const fields = [...present.querySelectorAll(".composer-edit textarea")];
    return fields.some((one) => one.value !== one.defaultValue);
}

/** Tell whether a comment says on the page what an event tells: one's own edit comes back as one. */
function saysAlready(present, html) {
    const said = (comment) =>
        [...comment.querySelectorAll(":scope > header, :scope > .words, :scope > .proposal")]
            .map((part) => part.textContent.replace(/\s+/g, " ").trim())
            .join("\n");
    return said(present) === said(element(html));
}

/** Keep a report that somebody is writing where the comment is replaced. */
function carryReport(present, fresh) {
    const begun = present.querySelector(".report-slot:not(:empty)");
    if (begun) fresh.querySelector(".report-slot")?.replaceWith(begun);
}

/** Leave open what somebody reads: an original, a translation, or one that they have asked for. */
function carryOpened(present, fresh) {
    for (const name of ["original", "translation"]) {
        const open = present.querySelector(`:scope > details.${name}[open]`);
        const place = fresh.querySelector(`:scope > details.${name}`);
        if (open && place) place.open = true;
    }
    if (!present.querySelector(".machine") || fresh.querySelector(":scope > .words.translated")) return;
    const asked = fresh.querySelector(":scope > details.translation");
    if (asked) asked.open = true;
}

/** Make what surrounds a comment on the page, as templates/threads/components/thread.html does. */
function item(frame) {
    const { id, thread } = frame.comment;
    const li = document.createElement("li");
    li.className = thread ? "reply" : "thread";
    const slot = Object.assign(document.createElement("div"), {
        className: "reply-slot",
        id: `reply-${id}`,
    });
    li.append(element(frame.html), slot);
    if (!thread) {
        li.append(
            Object.assign(document.createElement("ol"), {
                className: "replies",
                id: `replies-${id}`,
            }),
        );
    }
    return li;
}

/** Tell whether a comment stands before an item of its list: new threads first, replies in turn. */
function goesBefore(comment, other) {
    const there = other.querySelector(":scope > .comment");
    if (!comment.thread) return !there || there.dataset.comment < comment.id; // ids sort by time
    return there && Number(there.dataset.number) > comment.number;
}

/** Lead the keyboard and the eye to an element. */
export function lead(destination) {
    if (destination.tabIndex < 0) destination.tabIndex = -1;
    destination.focus({ preventScroll: true });
    destination.scrollIntoView({ block: "nearest" });
}

export class Talk {
    /** Comments that wait behind a button, in the order of their arrival. */
    waiting = new Map();

    constructor() {
        document.addEventListener("click", (event) => {
            const button = event.target.closest("[data-fresh]");
            if (button) this.reveal(button);
        });
        document.addEventListener("htmx:afterSettle", () => this.tidy());
    }

    /** Show what a comment is now: posted, edited, deleted, hidden, restored or translated. */
    apply(frame) {
        const present = byId(`c-${frame.comment.id}`);
        if (present) {
            const hasTurned = present.dataset.status !== frame.comment.status;
            const isEdited = frame.type === "comment.edited" && !isBeingChanged(present);
            const isTranslated = frame.type === "comment.translated" && !isBeingChanged(present);
            const isNews = isTranslated || (isEdited && !saysAlready(present, frame.html));
            if (hasTurned || isNews) this.replace(present, frame.html);
        } else if (this.waiting.has(frame.comment.id)) {
            this.waiting.set(frame.comment.id, frame);
        } else if (frame.type === "comment.posted") {
            this.receive(frame);
        }
    }

    replace(present, html) {
        const fresh = element(html);
        // What htmx has just brought gets the keyboard once it is settled: so does what comes in its place.
        const arriving = present.matches(".htmx-added, .htmx-settling");
        const active = document.activeElement;
        const focused = present.contains(active);
        carry(present, fresh);
        carryReport(present, fresh);
        carryOpened(present, fresh);
        present.replaceWith(fresh);
        htmx.process(fresh);
        if (focused && fresh.contains(active)) active.focus({ preventScroll: true });
        else if (focused || arriving) lead(fresh);
    }

    /** Replies name whom they answer unless that is hidden: ask anew for those that answer `id`. */
    async renew(id, ask) {
        for (const present of document.querySelectorAll(`[data-answers="${id}"]`)) {
            const html = await ask(present.dataset.comment);
            if (html) this.replace(present, html);
        }
        for (const frame of this.waiting.values()) {
            if (frame.comment.in_reply_to !== id) continue;
            frame.html = (await ask(frame.comment.id)) ?? frame.html;
            delete frame.votes;
        }
    }

    /** Votes on what waits are shown with it. */
    recount(id, votes) {
        const frame = this.waiting.get(id);
        if (frame) frame.votes = votes;
    }

    /** Show the votes on a comment as a reader was told anew. */
    recountFrom(id, html) {
        recountFrom(id, element(html));
    }

    /** Say at a contribution what became of it; of what waits it is said once it is shown. */
    mark(id, html) {
        const waiting = this.waiting.get(id);
        if (waiting) waiting.outcome = html;
        const present = byId(`c-${id}`);
        if (!present) return;
        const old = present.querySelector(":scope > .outcome");
        const fresh = element(html);
        const focused = old?.contains(document.activeElement);
        if (old) old.replaceWith(fresh);
        else present.querySelector(":scope > .acts")?.before(fresh);
        if (focused) fresh.querySelector("a").focus({ preventScroll: true });
    }

    receive(frame) {
        const list = this.listOf(frame.comment);
        if (list && this.leavesOut(list, frame.comment)) {
            this.leaveOut(list);
            return;
        }
        if (!list) {
            if (frame.comment.thread) this.countMore(frame.comment);
            return;
        }
        this.waiting.set(frame.comment.id, frame);
        if (this.isOutOfSight(list, frame.comment)) this.show(frame, list);
        this.label();
    }

    /** The list in which a comment belongs, if it is on this page and complete up to there. */
    listOf(comment) {
        if (comment.thread) {
            const replies = byId(`replies-${comment.thread}`);
            return replies?.querySelector(":scope > .more") ? null : replies;
        }
        const threads = byId(`threads-${comment.section}`);
        return threads?.hasAttribute("data-newest") ? threads : null;
    }

    /** Tell whether a thread is in a language that the reader chose not to see here. */
    leavesOut(list, { thread, language }) {
        return !thread && list.dataset.languages && !list.dataset.languages.split(" ").includes(language);
    }

    /** Say that there is one more in another language. */
    leaveOut(list) {
        const notice = list.closest(".talk")?.querySelector("[data-left-out]");
        if (!notice) return;
        const count = Number(notice.dataset.leftOut) + 1;
        const text = ngettext(
            "%s contribution in another language is not shown.",
            "%s contributions in other languages are not shown.",
            count,
        );
        notice.dataset.leftOut = count;
        notice.querySelector("[data-left-out-count]").textContent = interpolate(text, [number(count)]);
        notice.hidden = false;
    }

    /** Tell whether adding to the list moves nothing that is in view. */
    isOutOfSight(list, comment) {
        if (!list.children.length && !comment.thread) return true;
        if (!comment.thread) return false; // new threads come on top, above what is being read
        const end = list.getBoundingClientRect().bottom;
        const frame = list.closest(".talk").getBoundingClientRect();
        return end > Math.min(frame.bottom, innerHeight);
    }

    show(frame, list) {
        this.waiting.delete(frame.comment.id);
        if (byId(`c-${frame.comment.id}`)) return;
        const li = item(frame);
        const next = [...list.children].find((other) => goesBefore(frame.comment, other));
        list.insertBefore(li, next ?? null);
        if (frame.votes) recount(frame.comment.id, frame.votes);
        if (frame.outcome) this.mark(frame.comment.id, frame.outcome);
        htmx.process(li);
        return li;
    }

    /** Where the replies are not all on the page: say how many more there are. */
    countMore(comment) {
        const more = byId(`replies-${comment.thread}`)?.querySelector(":scope > .more");
        if (!more) return;
        const last = more.previousElementSibling?.querySelector(".comment");
        const count = comment.number - Number(last?.dataset.number ?? 0);
        const text = ngettext("%s more reply", "%s more replies", count);
        more.querySelector("a").textContent = interpolate(text, [number(count)]);
    }

    /** Show what waits behind a button, and lead there. */
    reveal(button) {
        const scope = button.dataset.fresh;
        let first = null;
        for (const frame of [...this.waiting.values()]) {
            if (this.scopeOf(frame.comment) !== scope) continue;
            const list = this.listOf(frame.comment);
            const li = list && this.show(frame, list);
            if (!first || !frame.comment.thread) first = li ?? first;
        }
        this.label();
        const comment = first?.querySelector(".comment");
        if (comment) lead(comment);
    }

    /** New threads wait behind one button, the replies of each thread behind another. */
    scopeOf(comment) {
        return comment.thread ?? "";
    }

    /** Show on each button how many wait behind it. */
    label() {
        const counts = new Map();
        for (const frame of this.waiting.values()) {
            const scope = this.scopeOf(frame.comment);
            counts.set(scope, (counts.get(scope) ?? 0) + 1);
        }
        label(counts);
    }

    /** After htmx changed the page: another talk may be open, and nothing may stand there twice. */
    tidy() {
        const seen = new Set();
        for (const comment of [...document.querySelectorAll(".comment")].reverse()) {
            if (seen.has(comment.id)) comment.closest("li").remove();
            seen.add(comment.id);
        }
        for (const [id, frame] of this.waiting) {
            if (seen.has(`c-${id}`) || !this.listOf(frame.comment)) this.waiting.delete(id);
        }
        this.label();
    }
}
