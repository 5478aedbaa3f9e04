/** The boxes to write in: what was typed is never lost, whatever happens around it. */

import { number } from "./counts.js";
import { forget, keep, namesOf, recall } from "./memory.js";

const LONGEST = 30 * 24 * 60 * 60 * 1000;
/** What is kept of a box; its key too, so that what arrived after all is not published twice. */
const FIELDS = [
    "body",
    "wording",
    "quote",
    "quote_prefix",
    "quote_suffix",
    "kind",
    "stance",
    "idempotency_key",
];

const desk = document.querySelector("[data-stream]");
const writer = desk?.dataset.reader ?? "";
/** Boxes whose words were typed since this page was loaded: their author knows that they are kept. */
const known = new Set();
/** The keys that boxes came with, before they were given back an older one. */
const keys = new Map();

document.addEventListener("input", ({ target }) => {
    const box = target.closest("form.composer");
    if (box && target.name === "body") sayLettersLeft(box, target);
});

/** What completes names is fetched when somebody types the first @, and again if that failed. */
function completeNames({ target }) {
    if (!target.closest("form.composer") || !target.value.includes("@")) return;
    document.removeEventListener("input", completeNames);
    import("./mentions.js").catch(() => document.addEventListener("input", completeNames));
}
document.addEventListener("input", completeNames);

/** Say how many characters are left, once it matters. */
function sayLettersLeft(box, textarea) {
    const limit = Number(textarea.dataset.limit);
    const left = limit - [...textarea.value].length;
    const text =
        left < 0
            ? ngettext("%s character too many", "%s characters too many", -left)
            : ngettext("%s character left", "%s characters left", left);
    const shown = number(Math.abs(left));
    box.querySelector("[data-letters]").textContent =
        left > limit / 5 ? "" : interpolate(text, [shown]);
}

/** A box that was begun is not replaced by an empty one. */
document.addEventListener("htmx:beforeRequest", (event) => {
    const { target } = event.detail;
    const begun = target.matches(".reply-slot, .act-slot") && target.querySelector("textarea");
    if (!begun || !isBegunIn(target) || !opensBox(event.detail.elt)) return;
    event.preventDefault();
    begun.focus();
});

const isBegunIn = (slot) => [...slot.querySelectorAll("textarea")].some(isChanged);
const opensBox = (link) => link.matches(".act-reply, .act-edit");

/** Who signed in in another tab since can still post: the safety token is that of now. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token && detail.verb === "post") detail.parameters.csrfmiddlewaretoken = token;
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

// What was typed and not sent survives a reload, a crash and a log-in. It is kept in this browser
// only, for the person who wrote it, until it is sent, discarded or a month old.

const nameOf = (id) => `unsent:${desk?.dataset.stream ?? ""}:${id}`;
const boxes = () => document.querySelectorAll("form.composer[id]");

/** Tell whether a box holds words that would be lost. */
function isBegun(box) {
    const { body, wording, quote } = box.elements;
    if (box.matches(".composer-edit")) return [body, wording].some((one) => one && isChanged(one));
    return Boolean(body.value.trim() || quote?.value.trim() || (wording && isChanged(wording)));
}

const isChanged = (field) => field.value !== field.defaultValue;

/** Keep what a box holds now, or forget it where that is nothing. */
export function save(box) {
    known.add(box.id);
    if (!isBegun(box)) {
        forget(nameOf(box.id));
        return;
    }
    const held = { at: Date.now(), by: writer };
    for (const name of FIELDS) {
        if (box.elements[name]) held[name] = box.elements[name].value;
    }
    keep(nameOf(box.id), held);
}

/** Keep a quote for somebody who has to sign in before they can write. */
export function keepQuote(section, words) {
    keep(nameOf(`composer-${section}`), { at: Date.now(), by: "", ...words });
}

/** Give a box back what it held, where it stands there empty. */
function restore(box) {
    const held = recall(nameOf(box.id));
    if (!held || isBegun(box) || box.querySelector(".refusal")) return;
    if (held.by && held.by !== writer) {
        // Who is not signed in sees none of it: it waits for its author, whose session may be over.
        if (writer) forget(nameOf(box.id));
        return;
    }
    keys.set(box, box.elements.idempotency_key?.value);
    for (const name of FIELDS) {
        if (box.elements[name] && held[name] !== undefined) box.elements[name].value = held[name];
    }
    box.dispatchEvent(new CustomEvent("box:restored", { bubbles: true }));
    if (!known.has(box.id)) sayBack(box);
    known.add(box.id);
}

function sayBack(box) {
    const notice = Object.assign(document.createElement("p"), { className: "notice unsent" });
    const words = document.createElement("span");
    words.setAttribute("role", "status");
    const discard = Object.assign(document.createElement("button"), {
        type: "button",
        className: "quiet",
        textContent: gettext("Discard them"),
    });
    discard.dataset.discard = "";
    notice.append(words, discard);
    box.prepend(notice);
    words.textContent = gettext("Your unsent words are back.");
}

document.addEventListener("click", ({ target }) => {
    if (!target.matches("[data-discard]")) return;
    const box = target.closest("form.composer");
    target.closest(".unsent").remove();
    forget(nameOf(box.id));
    box.reset();
    const hidden = { quote_prefix: "", quote_suffix: "", idempotency_key: keys.get(box) };
    for (const [name, value] of Object.entries(hidden)) {
        if (box.elements[name]) box.elements[name].value = value;
    }
    box.dispatchEvent(new CustomEvent("box:restored", { bubbles: true }));
    box.elements.body.focus();
});

for (const type of ["input", "change"]) {
    document.addEventListener(type, ({ target }) => {
        const box = target.closest("form.composer[id]");
        if (box) save(box);
    });
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const sent = detail.requestConfig?.elt;
    if (sent?.matches("form.composer")) answered(sent, detail.xhr.status);
    else if (sent?.matches(".act-leave")) forget(nameOf(sent.closest("form")?.id));
    boxes().forEach(restore);
});

/** What is published is kept no longer; what was refused is, as it came back: with another key. */
function answered(sent, status) {
    const box = document.getElementById(sent.id);
    if (status < 300) {
        forget(nameOf(sent.id));
        known.delete(sent.id);
    } else if (box?.matches("form:not(.composer-edit)")) save(box);
}

for (const name of namesOf("unsent:")) {
    if (!(Date.now() - recall(name)?.at < LONGEST)) forget(name);
}
boxes().forEach(restore);
