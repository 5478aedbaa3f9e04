"""A plan in the form in which CKAN's `recombinant` describes a table of commitments: YAML.

Commitments, milestones and indicators are choices of three fields, each by its number (`C01`,
`C01.1`, `C01.1.2`), each with its words in every language. docs/editing.md says what becomes of
what. Any language of the file gives the same sections, so that one is the translation of another.
"""

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

import yaml

from consult.drafts.importers.notes import Notes
from consult.drafts.importers.sections import Commitment, Heading, ImportedPlan, Section, Text
from consult.drafts.importers.source import UnreadablePlan

MAX_CHARACTERS = 1024 * 1024
"""A plan has a tenth of it, and YAML takes seconds for as much as this."""
SAYS_SO = re.compile(r"^dataset_type:.*^resources:", re.MULTILINE | re.DOTALL)
MONTH = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
COMMITMENTS, MILESTONES, INDICATORS = "commitments", "milestones", "indicators"
SAID = {"due_date", "deadline", "lead_dept", "supt_sept", "supt_dept"}
"""What an indicator says beside its words, and where that goes is written below."""
LEAD_LENGTH = 255
DEEPEST = 20
"""Lists and mappings in one another; a plan has eight."""

Named = dict[str, yaml.Node]


def is_recombinant(text: str) -> bool:
    """Tell whether a text is such a file: it names its kind of table, and the table's parts."""
    return bool(SAYS_SO.search(text[:MAX_CHARACTERS]))


