/**
 * Votes: a press shows at once, is sent, and is corrected by the answer. What was pressed twice is
 * sent one after the other. A refusal takes the press back and says why, beside it.
 */

import { number } from "./counts.js";

const PATIENCE = 15_000;

/** The presses that are on their way, by comment: what the server last said, and the queue. */
const sending = new Map();
const desk = document.querySelector("[data-stream]");
const otherTabs = new BroadcastChannel("parvis:votes");

const shown = new WeakMap();

const placesOf = (id) => document.querySelectorAll(`[data-votes="${id}"]`);
const sideOf = (button) => button.querySelector("[data-count]").dataset.count;
const buttonsIn = (place) => place.querySelectorAll('button[name="vote"]');

/** Return the counts at a place, and what the reader pressed there. */
function standing(place) {
    const pressed = place.querySelector('[aria-pressed="true"]');
    const counts = { own: pressed ? sideOf(pressed) : "" };
    for (const one of place.querySelectorAll("[data-count]")) {
        counts[one.dataset.count] = shown.get(one) ?? Number(digits(one.textContent));
    }
    return counts;
}

const digits = (text) => text.replace(/\D/g, "");

/** Show counts and the own vote at a place. */
function show(place, { own, ...counts }) {
    for (const one of place.querySelectorAll("[data-count]")) {
        shown.set(one, counts[one.dataset.count]);
        one.textContent = number(counts[one.dataset.count]);
    }
    for (const button of buttonsIn(place)) {
        const pressed = sideOf(button) === own;
        button.setAttribute("aria-pressed", pressed);
        button.value = pressed ? "" : sideOf(button);
    }
}

/** Return the counts as they would be with another vote of one's own. */
function withVote(counts, own) {
    const changed = { ...counts, own };
    if (counts.own) changed[counts.own] -= 1;
    if (own) changed[own] += 1;
    return changed;
}

document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const form = event.target;
    if (!form.matches("form[data-votes]") || button?.name !== "vote") return;
    event.preventDefault();
    event.stopImmediatePropagation(); // htmx, which knows no hurry, need not see it
    press(form, button.value);
}, true);

/** Send a vote behind those on the same comment that are on their way. */
function press(form, own) {
    const id = form.dataset.votes;
    const before = sending.get(id) ?? { count: 0, known: standing(form), last: Promise.resolve() };
    before.count += 1;
    sending.set(id, before);
    say(form, "");
    showAll(id, withVote(before.known, own));
    before.last = before.last.then(() => send(form, id, own));
}

async function send(form, id, own) {
    const { answered, refusal } = await ask(form, own);
    const state = sending.get(id);
    if (answered) state.known = answered;
    state.count -= 1;
    if (state.count) return;
    sending.delete(id);
    showAll(id, state.known);
    for (const place of placesOf(id)) say(place, refusal ?? "");
    otherTabs.postMessage({ id, counts: state.known });
    document.dispatchEvent(new CustomEvent("votes:settled", { detail: { id } }));
}

/** Send one vote; return what the server says it is now, or why it refused. */
async function ask(form, own) {
    const body = new URLSearchParams(new FormData(form));
    body.set("vote", own);
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) body.set("csrfmiddlewaretoken", token);
    try {
        const answer = await fetch(form.action, {
            method: "POST",
            body,
            headers: { "HX-Request": "true" },
            signal: AbortSignal.timeout(PATIENCE),
        });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const place = page.querySelector(`[data-votes="${form.dataset.votes}"]`);
        if (answer.ok && place) return { answered: standing(place) };
        const why = page.querySelector(".refusal")?.textContent.trim();
        return { refusal: why || (answer.status === 401 ? sentences.ended : sentences.failed)() };
    } catch {
        return { refusal: (navigator.onLine ? sentences.failed : sentences.offline)() };
    }
}

const sentences = {
    ended: () => gettext("Your session has ended. Reload the page to go on."),
    failed: () => gettext("Your vote could not be counted. Try again in a moment."),
    offline: () => gettext("You are offline: your vote was not counted. Try again later."),
};

function showAll(id, counts) {
    for (const place of placesOf(id)) show(place, counts);
}

/** Say beside the buttons why a vote was taken back. */
function say(place, text) {
    let words = place.querySelector(".refusal");
    if (!words && text) {
        words = Object.assign(document.createElement("p"), { className: "refusal" });
        words.setAttribute("role", "status");
        place.append(words);
    }
    if (words) words.textContent = text;
}

otherTabs.addEventListener("message", ({ data: { id, counts } }) => {
    if (!sending.has(id)) showAll(id, counts);
});

export const isSending = (id) => sending.has(id);

/** Show how many agree and disagree with a comment now. */
export function recount(id, votes) {
    for (const place of placesOf(id)) show(place, { ...votes, own: standing(place).own });
}

/** Show what a comment that was asked for anew says, own vote and all. */
export function recountFrom(id, comment) {
    const place = comment.querySelector("[data-votes]");
    if (place) showAll(id, standing(place));
}

/** Keep what the reader pressed where a comment is replaced by what everybody is told of it. */
export function carry(present, fresh) {
    const [before, after] = [present, fresh].map((one) => one.querySelector("[data-votes]"));
    if (!before || !after || !buttonsIn(after).length) return;
    show(after, { ...standing(after), own: standing(before).own });
}

/** Make of the buttons that everybody is told of what somebody sees who cannot press them. */
export function forGuest(comment) {
    const form = comment.querySelector("form[data-votes]");
    if (!form || !desk || (desk.dataset.reader && "open" in desk.dataset)) return;
    const place = Object.assign(document.createElement("p"), { className: "votes" });
    place.dataset.votes = form.dataset.votes;
    for (const button of buttonsIn(form)) {
        const isOpen = "open" in desk.dataset;
        const one = document.createElement(isOpen ? "a" : "span");
        one.className = isOpen ? "quiet vote" : "vote";
        if (isOpen) {
            one.href = `${desk.dataset.signIn}?next=/c/${form.dataset.votes}`;
            one.rel = "nofollow";
        }
        one.append(...button.childNodes);
        place.append(one);
    }
    form.replaceWith(place);
}
