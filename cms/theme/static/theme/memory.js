/** What this browser keeps for its reader, and sends nowhere. Where it refuses, the page remembers. */

const OURS = "parvis:";
const inPage = new Map();

export function recall(name) {
    try {
        return JSON.parse(localStorage.getItem(OURS + name)) ?? inPage.get(name) ?? null;
    } catch {
        return inPage.get(name) ?? null;
    }
}

export function keep(name, value) {
    try {
        localStorage.setItem(OURS + name, JSON.stringify(value));
    } catch {
        inPage.set(name, value);
    }
}

export function forget(name) {
    inPage.delete(name);
    try {
        localStorage.removeItem(OURS + name);
    } catch {
        // Then nothing was kept.
    }
}

/** Return the names under which something is kept, of those that begin so. */
export function namesOf(beginning) {
    try {
        return Object.keys(localStorage)
            .filter((name) => name.startsWith(OURS + beginning))
            .map((name) => name.slice(OURS.length));
    } catch {
        return [];
    }
}

/** Who signs out may leave the machine to somebody else: words that were not sent do not stay on it. */
document.addEventListener("submit", ({ target }) => {
    if (target.matches('form[action$="/logout/"]')) namesOf("unsent:").forEach(forget);
});
