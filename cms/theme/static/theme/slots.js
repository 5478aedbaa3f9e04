/**
 * The places in which talks open, one at a time, and where the keyboard goes when htmx has brought
 * something.
 */

import { lead } from "./talk.js";

/** The talk that was asked for from elsewhere than its own link, and who waits for it. */
let expected = null;

export const sectionOf = (key) => document.getElementById(`s-${key}`);
export const openSection = () => document.querySelector(".talk")?.dataset.talk ?? "";
const keyOf = (slot) => slot.id.replace("talk-", "");

/** Open the talk about a section, at a comment where one is named; return it once it is there. */
export function openTalk(section, comment = "") {
    const present = document.querySelector(`[data-talk="${section}"]`);
    if (present && !comment) return Promise.resolve(present);
    const entrance = sectionOf(section)?.querySelector("a.talk-count");
    return new Promise((resolve) => {
        expected = { section, comment, resolve };
        if (!comment) entrance.click();
        else {
            const address = `${entrance.getAttribute("hx-get")}&comment=${comment}`;
            htmx.ajax("GET", address, { target: `#talk-${section}`, swap: "innerHTML" });
        }
    });
}

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
    const section = sectionOf(keyOf(slot));
    section?.querySelector(".talk-count").setAttribute("aria-expanded", open);
    if (open) section?.setAttribute("aria-current", "true");
    else section?.removeAttribute("aria-current");
}

/** Return where the keyboard goes when htmx has brought something, if anywhere. */
function destinationIn(arrived) {
    if (arrived.matches(".talk")) return arrived.querySelector("#talk-title");
    if (arrived.matches(".comment, .held, .withdrawn, .reported")) return arrived;
    if (arrived.matches(".thread, .reply")) return arrived.querySelector(".comment"); // older ones
    if (arrived.matches(".composer-closed, .composer-delete")) return arrived.querySelector("a, button");
    if (arrived.matches(".decision")) return arrived.querySelector("[type=radio], textarea");
    if (arrived.matches(".composer-reply, .composer-edit, .composer:has(.refusal)")) {
        return arrived.querySelector('textarea[name="body"]');
    }
    return null;
}

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    const arrived = target.matches("[class$=-slot]") ? target.firstElementChild : target;
    if (!arrived || detail.led) return;
    const wanted = arrived.matches(".talk") && expected?.section === arrived.dataset.talk && expected;
    const destination =
        (wanted?.comment && document.getElementById(`c-${wanted.comment}`)) || destinationIn(arrived);
    if (!destination) return;
    detail.led = true; // the first of all that one answer has brought
    if (destination.id === "talk-title") destination.focus({ preventScroll: true });
    else lead(destination);
    if (!wanted) return;
    expected = null;
    wanted.resolve(arrived);
});

/** Who does not report after all goes on where they were. */
document.addEventListener("click", (event) => {
    const link = event.target.closest(".report-slot [data-leave-report]");
    if (!link) return;
    event.preventDefault();
    const comment = link.closest(".comment");
    link.closest(".report-slot").replaceChildren();
    comment.querySelector(".act-report").focus();
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
    sectionOf(keyOf(slot))?.querySelector(".talk-count").focus();
    history.replaceState(null, "", location.pathname);
});
