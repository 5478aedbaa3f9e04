/**
 * Keeps the number of unread notices as it is: asks for it when somebody comes back to the page, some
 * time after something has happened on it, and now and then. Not while nobody looks.
 */

const NOW_AND_THEN = 90_000;
/** Notices are written within ten seconds of what they tell; all readers must not ask at once. */
const AFTER_NEWS = 11_000;
const SPREAD = 10_000;

let soon = null;

function look() {
    clearTimeout(soon);
    soon = null;
    if (document.visibilityState !== "visible") return;
    const count = document.querySelector("[data-unread-notices]");
    if (count) globalThis.htmx?.trigger(count, "notices:look");
}

document.addEventListener("visibilitychange", look);
document.addEventListener("stream:heard", () => {
    soon ??= setTimeout(look, AFTER_NEWS + Math.random() * SPREAD);
});
setInterval(look, NOW_AND_THEN);
