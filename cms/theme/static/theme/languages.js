/**
 * Changing the language keeps the place: each language's link leads to the passage that is in view.
 *
 * Passages have the same ids in every language. Without a script the link keeps what stands after the
 * question mark.
 */

const PASSAGES = ".section[id], [id^='c-']";

/** Return the id of what is being read: the place in the address while it is in view, else the topmost. */
function place() {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named && isInView(named)) return named.id;
    if (scrollY < innerHeight / 3) return "";
    const line = innerHeight / 3;
    let found = "";
    for (const passage of document.querySelectorAll(PASSAGES)) {
        if (passage.getClientRects().length && passage.getBoundingClientRect().top <= line) found = passage.id;
    }
    return found;
}

function isInView(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
}

/** The address changes while a page is open: talks are opened, lists are filtered. */
function renew(link) {
    const url = new URL(link.href);
    url.search = location.search;
    url.hash = place();
    link.href = url.href;
}

for (const event of ["pointerdown", "focusin", "click"]) {
    document.addEventListener(event, ({ target }) => {
        const link = target.closest?.(".menu-languages a[data-language]");
        if (link) renew(link);
    });
}
