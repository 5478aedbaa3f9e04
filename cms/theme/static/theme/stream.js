/**
 * Follows one stream over a WebSocket: reconnects from the last number it heard, with growing and
 * jittered pauses, and notices a dead line by itself. It knows nothing of what the frames mean.
 */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;

/** Close codes after which asking again would get the same answer. */
const FINAL = new Set([4400, 4401, 4404]);

export class Stream extends EventTarget {
    /**
     * @param {string} id the stream's id
     * @param {number} since the number of the last event that the page already shows
     * @param {string} language the language in which frames come
     * @param {string} kind what the stream belongs to, as its address names it
     */
    constructor(id, since, language, kind = "drafts") {
        super();
        this.id = id;
        this.kind = kind;
        this.since = since;
        this.language = language;
        this.attempts = 0;
        this.finished = false;
    }

    start() {
        addEventListener("online", () => this.retryNow());
        addEventListener("offline", () => this.drop());
        addEventListener("pagehide", () => this.socket?.close());
        addEventListener("pageshow", (event) => event.persisted && this.retryNow());
        document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "visible") this.retryNow();
        });
        this.connect();
    }

    connect() {
        if (this.finished) return;
        clearTimeout(this.retry);
        const address = new URL(`/ws/${this.kind}/${this.id}/`, location.href);
        address.protocol = address.protocol.replace("http", "ws");
        address.search = new URLSearchParams({ since: this.since, lang: this.language });
        const socket = new WebSocket(address);
        this.socket = socket;
        socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
        socket.addEventListener("close", (event) => {
            if (socket === this.socket) this.closed(event.code);
        });
    }

    hear(frame) {
        clearTimeout(this.deadline);
        this.schedulePing();
        if (frame.type === "ready") {
            this.attempts = 0;
            this.since = Math.max(this.since, frame.n);
            this.tell("state", { state: "live" });
            return;
        }
        if (frame.n !== undefined) {
            if (frame.n <= this.since) return; // told already
            this.since = frame.n;
        }
        this.tell("frame", frame);
    }

    schedulePing() {
        clearTimeout(this.ping);
        this.ping = setTimeout(() => {
            if (this.socket.readyState !== WebSocket.OPEN) return;
            this.socket.send('{"type": "ping"}');
            this.deadline = setTimeout(() => this.drop(), PONG_WITHIN);
        }, PING_EVERY);
    }

    /** Give the line up without waiting for the network to notice that it is dead. */
    drop() {
        const socket = this.socket;
        this.socket = null;
        socket?.close();
        this.closed(1006);
    }

    closed(code) {
        clearTimeout(this.ping);
        clearTimeout(this.deadline);
        this.socket = null;
        this.finished = FINAL.has(code);
        this.tell("state", { state: this.finished ? "ended" : "away", code });
        if (this.finished || !navigator.onLine) return;
        const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.attempts);
        this.attempts += 1;
        clearTimeout(this.retry);
        this.retry = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
    }

    retryNow() {
        if (this.socket || this.finished) return;
        this.attempts = 0;
        this.connect();
    }

    tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}
