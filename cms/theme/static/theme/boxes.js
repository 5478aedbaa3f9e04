/** The boxes to write in: what was typed is never lost, whatever happens around it. */

/** Words that are written and not published, by the box in which they stand. */
const unpublished = new Map();

document.addEventListener("input", ({ target }) => {
    const box = target.closest("form.composer");
    if (!box || !target.matches("textarea")) return;
    unpublished.set(box.id, target.value);
    sayLettersLeft(box, target);
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.xhr?.status < 300) unpublished.delete(detail.requestConfig.elt.id);
    for (const box of document.querySelectorAll("form.composer")) {
        const textarea = box.querySelector("textarea");
        if (!textarea.value) textarea.value = unpublished.get(box.id) ?? "";
    }
});

/** Say how many characters are left, once it matters. */
function sayLettersLeft(box, textarea) {
    const limit = Number(textarea.dataset.limit);
    const left = limit - [...textarea.value].length;
    const text =
        left < 0
            ? ngettext("%s character too many", "%s characters too many", -left)
            : ngettext("%s character left", "%s characters left", left);
    const shown = Math.abs(left).toLocaleString(document.documentElement.lang);
    box.querySelector("[data-letters]").textContent =
        left > limit / 5 ? "" : interpolate(text, [shown]);
}

/** A box that was begun is not replaced by an empty one. */
document.addEventListener("htmx:beforeRequest", (event) => {
    const { target } = event.detail;
    const begun = target.matches(".reply-slot") && target.querySelector("textarea");
    if (!begun?.value) return;
    event.preventDefault();
    begun.focus();
});

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
