"""A LibreTranslate that does what a test tells it to, over real sockets."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAIRS = [
    {
        "code": code,
        "name": code,
        "targets": [one for one in ("ar", "en", "es", "fr") if one != code],
    }
    for code in ("ar", "en", "es", "fr")
]


def shouting(asked: dict) -> object:
    """Answer as the real one does, with what is easily known again."""
    return {"translatedText": [f"[{asked['target']}] {line}" for line in asked["q"]]}


class Stub:
    """What the machine answers to /translate, and what it was asked."""

    def __init__(self) -> None:
        self.answers: Callable[[dict], object] = shouting
        self.status = 200
        self.headers: dict[str, str] = {}
        self.delay = 0.0
        self.drips = False
        self.asked: list[dict] = []
        self.paths: list[str] = []
        self.url = ""
        self.closing = threading.Event()

    def lies(self, body: object) -> None:
        """Answer with this, whatever is asked: text and bytes as they are, anything else as JSON."""
        self.answers = lambda asked: body

    @property
    def lines(self) -> list[str]:
        """Return all lines that it was given."""
        return [line for asked in self.asked for line in asked["q"]]


class Handler(BaseHTTPRequestHandler):
    stub: Stub

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.stub.paths.append(self.path)
        self.answer(PAIRS if self.path == "/languages" else "not here")

    def do_POST(self) -> None:
        self.stub.paths.append(self.path)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stub.asked.append(asked)
        self.stub.closing.wait(self.stub.delay)
        self.answer(self.stub.answers(asked))

    def answer(self, said: object) -> None:
        body = said if isinstance(said, bytes) else None
        if body is None:
            body = (said if isinstance(said, str) else json.dumps(said)).encode()
        try:
            self.send_response(self.stub.status)
            for name, value in self.stub.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.stub.drips:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    if self.stub.closing.wait(0.05):
                        return
                return
            self.wfile.write(body)
        except OSError:
            return  # who asked has gone


@contextmanager
def serving(port: int = 0) -> Iterator[Stub]:
    """Serve a stub while this lasts."""
    stub = Stub()
    handler = type("OneHandler", (Handler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.monotonic()
    act()
    return time.monotonic() - begun
