"""How static files are published."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "theme/site.css"
STYLESHEET_IMPORT = re.compile(r'^@import url\("(?P<name>[^"]+)"\);$', re.MULTILINE)
MODULE_IMPORT = r'(?P<matched>(?P<before>\bfrom |\bimport |\bimport\()"(?P<url>\./[^"]+)")'


class PublishedFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that change with what they hold or import, and compressed.

    The stylesheet that imports all others is published with them in the place of its imports, so
    that a browser asks once and not twice in a row.
    """

    joins_stylesheets = True
    # Our modules only: Django can look at everybody's, and stumbles over examples in comments.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("theme/*.js", ((MODULE_IMPORT, '%(before)s"%(url)s"'),)),
    )
    # A name settles once those of all that it imports have: a pass for each link of the longest
    # chain, where Django expects five at most.
    max_post_process_passes = 30

    def post_process(self, paths: dict[str, tuple], *args: Any, **options: Any) -> Iterator[tuple]:
        joined = InMemoryStorage()
        joined.save(STYLESHEET, ContentFile(join(paths)))
        paths = {**paths, STYLESHEET: (joined, STYLESHEET)}
        yield from super().post_process(paths, *args, **options)


def stylesheets(storage: Storage) -> list[str]:
    """Return the names of the stylesheets that a page links, in their order.

    Where nothing is joined each is linked by itself: a checker that looks into imported ones, as
    axe does, would break the policy against inline styles.
    """
    if getattr(storage, "joins_stylesheets", False):
        return [STYLESHEET]
    text = Path(finders.find(STYLESHEET)).read_text()
    return [f"theme/{found['name']}" for found in STYLESHEET_IMPORT.finditer(text)]


def join(paths: dict[str, tuple]) -> str:
    """Return the stylesheet that imports all others, with each in the place of its import."""

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()

    joined = STYLESHEET_IMPORT.sub(lambda found: read(f"theme/{found['name']}"), read(STYLESHEET))
    if "@import" in joined:  # below other rules, browsers pass over it and say nothing
        raise ValueError(f"{STYLESHEET} or what it imports has an import that could not be joined.")
    return joined
