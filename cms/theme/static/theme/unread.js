/**
 * Contributions that are new since the reader's last visit: a mark on each until it was in view, and
 * ways through them.
 */

import { number } from "./counts.js";
import { keep, recall } from "./memory.js";
import { openSection, openTalk } from "./slots.js";
import { lead } from "./talk.js";

/** A visit ends when nobody is there for so long. */
const PAUSE = 30 * 60 * 1000;
const MOST_SEEN = 2_000;
/** How long something is in view before it counts as seen. */
const A_LOOK = 1_000;
const ENOUGH = 0.6;

const desk = document.querySelector("[data-stream]");

// The visit. It is kept in this browser only: a contribution's id, which tells its time, how many
// each section had, and which were seen since

const name = `visit:${desk?.dataset.stream ?? ""}`;
const entrances = () => document.querySelectorAll(".talk-count[data-count]");

/** Return how many contributions each section has now. */
function countsNow() {
    const sections = [...entrances()].map((one) => one.closest("[data-section]"));
    return Object.fromEntries(sections.map((one) => [one.dataset.section, countOf(one)]));
}

const countOf = (section) => Number(section.querySelector(".talk-count").dataset.count);

/** Return the first id of a moment: ids begin with their time in milliseconds (UUIDv7). */
function idAt(time) {
    const digits = time.toString(16).padStart(12, "0");
    return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

/** Return the newest id that the reader can have seen until now. */
function newest() {
    const shown = [...document.querySelectorAll("[data-comment]")].map((one) => one.dataset.comment);
    return [idAt(Date.now()), ...shown].sort().at(-1);
}

function begin() {
    const last = recall(name);
    if (!last) return { since: newest(), before: countsNow(), counts: {}, seen: [] };
    const isOver = Date.now() - last.at > PAUSE;
    const visit = isOver ? { ...last, since: last.newest, before: last.counts, seen: [] } : last;
    return { ...visit, before: { ...countsNow(), ...visit.before } };
}

const visit = begin();

/** Note where the reader is, for the next visit. */
function note() {
    if (!desk) return;
    visit.seen = visit.seen.slice(-MOST_SEEN);
    keep(name, { ...visit, newest: newest(), counts: { ...visit.counts, ...countsNow() }, at: Date.now() });
}

const isNew = (id) => id > visit.since && !visit.seen.includes(id);

function see(id) {
    if (!visit.seen.includes(id)) visit.seen.push(id);
    note();
}

/** What is said in a language that the reader does not read is not new to them. */
function isReadBy({ comment }) {
    const read = desk.dataset.reading;
    return !read || comment.thread || read.split(" ").includes(comment.language);
}

/** Return the sections of which more is said than the reader has seen, in the order of the text. */
const grown = () =>
    [...entrances()].map((one) => one.closest("[data-section]")).filter((one) => growth(one) > 0);

const growth = (section) => countOf(section) - visit.before[section.dataset.section];

const newCount = () => grown().reduce((sum, one) => sum + growth(one), 0);

/** What stands in a section's open talk is not new elsewhere. */
function catchUp(key) {
    const section = document.getElementById(`s-${key}`);
    if (section?.querySelector(".talk-count[data-count]")) visit.before[key] = countOf(section);
}

addEventListener("pagehide", note);
document.addEventListener("visibilitychange", note);
note();

// The marks, and the ways through them

const since = document.querySelector("[data-since-visit]");
const words = document.createElement("span");
const looks = new WeakMap();
const inView = new IntersectionObserver((entries) => entries.forEach(look), {
    threshold: [0, ENOUGH],
});

/** Mark what is new on the page, and say how much there is elsewhere. */
function mark() {
    for (const comment of document.querySelectorAll(".comment:not([data-new], [data-own])")) {
        if (comment.dataset.status !== "visible" || !isNew(comment.dataset.comment)) continue;
        comment.dataset.new = "";
        const chip = document.createElement("span");
        chip.className = "chip chip-new";
        chip.textContent = gettext("new");
        comment.querySelector("header").append(chip);
        inView.observe(comment);
    }
    if (openSection()) catchUp(openSection());
    say();
}

function say() {
    if (!since) return;
    const count = newCount();
    const text = ngettext("%s new since your last visit", "%s new since your last visit", count);
    words.textContent = interpolate(text, [number(count)]);
    since.hidden = !count;
}

/** Who has had a look at a contribution has seen it; its mark goes once it is out of view. */
function look({ target, isIntersecting, intersectionRatio, intersectionRect }) {
    const isThere =
        isIntersecting && (intersectionRatio >= ENOUGH || intersectionRect.height > innerHeight / 2);
    clearTimeout(looks.get(target));
    if (isThere) looks.set(target, setTimeout(() => see(target.dataset.comment), A_LOOK));
    else if (!isIntersecting && !isNew(target.dataset.comment)) {
        target.querySelector(".chip-new")?.remove();
        inView.unobserve(target);
    }
}

/** Lead to the next new contribution, or the one before: on this page, then in the next talk. */
export async function move(step) {
    const here = document.activeElement.closest(".comment");
    const marked = [...document.querySelectorAll(".comment[data-new]")];
    const ahead = marked.filter((one) => one !== here && (!here || isAhead(here, one, step)));
    const next = ahead.at(step > 0 ? 0 : -1);
    if (next) {
        lead(next);
        return;
    }
    const waiting = document.querySelector("[data-fresh]:not([hidden])");
    if (step > 0 && waiting) waiting.click();
    else if (step > 0 && grown().length) await toNextTalk();
    else tell(step > 0 ? gettext("Nothing more is new.") : gettext("Nothing before this is new."));
}

function isAhead(here, other, step) {
    const follows = here.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    return step > 0 ? follows : !follows;
}

async function toNextTalk() {
    const open = document.getElementById(`s-${openSection()}`);
    const behind = grown().filter((one) => open && isAhead(open, one, 1));
    const [section] = behind.length ? behind : grown();
    await openTalk(section.dataset.section);
    mark();
    const first = document.querySelector(".talk .comment[data-new]");
    if (first) lead(first);
}

function tell(text) {
    document.querySelector("[data-announce]").textContent = text;
}

if (desk) {
    since?.prepend(words);
    // What this module itself writes stands elsewhere, or is written once.
    new MutationObserver(mark).observe(desk.querySelector(".draft") ?? desk, { childList: true, subtree: true });
    document.addEventListener("talk:changed", ({ detail }) => {
        const { section } = detail.comment;
        const isUnread = detail.type === "comment.posted" && !isReadBy(detail);
        if (isUnread && section in visit.before) visit.before[section] += 1;
        mark();
    });
    since?.querySelector("button").addEventListener("click", () => move(1));
    mark();
}
