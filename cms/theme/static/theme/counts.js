/** How much is said where: keeps every number of the page as a fresh page would show it. */

const number = (value) => value.toLocaleString(document.documentElement.lang);

/** Take in how many comments a section and the whole draft have now. */
export function count(section, { section: here, draft }) {
    for (const place of document.querySelectorAll(`[data-count-text="${section}"]`)) {
        const entrance = place.closest(".talk-count");
        if (entrance) enter(entrance, section, here);
        place.textContent =
            entrance && !here ? gettext("Comment on this passage") : contributions(here);
    }
    for (const place of document.querySelectorAll("[data-total]")) place.textContent = number(draft);
}

function contributions(value) {
    const text = ngettext("%s contribution", "%s contributions", value);
    return interpolate(text, [number(value)]);
}

/** Show at the way into a talk, and in the contents above it, that it has so many comments. */
function enter(entrance, section, value) {
    entrance.classList.toggle("talk-some", value > 0);
    warm(document.getElementById(`s-${section}`), value - Number(entrance.dataset.count));
    entrance.dataset.count = value;
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
