"""docs/verify_register.py, as tests call it: as a module, and as anybody runs it."""

import importlib.util
import subprocess
import sys

from django.conf import settings as site

SCRIPT = site.REPOSITORY / "docs" / "verify_register.py"
GUIDE = site.REPOSITORY / "docs" / "register.md"


def load_script():
    spec = importlib.util.spec_from_file_location("verify_register_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


def by_script(export, *arguments):
    """Return what the script says of an export, and its exit code: with nothing but Python."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-I", str(SCRIPT), "-", *arguments],
        input=export,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines(), done.returncode
