/**
 * Changing the language keeps the place: each language's link leads to the passage that was read last.
 *
 * The menu stands at the top of the page, so the reader has left the passage when they choose. Passages
 * have the same ids in every language. Without a script the link keeps what stands after the question
 * mark.
 */

const PASSAGES = ".section[id], [id^='c-']";
/** After so long at the top of the page, that is the place. */
const FORGET_AFTER = 20_000;

/** To begin with, where the address led. */
let place = { id: location.hash.slice(1), until: Infinity };
let resting = 0;

/** Note which passage stands where one reads, once the page rests. */
function note() {
    if (isAtTop()) {
        if (place.until === Infinity) place.until = Date.now() + FORGET_AFTER;
        return;
    }
    const line = innerHeight / 3;
    for (const passage of document.querySelectorAll(PASSAGES)) {
        if (passage.getClientRects().length && passage.getBoundingClientRect().top <= line) {
            place = { id: passage.id, until: Infinity };
        }
    }
}

function isAtTop() {
    return scrollY < innerHeight / 3;
}

/** The address changes while a page is open: talks are opened, lists are filtered. */
function renew(link) {
    if (!isAtTop()) note();
    const url = new URL(link.href);
    url.search = location.search;
    url.hash = Date.now() < place.until ? place.id : "";
    link.href = url.href;
}

addEventListener(
    "scroll",
    () => {
        clearTimeout(resting);
        resting = setTimeout(note, 200);
    },
    { passive: true },
);

for (const event of ["pointerdown", "focusin", "click"]) {
    document.addEventListener(event, ({ target }) => {
        const link = target.closest?.(".menu-languages a[data-language]");
        if (link) renew(link);
    });
}
