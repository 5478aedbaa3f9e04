/**
 * Single keys for those who read much, and the way to the box to write in. The keys can be turned
 * off, and never act while one types.
 */

import { forget, keep, recall } from "./memory.js";
import { begin, offerable } from "./quoting.js";
import { openTalk } from "./slots.js";
import { lead } from "./talk.js";
import { move } from "./unread.js";

const desk = document.querySelector("[data-stream]");
const OFF = "keys:off";

const KEYS = [
    ["n", gettext("Next new contribution"), () => move(1)],
    ["p", gettext("Previous new contribution"), () => move(-1)],
    ["c", gettext("Write, about the selected words if there are any"), write],
    ["?", gettext("Show these keys"), showKeys],
];

document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = event;
    const act = KEYS.find(([one]) => one === key)?.[2];
    if (!act || !desk || ctrlKey || metaKey || altKey || isComposing || defaultPrevented) return;
    if (target.closest("input, textarea, select, [contenteditable], dialog") || recall(OFF)) return;
    event.preventDefault();
    act();
});

let dialog = null;

function showKeys() {
    dialog ??= makeDialog();
    dialog.querySelector("input").checked = !recall(OFF);
    dialog.showModal();
}

function make(name, properties, ...inside) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
}

function makeDialog() {
    const title = make("h2", { id: "keys-title", textContent: gettext("Keyboard shortcuts") });
    const list = make("dl", { className: "keys-list" });
    for (const [key, what] of KEYS) {
        const term = make("dt", {}, make("kbd", { textContent: key }));
        list.append(make("div", {}, term, make("dd", { textContent: what })));
    }
    const input = make("input", { type: "checkbox" });
    input.setAttribute("role", "switch");
    input.addEventListener("change", () => (input.checked ? forget(OFF) : keep(OFF, true)));
    const label = make("label", { className: "keys-switch" }, input, gettext("Use single keys"));
    const close = make("button", { className: "button-main", textContent: gettext("Close") });
    const made = make("dialog", { className: "keys-dialog" });
    made.setAttribute("aria-labelledby", title.id);
    made.append(title, list, make("form", { method: "dialog" }, label, close));
    document.body.append(made);
    return made;
}

const button = document.querySelector("[data-keys]");
if (button) {
    button.hidden = false;
    button.addEventListener("click", showKeys);
}

// The box to write in is one key or one tap away, wherever the reader is

const box = () => document.querySelector(".talk > .composer");

/** Lead to the box of the open talk, or open the talk about what is in the middle of the screen. */
async function write() {
    const words = offerable();
    if (words) {
        await begin(words);
        return;
    }
    const section = nearest();
    if (!box() && section) await openTalk(section.dataset.section);
    const destination = box()?.querySelector('textarea[name="body"], a');
    if (destination) {
        lead(destination);
        destination.scrollIntoView({ block: "center" });
    }
}

function nearest() {
    const middle = innerHeight / 2;
    const away = (one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return Math.max(top - middle, middle - bottom, 0);
    };
    const sections = [...document.querySelectorAll("[data-section]:has(a.talk-count)")];
    return sections.sort((one, other) => away(one) - away(other))[0];
}

/** A button on phones, while the box is out of view. */
function offerButton() {
    const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "button-main write-button",
        textContent: gettext("Write"),
    });
    button.addEventListener("click", write);
    desk.append(button);
    const inView = new IntersectionObserver((entries) => {
        button.hidden = entries.at(-1).isIntersecting;
    });
    let watched = null;
    const watch = () => {
        if (watched === box()) return;
        inView.disconnect();
        watched = box();
        button.hidden = false;
        if (watched) inView.observe(watched);
    };
    new MutationObserver(watch).observe(desk, { childList: true, subtree: true });
    watch();
}

if (desk?.matches("[data-open]:has(.draft)")) offerButton();
