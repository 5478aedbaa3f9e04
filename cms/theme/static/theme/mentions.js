/** Completes the names of those who took part, behind an @. Names are shown as text and nothing else. */

const AFTER = 150;
/** What is typed of a name: up to three words behind an @ that begins a word. */
const BEGUN = /(?:^|[\s(])@([^\s@]{1,40}(?: [^\s@]{1,40}){0,2})$/u;

const desk = document.querySelector("[data-stream]");
const list = Object.assign(document.createElement("ul"), { id: "names", className: "names" });
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", gettext("Names"));

let field = null;
let timer = null;
let asked = 0;

const follow = ({ target }) => target.matches('.composer textarea[name="body"]') && later(target);
document.addEventListener("input", follow);
document.addEventListener("focusout", ({ target }) => target === field && close());

function begun(textarea) {
    return textarea.value.slice(0, textarea.selectionStart).match(BEGUN)?.[1] ?? "";
}

function later(textarea) {
    clearTimeout(timer);
    if (begun(textarea)) timer = setTimeout(() => complete(textarea), AFTER);
    else close();
}

async function complete(textarea) {
    const number = ++asked;
    const beginning = begun(textarea);
    const names = beginning ? await namesFrom(beginning) : [];
    if (number !== asked || document.activeElement !== textarea || begun(textarea) !== beginning) return;
    if (names.length) open(textarea, names);
    else close();
}

async function namesFrom(beginning) {
    const { lang } = document.documentElement;
    const query = new URLSearchParams({ q: beginning });
    try {
        const answer = await fetch(`/${lang}/drafts/${desk.dataset.stream}/names/?${query}`);
        return answer.ok ? (await answer.json()).names : [];
    } catch {
        return [];
    }
}

function open(textarea, names) {
    list.replaceChildren(
        ...names.map((name, at) => {
            const option = Object.assign(document.createElement("li"), { id: `name-${at}` });
            option.setAttribute("role", "option");
            option.append(Object.assign(document.createElement("bdi"), { textContent: name }));
            return option;
        }),
    );
    field = textarea;
    field.after(list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    choose(0);
    const text = ngettext("%s name; arrows choose", "%s names; arrows choose", names.length);
    document.querySelector("[data-announce]").textContent = interpolate(text, [names.length]);
}

function close() {
    clearTimeout(timer);
    asked += 1;
    list.remove();
    for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) {
        field?.removeAttribute(name);
    }
    field = null;
}

const chosen = () => [...list.children].findIndex((one) => one.ariaSelected === "true");

function choose(at) {
    const options = [...list.children];
    const wanted = options.at(at % options.length);
    for (const one of options) one.setAttribute("aria-selected", one === wanted);
    field.setAttribute("aria-activedescendant", wanted.id);
    wanted.scrollIntoView({ block: "nearest" });
}

/** Put a name in the place of what was typed of it. */
function take(option) {
    const end = field.selectionStart;
    const start = end - begun(field).length;
    const textarea = field;
    close();
    textarea.setRangeText(`${option.textContent} `, start, end, "end");
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    close();
}

const ACTS = {
    ArrowDown: () => choose(chosen() + 1),
    ArrowUp: () => choose(chosen() - 1),
    Enter: () => take(list.children[chosen()]),
    Tab: () => take(list.children[chosen()]),
    Escape: close,
};

document.addEventListener("keydown", (event) => {
    if (!field || event.target !== field || event.isComposing || !ACTS[event.key]) return;
    event.preventDefault();
    ACTS[event.key]();
});
list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) take(option);
});

follow({ target: document.activeElement }); // in which the first @ was typed
