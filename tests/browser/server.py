"""A real server with the demonstration on it: a process of its own, which tests may stop and start."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from cms.demo.content import block_id

ROOT = Path(__file__).resolve().parents[2]
UVICORN = ("-m", "uvicorn", "cms.asgi:application", "--host", "127.0.0.1")
WEBSOCKETS = (
    "--ws",
    "websockets-sansio",
    "--ws-max-size",
    "4096",
    "--ws-per-message-deflate",
    "false",
)
PASSWORD = "parvis-demo"

ELSEWHERE = {
    "id": "elsewhere",
    "name": "Compte d’ailleurs",
    "server_url": "https://login.example.org",
    "client_id": "parvis",
}
"""A provider of accounts, for the pages that name one. Nobody goes there."""

PLAN = {
    "fr": "/fr/consultations/plan-2027-2029/projet-de-plan/",
    "en": "/en/consultations/plan-2027-2029/draft-plan/",
}
"""The demonstration's open draft."""


class ServerFailed(Exception):
    """The server did not start, or a command did not succeed."""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def section_key(name: str) -> str:
    """Return the key of a section of the plan, by its name in plan.yaml."""
    return str(block_id("plan", name))


@dataclass
class Server:
    """The demonstration under `folder`, on SQLite or on the PostgreSQL server of DATABASE_URL."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server has said, as a file."""
        return self.folder / "server.log"

    @cached_property
    def database_url(self) -> str:
        """An own database on the server that DATABASE_URL names, or nothing: SQLite in the folder."""
        address = os.environ.get("DATABASE_URL", "")
        if not address.startswith("postgres"):
            return ""
        return urlunsplit(urlsplit(address)._replace(path=f"/parvis_browser_{os.getpid()}"))

    @cached_property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "SITE_URL": self.url,
            "EXTRA_ORIGINS": "",
            "PACE_POST": "100000/1s",  # who posts here is one person, in all tests
            "PACE_VOTE": "100000/1s",
            "PACE_EDIT": "100000/1s",
            "PACE_REPORT": "100000/1s",
            "OIDC_PROVIDERS": json.dumps([ELSEWHERE]),
            "DEBUG": "false",
            "PYTHONUNBUFFERED": "1",
        }

    def address(self, path: str) -> str:
        return self.url + path

    # Life

    def build(self) -> None:
        """Make the database and the demonstration in it."""
        self._sql(f'CREATE DATABASE "{self._database_name}"')
        self.manage("migrate", "--verbosity", "0")
        self.manage("demo")

    def start(self) -> None:
        """Start, and return once it answers."""
        command = [sys.executable, *UVICORN, "--port", str(self.port), *WEBSOCKETS]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own server
                [*command, "--log-level", "warning"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(f"The server did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop as a service manager would; open sockets are not waited for beyond some seconds."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def remove(self) -> None:
        """Take the database and the folder away."""
        self._sql(f'DROP DATABASE IF EXISTS "{self._database_name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    # What tests do behind its back

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py beside the server and return what it prints."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        if done.returncode:
            raise ServerFailed(f"manage.py {arguments[0]} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python code with the site's models beside the server."""
        return self.manage("shell", "--verbosity", "0", "--command", code)

    def failures(self) -> list[str]:
        """Return what the server has logged of errors."""
        said = self.log.read_text() if self.log.exists() else ""
        return re.findall(
            r"^(?:ERROR|CRITICAL).*$|^Traceback.*$|^\w*Error: .*$", said, re.MULTILINE
        )

    def forget_log(self) -> None:
        """Begin the log anew."""
        if self.log.exists():
            os.truncate(self.log, 0)

    def _answers(self) -> bool:
        try:
            with urlopen(self.address("/fr/jsi18n/"), timeout=5) as answer:  # noqa: S310 - ours
                return answer.status == 200
        except (URLError, OSError):
            return False

    @property
    def _database_name(self) -> str:
        return urlsplit(self.database_url).path.lstrip("/")

    def _sql(self, statement: str) -> None:
        """Run a statement beside the own database, on its server; on SQLite there is none."""
        if not self.database_url:
            return
        import psycopg  # noqa: PLC0415 - an extra, absent by default

        aside = urlunsplit(urlsplit(self.database_url)._replace(path="/postgres"))
        with psycopg.connect(aside, autocommit=True) as connection:
            connection.execute(statement)
