"""The table of docs/configuration.md and the settings name the same variables."""

import ast
import re

from cms.settings.env import REPOSITORY

READERS = {
    "text",
    "words",
    "flag",
    "positive",
    "whole",
    "share",
    "pace",
    "dotted",
    "service",
    "contact",
}
ELSEWHERE = {"DJANGO_SETTINGS_MODULE"}
"""Read by Django itself, by way of manage.py and cms/asgi.py."""


def variables_read():
    names = set()
    for module in (REPOSITORY / "cms" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "attr", getattr(node.func, "id", None))
                first = node.args[0]
                if called in READERS and isinstance(first, ast.Constant):
                    names.add(first.value)
    return names


def test_every_variable_is_in_the_table_and_every_row_is_read():
    table = (REPOSITORY / "docs" / "configuration.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == variables_read() | ELSEWHERE


def test_nobody_else_reads_the_environment():
    for folder in ("cms", "consult"):
        for module in (REPOSITORY / folder).rglob("*.py"):
            if module.name in ("env.py", "asgi.py"):
                continue
            assert not re.search(r"os\.(environ|getenv)", module.read_text()), module


def test_no_server_that_we_start_or_recommend_writes_down_links_of_mails():
    """Such links let whoever has them act, and stand beside the reader's address in an access log."""
    commands = [
        command
        for file in (REPOSITORY / "Makefile", *(REPOSITORY / "docs").rglob("*.md"))
        for command in re.findall(
            r"uvicorn cms\.asgi:application(?:[^\n]*\\\n)*[^\n]*", file.read_text()
        )
    ]
    assert len(commands) >= 4
    assert all("--no-access-log" in one for one in commands), commands
    (proxy,) = re.findall(r"^server \{.*?^\}", running(), re.MULTILINE | re.DOTALL)
    assert "access_log off;" in proxy


def running():
    return (REPOSITORY / "docs" / "running.md").read_text()
