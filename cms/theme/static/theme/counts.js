/** How much is said where: keeps every number of the page as a fresh page would show it. */

const HOTTEST = 4;

/** Return a number as the reader's language writes it, in the digits that the server uses. */
export const number = (value) =>
    value.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" });

/** Take in how many comments a section and the whole draft have now, and who stands where. */
export function count(section, comments) {
    const { section: here, section_without_account: guests, draft, stances } = comments;
    for (const place of document.querySelectorAll(`[data-count-text="${section}"]`)) {
        const entrance = place.closest(".talk-count");
        if (entrance) enter(entrance, section, here);
        place.textContent =
            entrance && !here ? gettext("Comment on this passage") : contributions(here);
    }
    for (const place of document.querySelectorAll(`[data-apart="${section}"]`)) {
        place.replaceChildren(...apart(guests));
    }
    for (const place of document.querySelectorAll("[data-total]")) place.textContent = number(draft);
    for (const place of document.querySelectorAll("[data-total-apart]")) {
        place.replaceChildren(...apart(comments.draft_without_account));
    }
    for (const place of document.querySelectorAll(`[data-stances="${section}"] [data-stance]`)) {
        place.textContent = number(stances[place.dataset.stance]);
    }
}

function contributions(value) {
    const text = ngettext("%s contribution", "%s contributions", value);
    return interpolate(text, [number(value)]);
}

/** Say how many were said without an account, where any were. */
function apart(value) {
    if (!value) return [];
    const text = ngettext(
        "(%s of them without an account)",
        "(%s of them without an account)",
        value,
    );
    const told = Object.assign(document.createElement("span"), { className: "apart" });
    told.textContent = interpolate(text, [number(value)]);
    return [told];
}

/** Show at the way into a talk, and in the contents above it, that it has so many comments. */
function enter(entrance, section, value) {
    entrance.classList.toggle("talk-some", value > 0);
    warm(document.getElementById(`s-${section}`), value - Number(entrance.dataset.count));
    entrance.dataset.count = value;
    heat();
}

/** Add to each entry of the contents under which a section stands. */
function warm(section, more) {
    if (section.matches(".section-whole")) return; // stands under no chapter
    let level = Infinity;
    for (const entry of [...document.querySelectorAll(".toc [data-level]")].reverse()) {
        const start = document.querySelector(entry.hash);
        const order = start.compareDocumentPosition(section);
        const before = start === section || order & Node.DOCUMENT_POSITION_FOLLOWING;
        if (!before || Number(entry.dataset.level) >= level) continue;
        level = Number(entry.dataset.level);
        const bar = entry.querySelector(".heat");
        bar.setAttribute("value", Number(bar.getAttribute("value")) + more);
    }
    const bars = [...document.querySelectorAll(".toc .heat")];
    const hottest = Math.max(1, ...bars.map((one) => one.getAttribute("value")));
    for (const one of bars) one.setAttribute("max", hottest);
}

/** Show beside each section how much is said about it, next to the most discussed one. */
function heat() {
    const sections = [...document.querySelectorAll("[data-heat]")];
    const counts = sections.map((one) => Number(one.querySelector(".talk-count")?.dataset.count ?? 0));
    const hottest = Math.max(...counts);
    for (const [at, one] of sections.entries()) {
        one.dataset.heat = hottest ? rounded((HOTTEST * counts[at]) / hottest) : 0;
    }
}

/** Round as the server does: halves to the even side. */
const rounded = (value) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

// The buttons behind which new things wait: one for threads, one for the replies of each

/** Show on each button how many wait behind it, by thread; those that begin one are under "". */
export function label(waiting) {
    const counts = new Map(waiting);
    for (const button of document.querySelectorAll("[data-fresh]")) {
        const count = counts.get(button.dataset.fresh) ?? 0;
        if (count) write(button, count);
        else if (button.dataset.fresh) button.parentElement.remove();
        else button.hidden = true;
        counts.delete(button.dataset.fresh);
    }
    for (const [thread, count] of counts) {
        const list = document.getElementById(`replies-${thread}`);
        if (list) write(makeButton(list, thread), count);
    }
}

function makeButton(list, thread) {
    const place = Object.assign(document.createElement("p"), { className: "fresh-place" });
    const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "fresh quiet",
    });
    button.dataset.fresh = thread;
    place.append(button);
    list.after(place);
    return button;
}

function write(button, count) {
    const text = button.dataset.fresh
        ? ngettext("%s new reply", "%s new replies", count)
        : ngettext("%s new contribution", "%s new contributions", count);
    button.textContent = interpolate(text, [number(count)]);
    button.hidden = false;
}
