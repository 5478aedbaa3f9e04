"""Reads the settings, or starts the site, with an environment of which nothing is inherited."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from cms.settings.env import REPOSITORY

SECRET = "a-secret-for-the-tests-only-0123456789-abcdefghij"
DEV, PRODUCTION = "cms.settings.dev", "cms.settings.production"
PUBLIC = {
    "SITE_URL": "https://consultations.example.org",
    "SECRET_KEY": SECRET,
    "EMAIL_URL": "smtp+tls://user:p%40ss@mail.example.org:587",
}
CHECK = (sys.executable, "manage.py", "check")
SERVER = str(Path(sys.executable).with_name("uvicorn"))


def read(folder: Path, environment: dict[str, str], module: str = DEV):
    """Return the settings module as a new process with this environment would read it."""
    fresh = {name: one for name, one in sys.modules.items() if name not in (DEV, PRODUCTION)}
    fresh.pop("cms.settings.base", None)
    environment = {"VAR_DIR": str(folder), **environment}
    with (
        patch.dict(os.environ, environment, clear=True),
        patch.dict(sys.modules, fresh, clear=True),
    ):
        return import_module(module)


def start(folder: Path, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess:
    """Run a command with only these variables, and give up on it after a minute."""
    return subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
