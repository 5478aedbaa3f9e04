/**
 * Single keys of the moderators' queue. They never act while one types, and can be turned off
 * (WCAG 2.1.4); what they are stands on the page.
 */

import { forget, keep, recall } from "./memory.js";

const OFF = "keys:off";
const TYPING = "textarea, select, [contenteditable], dialog, input:not([type=checkbox], [type=radio])";

/** Act on keys: `page` is the queue, `list` its rows. */
export function listen(page, list) {
    const help = document.getElementById("queue-keys");
    const box = help.querySelector("[data-keys-switch]");
    help.hidden = false;
    box.checked = !recall(OFF);
    box.addEventListener("change", () => (box.checked ? forget(OFF) : keep(OFF, true)));

    const acts = {
        j: () => go(list, 1),
        k: () => go(list, -1),
        x: () => rowHere(list)?.querySelector("input")?.click(),
        e: () => page.querySelector("#case-form textarea")?.focus(),
        "?": () => {
            help.open = true;
            help.querySelector("summary").focus();
        },
    };
    for (const key of ["t", "p", "h", "r", "w"]) acts[key] = () => press(page, key);
    for (let digit = 1; digit <= 9; digit += 1) acts[digit] = () => choose(page, digit);

    document.addEventListener("keydown", (event) => {
        const { key, target, ctrlKey, metaKey, altKey, isComposing, defaultPrevented, repeat } = event;
        const act = Object.hasOwn(acts, key) ? acts[key] : null;
        if (!act || repeat || ctrlKey || metaKey || altKey || isComposing || defaultPrevented) return;
        if (target.closest(TYPING) || recall(OFF)) return;
        event.preventDefault();
        act();
    });
}

/** Return the row of the case that is open, or the one with the focus. */
function rowHere(list) {
    const focused = document.activeElement.closest("[data-row]");
    return focused ?? list.querySelector("[data-row]:has(> a[aria-current])");
}

/** Open the next case of the list, or the one before. */
function go(list, step) {
    const rows = [...list.querySelectorAll("[data-row]")];
    const here = rows.indexOf(rowHere(list));
    const next = here < 0 ? rows[0] : rows[here + step];
    const link = next?.querySelector("a");
    link?.focus();
    link?.click();
}

/** Press the button of a key: where it names an article or needs reasons, lead to them first. */
function press(page, key) {
    const button = page.querySelector(`#case [data-key="${key}"]`);
    if (!button || button.disabled) return;
    const form = button.form;
    const articles = form.querySelector("[data-articles]");
    const explanation = form.elements.explanation;
    if ("hw".includes(key) && articles && !articles.querySelector(":checked")) {
        articles.querySelector("input")?.focus();
    } else if (key === "w" && !explanation.value.trim()) {
        explanation.focus();
    } else {
        button.click();
    }
}

/** Choose the article of a number. */
function choose(page, digit) {
    const radio = page.querySelectorAll("#case-form [data-articles] input")[digit - 1];
    if (!radio) return;
    radio.checked = true;
    radio.focus();
}
