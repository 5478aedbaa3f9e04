"""What the measurements share: options, percentiles, tables, results as JSON."""

import argparse
import json
import math
import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def options(what: str, *more: Callable[[argparse.ArgumentParser], Any]) -> argparse.Namespace:
    """Read the options that every measurement takes; `more` may add to them."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--quick", action="store_true", help="a smaller run, under a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    for add in more:
        add(parser)
    return parser.parse_args()


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and p99 by nearest rank: values that were measured, none made up."""
    ordered = sorted(values)
    if not ordered:
        return dict.fromkeys(("p50", "p95", "p99"), float("nan"))
    ranks = {share: math.ceil(len(ordered) * share / 100) for share in (50, 95, 99)}
    return {f"p{share}": round(ordered[rank - 1], 2) for share, rank in ranks.items()}


def table(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> str:
    """Return rows as text; `columns` maps keys to titles. What a row does not have is a dash."""
    cells = [list(columns.values())]
    cells += [[shown(row.get(key)) for key in columns] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    lines = [
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def shown(value: Any) -> str:
    """Return a value as it stands in a table."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def machine(*packages: str) -> dict[str, Any]:
    """Return what the results depend on: processors, Python, the versions of these packages."""
    return {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "packages": {name: installed(name) for name in packages},
    }


def installed(package: str) -> str | None:
    """Return the version of a package, None when it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def verdicts(targets: dict[str, bool]) -> str:
    """Return a line for each target: met or not."""
    return "\n".join(f"{'met    ' if met else 'NOT MET'}  {what}" for what, met in targets.items())


def write(file: Path | None, results: dict[str, Any]) -> None:
    """Write the results to the file that was named, if one was."""
    if file is not None:
        file.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
