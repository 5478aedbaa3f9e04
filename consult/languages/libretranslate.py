"""LibreTranslate over HTTP. What comes back is taken for hostile: it is text, of a known shape."""

import json
from collections.abc import Iterable
from typing import Any

from wagtail.models import Locale
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

from consult.core import outside
from consult.core.text import clean_translated
from consult.languages import machines
from consult.languages.refusals import MachineFailed


class LibreTranslate(BaseMachineTranslator):
    """A machine of one's own or a hosted one (https://docs.libretranslate.com).

    Options: `URL`; `API_KEY`, sent in the body and written in no log; `TIMEOUT`, seconds for an
    exchange as a whole; `SIZE`, the most bytes of an answer.
    """

    display_name = "LibreTranslate"

    # As wagtail-localize asks it, for editors

    def can_translate(self, source_locale: Locale, target_locale: Locale) -> bool:
        """Tell whether to offer editors to translate a page, as far as is known."""
        return machines.can_translate(source_locale.language_code, target_locale.language_code)

    def translate(
        self, source_locale: Locale, target_locale: Locale, strings: Iterable[StringValue]
    ) -> dict[StringValue, StringValue]:
        """Return an editor's strings in another language, with no markup but that of strings."""
        strings = list(strings)
        made = self._translate(
            [one.data for one in strings],
            source_locale.language_code,
            target_locale.language_code,
            form="html",
        )
        return {
            string: StringValue(clean_translated(data))
            for string, data in zip(strings, made, strict=True)
        }

    # As we ask it, for what people say

    def translate_lines(self, lines: list[str], source: str, target: str) -> list[str]:
        """Return lines of plain text in another language, as many. Raises `MachineFailed`."""
        return self._translate(lines, source, target, form="text")

    def pairs(self) -> machines.Pairs:
        """Return from which languages the machine translates into which. Raises `MachineFailed`."""
        listed = self._ask("/languages")
        if not isinstance(listed, list):
            raise MachineFailed("wrong_shape")
        codes = [one["code"] for one in listed if is_language(one)]
        return frozenset(
            (one["code"], target)
            for one in listed
            if is_language(one)
            for target in one.get("targets", codes)
            if isinstance(target, str) and target != one["code"]
        )

    def _translate(self, lines: list[str], source: str, target: str, *, form: str) -> list[str]:
        if not lines:
            return []
        asked = {"q": lines, "source": source, "target": target, "format": form}
        if self.options.get("API_KEY"):
            asked["api_key"] = self.options["API_KEY"]
        said = self._ask("/translate", asked)
        made = said.get("translatedText") if isinstance(said, dict) else None
        if (
            not isinstance(made, list)
            or len(made) != len(lines)
            or not all(isinstance(one, str) and one.strip() for one in made)
        ):
            raise MachineFailed("wrong_shape")
        return made

    def _ask(self, path: str, body: dict | None = None) -> Any:
        """Return what the machine answers, as JSON. Raises `MachineFailed`."""
        url = self.options["URL"].rstrip("/") + path
        try:
            answer = outside.ask(
                url,
                body=None if body is None else json.dumps(body).encode(),
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                inside=outside.is_inside(url),
                limits=outside.Limits(
                    connect=min(5.0, self.options.get("TIMEOUT", 20)),
                    total=self.options.get("TIMEOUT", 20),
                    size=self.options.get("SIZE", 1_000_000),
                ),
            )
        except outside.Unreachable as unreachable:
            raise MachineFailed(unreachable.reason) from unreachable
        if answer.status != 200:
            raise MachineFailed(f"status_{answer.status}")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise MachineFailed("no_json") from error


def is_language(listed: object) -> bool:
    """Tell whether this is a language, as LibreTranslate lists it."""
    return (
        isinstance(listed, dict)
        and isinstance(listed.get("code"), str)
        and isinstance(listed.get("targets", []), list)
    )
