"""What drafters fill in at their desk. The forms only parse: services say what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.answers.queries.awaiting import KINDS, Line, Seated
from consult.answers.queries.desk import ORDERS, STATES, WHOSE, Choice, uuid_or_none
from consult.answers.queries.taking_up import Sheet
from consult.core import languages
from consult.core.errors import Refused
from consult.drafts.diff import Segment, difference
from consult.drafts.merging import Merge, Origin, Part, merge
from consult.threads.orders import Account

AROUND = 80
"""How many characters around a conflict are shown."""
OWN = "own"
"""The choice of words that neither side has."""


class ChooseForm(forms.Form):
    """What of the desk is shown. It only shows what was chosen: `queries.desk.Choice` reads it."""

    section = forms.ChoiceField(label=_("Passage"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    whose = forms.ChoiceField(label=_("Looked after by"), required=False)
    state = forms.ChoiceField(label=_("Answer"), choices=list(STATES.items()), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    account = forms.ChoiceField(
        label=pgettext_lazy("of who contributed", "Account"),
        choices=[("", _("with an account or without")), *Account.choices],
        required=False,
    )
    order = forms.ChoiceField(label=_("Order"), choices=list(ORDERS.items()), required=False)

    @classmethod
    def of(cls, choice: Choice, lines: Iterable[Line], drafters: Iterable[Seated]) -> "ChooseForm":
        """Return the form with a choice in it, and what there is to choose from."""
        lines = list(lines)
        form = cls(initial={name: str(getattr(choice, name) or "") for name in cls.base_fields})
        fields = form.fields
        fields["section"].choices = [
            ("", _("all passages")),
            *(
                (str(one.key), _("The whole draft") if one.is_whole_draft else one.label)
                for one in lines
            ),
        ]
        fields["kind"].choices = [
            ("", pgettext_lazy("kinds of contributions", "all kinds")),
            *((kind.value, kind.label) for kind in KINDS),
        ]
        fields["whose"].choices = [
            *WHOSE.items(),
            *((str(one.drafter.pk), one.drafter.public_name) for one in drafters),
        ]
        fields["language"].choices = [
            ("", _("all languages")),
            *((code, languages.own_name_of(code)) for code in languages.written()),
        ]
        if not choice.account and not any(one.guests for one in lines):
            del fields["account"]
        return form


@dataclass(frozen=True)
class Conflict:
    """Two changes of the same words, of which a drafter chooses one or writes a third."""

    number: int
    part: Part
    before: str
    """The words ahead of it that nobody disputes, so that one sees where it stands."""
    behind: str
    choice: str = ""
    own: str = ""

    @property
    def text(self) -> str:
        """Return the words that were chosen: the present ones until others are."""
        if self.choice == OWN:
            return self.own
        return self.part.text(Origin.THEIRS if self.choice == Origin.THEIRS else Origin.OURS)


class TakeUpForm(forms.Form):
    """A wording for a section of the working text, and the contributions that are its cause.

    It travels with what the drafter had before them, so that a change in between is noticed, and
    both can be put together.
    """

    wording = forms.CharField(
        label=_("How the passage should read"),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    present = forms.CharField(widget=forms.HiddenInput)
    """The passage as the drafter had it before them."""
    proposed = forms.CharField(widget=forms.HiddenInput)
    """The suggestion as it can be taken up."""
    base = forms.CharField(widget=forms.HiddenInput)
    theirs = forms.CharField(widget=forms.HiddenInput)
    """What the drafter began from, and what they typed, before somebody else changed the passage."""

    use_required_attribute = False
    refusal: Refused | None = None

    def __init__(self, sheet: Sheet, data: QueryDict | None = None, **changes: str) -> None:
        """Show what is proposed, or what was sent; `changes` come in its place."""
        self.sheet, self.sent = sheet, data
        names = self.base_fields
        typed = {name: lines_of(data.get(name, "")) for name in names} if data is not None else {}
        self.words = {**dict.fromkeys(names, ""), **self.as_it_stands, **typed, **changes}
        super().__init__(initial=self.words)
        if sheet.working is not None:
            self.fields["wording"].widget.attrs["lang"] = sheet.working.language

    @property
    def as_it_stands(self) -> dict[str, str]:
        """Return the words of a form in which nothing was typed yet."""
        working, proposed = self.sheet.working, self.sheet.proposed
        if working is None:
            return {}
        fitting = proposed.text if proposed and self.sheet.can_be_taken_as_is else ""
        return {
            "wording": proposed.text if proposed else working.text,
            "seen": working.seen,
            "present": working.text,
            "proposed": fitting,
        }

    def renewed(self) -> "TakeUpForm":
        """Return the form with what was typed beside the passage as it stands now."""
        now = self.as_it_stands
        if self.words["seen"] == now.get("seen"):
            return self
        form = TakeUpForm(
            self.sheet,
            self.sent,
            **{**now, "wording": self.words["wording"]},
            base=self.words["present"],
            theirs=self.words["wording"],
        )
        form.refusal = self.refusal
        return form

    def put_together(self) -> "TakeUpForm":
        """Return the form with a wording made of what was chosen of each conflict."""
        merged = self.merge
        if merged is None:
            return self
        chosen = {id(one.part): one.text for one in self.conflicts}
        text = "".join(chosen.get(id(part), part.text(Origin.OURS)) for part in merged.parts)
        return TakeUpForm(self.sheet, self.sent, wording=text)

    @property
    def is_about_own_words(self) -> bool:
        """Tell whether two changes of drafters are put together, rather than a suggestion and one."""
        return bool(self.words["theirs"])

    @cached_property
    def merge(self) -> Merge | None:
        """Return the merge that the form shows: of the suggestion, or of what was typed."""
        if self.sheet.working is None:
            return None
        if self.is_about_own_words:
            return merge(self.words["base"], self.sheet.working.text, self.words["theirs"])
        return self.sheet.proposed.merge if self.sheet.proposed else None

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Return what two changes say differently, with what was chosen of it."""
        parts = self.merge.parts if self.merge else ()
        places = [at for at, part in enumerate(parts) if part.origin is Origin.CONFLICT]
        sent = self.sent if self.sent is not None else {}
        return [
            Conflict(
                number,
                parts[at],
                before=ending("".join(one.ours for one in parts[:at])),
                behind=beginning("".join(one.ours for one in parts[at + 1 :])),
                choice=sent.get(f"choice-{number}", ""),
                own=lines_of(sent.get(f"own-{number}", "")),
            )
            for number, at in enumerate(places, start=1)
        ]

    @cached_property
    def changes(self) -> list[Segment]:
        """Return what the wording in the box would change, where it was typed or put together."""
        if self.sent is None or self.sheet.working is None:
            return []
        return difference(self.sheet.working.text, self.words["wording"])

    @property
    def causes(self) -> list[UUID]:
        """Return the contributions that the change is because of, the one on the page first."""
        keys = [self.sheet.contribution.pk, *map(uuid_or_none, self.ticked)]
        return list(dict.fromkeys(key for key in keys if key))

    @property
    def ticked(self) -> list[str]:
        """Return the ids of the further contributions that were ticked."""
        return self.sent.getlist("because") if self.sent is not None else []


def lines_of(text: str) -> str:
    """Return a text with the ends of lines that it had before a browser sent it."""
    return text.replace("\r\n", "\n")


def ending(text: str) -> str:
    """Return the last words of a text."""
    return text if len(text) <= AROUND else "… " + text[-AROUND:].split(" ", 1)[-1]


def beginning(text: str) -> str:
    """Return the first words of a text."""
    return text if len(text) <= AROUND else text[:AROUND].rsplit(" ", 1)[0] + " …"
