/** Quoting: words that are selected in a passage become what a contribution is about. */

import { isOpen, quote, selected, squash } from "./passages.js";
import { openTalk } from "./slots.js";
import { keepQuote, save } from "./boxes.js";

const QUOTE = ["quote", "quote_prefix", "quote_suffix"];
const AFTER = 150;

const offer = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button-main quote-offer",
    textContent: gettext("Comment on these words"),
});
let offered = null;
let isPressing = false;

const boxOf = (talk) => talk.querySelector("form.composer:not(.composer-reply, .composer-edit)");

/** Return the words that are selected where one may write, or null. */
export function offerable() {
    const found = selected();
    return found && isOpen(found.passage) ? found : null;
}

/** Begin a contribution about words of a passage. */
export async function begin({ passage, words }) {
    const section = passage.dataset.passage;
    withdraw();
    getSelection().removeAllRanges();
    const talk = await openTalk(section);
    const box = boxOf(talk);
    if (!box) {
        keepQuote(section, words); // until one has signed in
        talk.querySelector(".composer-closed a")?.focus();
        return;
    }
    fill(box, words);
    box.elements.body.focus();
}

// The button beside the selection

document.addEventListener("selectionchange", later);
document.addEventListener("pointerdown", ({ pointerType }) => (isPressing = pointerType === "mouse"));
document.addEventListener("pointerup", () => {
    isPressing = false;
    later();
});

function later() {
    clearTimeout(offered?.timer);
    offered = { ...offered, timer: setTimeout(show, AFTER) };
}

function show() {
    if (isPressing) return;
    const found = offerable();
    if (!found) {
        if (document.activeElement !== offer) withdraw();
        return;
    }
    offered = found;
    if (offer.previousElementSibling !== found.passage) found.passage.after(offer);
    if (matchMedia("(pointer: coarse)").matches) return; // stands at the bottom of the screen
    const section = offer.parentElement.getBoundingClientRect();
    const last = [...found.range.getClientRects()].at(-1);
    const widest = section.width - offer.offsetWidth;
    const start = Math.max(0, Math.min(last.right - section.left - offer.offsetWidth, widest));
    offer.style.insetBlockStart = `${last.bottom - section.top + 6}px`;
    offer.style.left = `${start}px`;
}

function withdraw() {
    offer.remove();
    offered = null;
}

offer.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
offer.addEventListener("click", () => offered?.words && begin(offered));

// The quote in the box

/** Make words the quote of a box. */
export function fill(box, words) {
    for (const name of QUOTE) box.elements[name].value = words[name];
    preview(box);
    save(box);
}

/** Show above the box which words it quotes, with a way to let go of them. */
export function preview(box) {
    const field = box.elements.quote;
    if (!field) return;
    let shown = box.querySelector(".quote-preview");
    if (!shown) {
        shown = makePreview();
        box.querySelector("[data-quote]").before(shown);
    }
    shown.hidden = !field.value.trim();
    shown.querySelector("blockquote").textContent = squash(field.value);
}

function makePreview() {
    const shown = Object.assign(document.createElement("figure"), { className: "quote-preview" });
    const caption = document.createElement("figcaption");
    caption.textContent = gettext("You quote:");
    const words = Object.assign(document.createElement("blockquote"), { className: "quote", dir: "auto" });
    const drop = Object.assign(document.createElement("button"), {
        type: "button",
        className: "quiet",
        textContent: gettext("Quote nothing"),
    });
    drop.dataset.dropQuote = "";
    shown.append(caption, words, drop);
    return shown;
}

/** Add what a script can do: take words from the passage in the box. */
function equip(box) {
    preview(box);
    const passage = box.querySelector("[data-quote-from]");
    if (!passage || box.querySelector("[data-take-quote]")) return;
    const take = Object.assign(document.createElement("button"), {
        type: "button",
        textContent: gettext("Quote the selected words"),
    });
    take.dataset.takeQuote = "";
    passage.after(take);
    letSelect(passage);
}

/** A field that cannot be written to has no caret to select with: refuse each change instead. */
function letSelect(passage) {
    passage.readOnly = false;
    passage.inputMode = "none";
    passage.setAttribute("aria-readonly", "true");
    passage.addEventListener("beforeinput", (event) => event.preventDefault());
    passage.addEventListener("input", () => (passage.value = passage.defaultValue));
}

document.addEventListener("click", ({ target }) => {
    const box = target.closest("form.composer");
    if (target.matches("[data-drop-quote]")) {
        fill(box, { quote: "", quote_prefix: "", quote_suffix: "" });
        box.querySelector("[data-quote]").open = false;
        box.elements.body.focus();
    } else if (target.matches("[data-take-quote]")) take(box);
});

function take(box) {
    const passage = box.querySelector("[data-quote-from]");
    const { value, selectionStart, selectionEnd } = passage;
    const words = value.slice(selectionStart, selectionEnd);
    if (!words.trim()) {
        passage.focus();
        return;
    }
    fill(box, quote(value.slice(0, selectionStart), words, value.slice(selectionEnd)));
    box.elements.body.focus();
}

/** Words that are typed have no known place. */
document.addEventListener("input", ({ target }) => {
    if (target.name !== "quote" || !target.form?.matches(".composer")) return;
    target.form.elements.quote_prefix.value = target.form.elements.quote_suffix.value = "";
    preview(target.form);
});

function equipAll() {
    for (const box of document.querySelectorAll("form.composer:has([data-quote])")) equip(box);
}
document.addEventListener("htmx:afterSettle", equipAll);
document.addEventListener("box:restored", ({ target }) => preview(target));
equipAll();