def read_recombinant(text: str, language: str) -> ImportedPlan:
    """Return a plan in one of the languages of its file. Raises `UnreadablePlan`."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadablePlan("too_large")
    try:
        # Composed, never constructed: no object is made, and nothing may stand for something else.
        _check_events(text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        raise UnreadablePlan("damaged") from None
    return _Reader(_named(root), language).plan()


def _check_events(text: str) -> None:
    """Refuse references and depths as soon as they come: the parser's time grows with their square."""
    depth = 0
    for event in yaml.parse(text, yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            raise UnreadablePlan("refers_within")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadablePlan("damaged")


@dataclass(frozen=True)
class Choice:
    """A numbered line of a field: its words, and what it says beside them."""

    number: str
    words: str
    beside: Named
    line: int

    @property
    def above(self) -> str:
        return self.number.rpartition(".")[0]

    @property
    def name(self) -> str:
        return f"{self.number}: {self.words}"


class _Reader:
    """Reads a file in one language."""

    def __init__(self, root: Named, language: str):
        self.root = root
        self.notes = Notes()
        resources = _listed(root.get("resources"))
        self.fields = (
            {
                _word(field.get("datastore_id")): field
                for field in (_named(one) for one in _listed(_named(resources[0]).get("fields")))
            }
            if resources
            else {}
        )
        for name in (COMMITMENTS, MILESTONES, INDICATORS):
            if not isinstance(self.fields.get(name, {}).get("choices"), yaml.MappingNode):
                raise UnreadablePlan("no_plan_inside", name=name)
        self.known = self._languages()
        self.language = language or self.known[0]
        if self.language not in self.known:
            known = ", ".join(self.known)
            raise UnreadablePlan("no_such_language", asked=self.language, known=known)

    def plan(self) -> ImportedPlan:
        """Return the sections: what the plan is, its commitments, and the words for its state."""
        sections = [
            *self._introduction(),
            *self._commitments(),
            *(one for name in self.fields for one in self._vocabulary(name)),
        ]
        # What stands there once, for all languages, is written in the first that the file names.
        title = _word(self.root.get("title")) if self.language == self.known[0] else ""
        for name in ("title", "notes"):
            words = _word(self.root.get(name))
            if words and (name != "title" or not title):
                line = self.root[name].start_mark.line + 1
                self.notes.say(line, "words_in_one_language", words=words)
        notes = tuple(sorted(self.notes, key=lambda note: note.line))
        return ImportedPlan(title, tuple(sections), notes, self.language)

    def _languages(self) -> list[str]:
        """Return the languages in which the commitments are named, in the order of the file."""
        first = next(iter(_named(self.fields[COMMITMENTS]["choices"]).values()), None)
        found = [
            name
            for name, value in _named(first).items()
            if LANGUAGE.fullmatch(name) and isinstance(value, yaml.ScalarNode)
        ]
        if not found:
            raise UnreadablePlan("no_plan_inside", name=COMMITMENTS)
        return found

    def _introduction(self) -> Iterator[Section]:
        about = self.fields[COMMITMENTS].get("description")
        if about is not None:
            line = about.start_mark.line + 1
            yield Text(f"<p>{_html(self._said(about, COMMITMENTS))}</p>", line)

    def _commitments(self) -> list[Section]:
        commitments, milestones, indicators = (
            self._choices(name) for name in (COMMITMENTS, MILESTONES, INDICATORS)
        )
        return [
            self._commitment(one, _below(one, milestones), indicators)
            for one in self._checked(commitments, milestones, indicators)
        ]

    def _checked(
        self, commitments: list[Choice], milestones: list[Choice], indicators: list[Choice]
    ) -> list[Choice]:
        """Return the commitments, now that everything else is known to stand below something."""
        for above, below in ((commitments, milestones), (milestones, indicators)):
            numbers = {one.number for one in above}
            for one in below:
                if one.above not in numbers:
                    raise UnreadablePlan("no_place", name=one.number, above=one.above or "–")
        return commitments

    def _commitment(
        self, commitment: Choice, milestones: list[Choice], indicators: list[Choice]
    ) -> Commitment:
        steps, parts, leads = [], [], []
        for milestone in milestones:
            below = _below(milestone, indicators)
            dates = [when for one in below if (when := _last_day(one.beside.get("due_date")))]
            steps.append((milestone.name, max(dates).isoformat() if dates else ""))
            if below:
                label = self._said(self.fields[INDICATORS].get("label"), INDICATORS)
                items = "".join(f"<li>{_html(self._indicator(one))}</li>" for one in below)
                parts.append(f"<p><b>{_html(label)} {milestone.number}</b></p><ul>{items}</ul>")
            leads += [_word(one.beside.get("lead_dept")) for one in below]
        # A plan whose milestones have no indicators says itself what will be done.
        html = "".join(parts) or "".join(f"<p>{_html(title)}</p>" for title, _due in steps)
        lead = _listing(leads, LEAD_LENGTH)
        return Commitment(commitment.name, html, commitment.line, lead, tuple(steps))

    def _indicator(self, indicator: Choice) -> str:
        """Return all that an indicator says in a line: its words, by when, and who."""
        beside = indicator.beside
        deadline = self._said(beside["deadline"], indicator.number) if "deadline" in beside else ""
        said = [deadline, _word(beside.get("due_date")), _word(beside.get("lead_dept"))]
        for name, value in beside.items():
            if name in ("supt_sept", "supt_dept"):
                said.append(f"+ {_listing(_words(value))}")
            elif name not in SAID and (words := _listing(_words(value))) not in ("", "false"):
                said.append(name if words == "true" else f"{name}: {words}")
        return f"{indicator.name} ({' · '.join(filter(None, said))})"

    def _vocabulary(self, name: str) -> Iterator[Section]:
        """Yield what another field offers to choose from: the periods and the states of a report."""
        field = self.fields[name]
        label = field.get("label")
        if name in (COMMITMENTS, MILESTONES, INDICATORS) or label is None:
            return
        line = label.start_mark.line + 1
        if not isinstance(field.get("choices"), yaml.MappingNode):
            self.notes.say(line, "field_left_out", label=self._said(label, name))
            return
        items = "".join(f"<li>{_html(one.words)}</li>" for one in self._choices(name))
        about = field.get("description")
        opening = f"<p>{_html(self._said(about, name))}</p>" if about is not None else ""
        yield Heading(self._said(label, name), 2, line)
        yield Text(f"{opening}<ul>{items}</ul>", line)

    def _choices(self, name: str) -> list[Choice]:
        choices = self.fields[name]["choices"]
        found = []
        counts = Counter(_word(key) for key, _value in choices.value)
        if twice := next((number for number, count in counts.items() if count > 1), ""):
            raise UnreadablePlan("twice", name=twice)
        for number, value in _named(choices).items():
            named = _named(value)
            beside = {key: one for key, one in named.items() if key not in self.known}
            words = self._said(value, number)
            found.append(Choice(number, words, beside, value.start_mark.line + 1))
        return found

    def _said(self, value: yaml.Node | None, name: str) -> str:
        """Return the words of a value in this language; one without languages says one thing."""
        words = _word(value) or _word(_named(value).get(self.language))
        if not words:
            raise UnreadablePlan("words_missing", name=name, asked=self.language)
        return words


def _below(above: Choice, choices: list[Choice]) -> list[Choice]:
    return [one for one in choices if one.above == above.number]


def _named(node: yaml.Node | None) -> Named:
    """Return the values of a mapping by name; nothing, of anything else."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {_word(key): value for key, value in node.value}


def _listed(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _word(node: yaml.Node | None) -> str:
    return " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""


def _words(node: yaml.Node) -> list[str]:
    return [_word(one) for one in _listed(node)] or [_word(node)]


def _listing(words: list[str], length: int | None = None) -> str:
    """Return words once each; of those that a field of some length cannot hold, none in part."""
    found = ""
    for one in dict.fromkeys(filter(None, words)):
        longer = f"{found}, {one}" if found else one
        if length is not None and len(longer) > length:
            break
        found = longer
    return found


def _last_day(node: yaml.Node | None) -> date | None:
    """Return the last day of a month: who has until then has kept the date."""
    found = MONTH.fullmatch(_word(node))
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and year >= 1):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _html(words: str) -> str:
    return escape(words, quote=False)
