"""How long does it take to import one text in four languages as one draft?

A text of thirty numbered articles (heading, paragraphs, some with lists) is written to four HTML files,
in made-up words, and imported into a temporary SQLite database as `manage.py import_plan --with` does:
read, checked against one another, made a page, translated string by string through wagtail-localize
and published, a version a language. Then the same files come again, which changes nothing. With
`--folder` it takes real files, named after their languages: fr.html, en.html, es.html, ar.html.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of bench/

from bench import measure  # noqa: E402 - found by the line above
from bench.diff import Author, set_up  # noqa: E402

LANGUAGES = ("fr", "en", "es", "ar")
ARTICLES, QUICK_ARTICLES = 30, 10
COLUMNS = {"what": "what", "languages": "languages", "sections": "sections", "seconds": "seconds"}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, help="a folder of fr.html, en.html, es.html, ar.html"
    )


def written(language: str, articles: int) -> bytes:
    """Return a text of so many articles; every third is a list."""
    author = Author(seed=LANGUAGES.index(language))
    parts = []
    for number in range(1, articles + 1):
        one, two = author.section(40), author.section(20)
        body = f"<ol><li>{one}</li><li>{two}</li></ol>" if number % 3 == 0 else f"<p>{one}</p>"
        parts.append(f"<article><h2>Article {number}</h2>{body}</article>")
    page = "".join(parts)
    return f'<!doctype html><html lang="{language}"><body><h1>A</h1>{page}</body></html>'.encode()


def make_consultation() -> Any:
    """Return a consultation on a site that speaks the languages of the text."""
    from datetime import timedelta

    from django.utils import timezone
    from wagtail.models import Locale, Page

    from cms.pages.pages import HomePage
    from consult.consultations.models import ConsultationListPage, ConsultationPage

    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="A", slug="a", lead="A", locale=locales[0])
    )
    listing = home.add_child(instance=ConsultationListPage(title="C", slug="c", locale=locales[0]))
    now = timezone.now()
    page = listing.add_child(
        instance=ConsultationPage(
            title="P",
            slug="p",
            summary="P",
            opens_at=now,
            closes_at=now + timedelta(days=1),
            locale=locales[0],
        )
    )
    page.save_revision().publish()
    return page


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    done = act()
    return round(time.perf_counter() - start, 2), done


def measured(sources: dict[str, bytes]) -> list[dict[str, Any]]:
    """Read, import and import again; return a row for each."""
    from wagtail.models import Locale

    from consult.drafts.importers import read_plan
    from consult.drafts.translating import NothingToTranslate, import_plans, translate_plan

    parent = make_consultation()
    locales = {one.language_code: one for one in Locale.objects.all()}
    read, plans = timed(
        lambda: [(locales[code], read_plan(source, code)) for code, source in sources.items()]
    )
    imported, (pages, _lines) = timed(lambda: import_plans(plans, parent=parent, publish=True))

    def again() -> int:
        changed = 0
        for locale, plan in plans[1:]:
            try:
                translate_plan(pages[0], plan, locale, publish=True)
                changed += 1
            except NothingToTranslate:
                pass
        return changed

    repeated, changed = timed(again)
    common = {"languages": len(plans), "sections": len(plans[0][1].sections)}
    return [
        {"what": "read", **common, "seconds": read},
        {"what": "imported and published", **common, "seconds": imported},
        {"what": f"again, translations changed: {changed}", **common, "seconds": repeated},
    ]


def main() -> None:
    arguments = measure.options("Measure the import of one text in four languages.", options)
    if arguments.folder:
        sources = {code: (arguments.folder / f"{code}.html").read_bytes() for code in LANGUAGES}
    else:
        articles = QUICK_ARTICLES if arguments.quick else ARTICLES
        sources = {code: written(code, articles) for code in LANGUAGES}
    os.environ.setdefault("LANGUAGES", ",".join(LANGUAGES))
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        rows = measured(sources)
    print(measure.table(rows, COLUMNS))
    if arguments.json:
        measure.write(arguments.json, {"machine": measure.machine("django"), "rows": rows})


if __name__ == "__main__":
    main()
