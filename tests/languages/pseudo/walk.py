"""Going through answers of the site, and keeping what was read in no language of its own."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable
from mimetypes import guess_type

from django.conf import settings
from django.http import HttpResponse

from consult.core.languages import own_name_of
from tests.languages.pseudo.visible import Content, texts_of, untranslated
from tests.moderation.addresses import FORM, operations

FORMATS = {"HTML", "Markdown", "Word", "SHA-256", "https://"}
LANGUAGES = {own_name_of(code) for code in settings.COMMENT_LANGUAGES}
NAMES = {"Parvis", *FORMATS, *LANGUAGES, *(name.lower() for name in LANGUAGES)}
"""What bears the same name in every language: the house, languages as they call themselves, and
formats that nobody translates.
"""


class Walk:
    """What is read on the way, against what people wrote before it began."""

    def __init__(self, *, names: Collection[str] = ()) -> None:
        self.names = NAMES | set(names)
        self.content = Content()
        self.content.read_database()
        self.content.add(list(FORM.values()))
        for ways in operations().values():
            for _method, example in ways:
                self.content.add_example(example)
        self.found: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.read = 0

    def see(self, name: str, answer: HttpResponse) -> None:
        """Read an answer of the address with this name."""
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.get("Content-Type", "")
        if kind == "application/zip":
            with zipfile.ZipFile(io.BytesIO(body)) as files:
                for file in files.namelist():
                    inside = files.read(file).decode(errors="replace")
                    self.hear(
                        f"{name}: {file}", texts_of(inside, guess_type(file)[0] or "text/plain")
                    )
        else:
            self.hear(name, texts_of(body.decode(errors="replace"), kind))

    def hear(self, name: str, texts: Iterable[tuple[str, str]]) -> None:
        """Read texts, each with where it stands."""
        for where, text in texts:
            self.read += bool(text.strip())
            if untranslated(text, self.content, self.names):
                self.found[" ".join(text.split())[:200], where].add(name)

    def end(self, *, least: int) -> None:
        """Fail with all that was found; and if less than `least` texts were read at all."""
        told = [
            f"{text!r} in {where}, at {', '.join(sorted(names)[:3])}"
            for (text, where), names in sorted(self.found.items())
        ]
        assert not told, "No translator sees:\n" + "\n".join(told)
        assert self.read >= least, f"only {self.read} texts were read"
