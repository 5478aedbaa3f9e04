/** The text that people discuss: its words as they are quoted, and the marks that lead to quotes. */

import { lead } from "./talk.js";
import { openTalk, sectionOf } from "./slots.js";

/** Characters that are kept of what stands before and behind quoted words. */
const CONTEXT = 32;
/** White space as the server counts it. */
const WHITE_SPACE = /(?:[^\S\ufeff]|[\x1c-\x1f\x85])+/g;
const FLASH = 2_500;

/** Passages as they read now, which wait until nobody stands in them. */
const waiting = new Map();

const passageOf = (section) => document.querySelector(`[data-passage="${section}"]`);

/** Return the words of a piece of the page, a line a block, without notes for screen readers. */
function plain(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.matches?.("[data-not-text], .visually-hidden")) return "";
    const words = [...node.childNodes].map(plain).join("");
    if (/^T[DH]$/.test(node.nodeName)) return `${words}\t`;
    return /^(?:P|LI|H\d|BR|TR|CAPTION)$/.test(node.nodeName) ? `${words}\n` : words;
}

export const squash = (text) => text.normalize("NFC").replace(WHITE_SPACE, " ").trim();

/** Return some words of a text with what surrounds them, as they are stored. */
export function quote(before, exact, behind) {
    return {
        quote: squash(exact),
        quote_prefix: squash(before).slice(-CONTEXT),
        quote_suffix: squash(behind).slice(0, CONTEXT),
    };
}

/** Return the one passage in which words are selected, with what is quoted of it, or null. */
export function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const whole = selection.getRangeAt(0);
    const found = [...document.querySelectorAll("[data-passage]")]
        .filter((passage) => whole.intersectsNode(passage))
        .map((passage) => ({ passage, range: within(passage, whole) }))
        .filter(({ range }) => squash(plain(range.cloneContents())));
    if (found.length !== 1) return null;
    const [{ passage, range }] = found;
    const [before, behind] = [document.createRange(), document.createRange()];
    before.setStart(passage, 0);
    before.setEnd(range.startContainer, range.startOffset);
    behind.setStart(range.endContainer, range.endOffset);
    behind.setEnd(passage, passage.childNodes.length);
    const [ahead, exact, rest] = [before, range, behind].map((one) => plain(one.cloneContents()));
    return { passage, range, words: quote(ahead, exact, rest) };
}

/** Return what of a range lies in a passage: a triple click selects up to the next one. */
function within(passage, whole) {
    const range = document.createRange();
    range.selectNodeContents(passage);
    if (passage.contains(whole.startContainer)) range.setStart(whole.startContainer, whole.startOffset);
    if (passage.contains(whole.endContainer)) range.setEnd(whole.endContainer, whole.endOffset);
    return range;
}

/** Show which words of a passage are quoted now, once nobody selects or stands in it. */
export function showPassage({ section, html }) {
    waiting.set(section, html);
    refresh();
}

function refresh() {
    for (const [section, html] of waiting) {
        const place = passageOf(section);
        if (place && isInUse(place)) continue;
        waiting.delete(section);
        if (place) replace(place, html);
    }
}

function isInUse(place) {
    const selection = getSelection();
    const isSelected = !selection.isCollapsed && selection.getRangeAt(0).intersectsNode(place);
    return isSelected || place.contains(document.activeElement);
}

/** The words stay those that the page showed: a new version is shown when the reader asks for it. */
function replace(place, html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    if (squash(plain(fresh.content)) === squash(plain(place))) place.replaceChildren(fresh.content);
}

document.addEventListener("selectionchange", refresh);
document.addEventListener("focusout", () => setTimeout(refresh));

/** From quoted words to the contribution that quotes them, and back. */
document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest) return;
    const mark = event.target.closest("mark.quoted a");
    const words = event.target.closest(".quote > a");
    if (mark) toComment(event, mark);
    else if (words) toWords(event, words);
});

function toComment(event, mark) {
    const address = new URL(mark.href);
    const [section, id] = ["section", "comment"].map((name) => address.searchParams.get(name));
    const present = document.getElementById(`c-${id}`);
    if (!present && !sectionOf(section)?.querySelector("a.talk-count")) return;
    event.preventDefault();
    if (present) lead(present);
    else openTalk(section, id);
    history.replaceState(history.state, "", address);
}

function toWords(event, words) {
    const { comment } = words.closest(".comment").dataset;
    const marks = [...document.querySelectorAll(`mark[data-quotes~="${comment}"]`)];
    const destination = marks[0] ?? document.querySelector(`[id="${words.hash.slice(1)}"]`);
    if (!destination) return;
    event.preventDefault();
    lead(destination.querySelector("a") ?? destination);
    destination.scrollIntoView({ block: "center" });
    for (const mark of marks) flash(mark);
}

function flash(mark) {
    mark.classList.add("flash");
    setTimeout(() => mark.classList.remove("flash"), FLASH);
}

/** Tell whether somebody may write about a passage here. */
export const isOpen = (passage) =>
    passage.closest("[data-open]") !== null &&
    sectionOf(passage.dataset.passage)?.querySelector("a.talk-count") !== null;
