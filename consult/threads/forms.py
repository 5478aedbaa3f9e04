"""The boxes to write in. They only parse: whether something may be published, the services say."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from consult.core import languages
from consult.core.errors import Refused
from consult.threads.models import COMMENT_LENGTH, WORDING_LENGTH, Kind, Stance
from consult.threads.passages import Passage
from consult.threads.places import Said
from consult.threads.quotes import EXACT_LENGTH, Quote

SURROUNDINGS = 200
"""Characters around a quote that are looked at: more than a quote keeps of them."""
STANCES = [*Stance.choices, ("", pgettext_lazy("stance on a passage", "I do not say"))]


class WordsForm(forms.Form):
    """Words as typed. They reach the service, and come back where it refuses, as they are."""

    wording = forms.CharField(
        label=_("The passage as it should read"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-limit": WORDING_LENGTH, "dir": "auto"}),
    )
    body = forms.CharField(
        label=_("Your contribution"),
        required=False,  # the service says so, with what to do next
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": COMMENT_LENGTH, "dir": "auto"}),
    )

    language = forms.ChoiceField(
        # Translators: of the words that somebody writes.
        label=pgettext_lazy("of what somebody writes", "Language"),
        required=False,
        choices=lambda: [
            ("", pgettext("language", "told from the words")),
            *((code, languages.own_name_of(code)) for code in languages.written()),
        ],
    )

    refusal: Refused | None = None
    """Why what was sent was refused."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_%s_{uuid4().hex[:8]}"

    told = ""
    """The language that was told from the words before, where they are changed."""

    @property
    def language_shown(self) -> str:
        """Return how the language stands: named, or told from the words."""
        choices = dict(self.fields["language"].choices)
        code = self["language"].value() or ""
        if not code and self.told:
            return f"{choices.get(self.told, self.told)} ({choices['']})"
        return choices.get(code, "")

    def typed(self, name: str) -> str:
        """Return a field as it was sent, empty where it was not."""
        return self.data.get(name) or ""


class AddressForm(forms.Form):
    """An e-mail address, to which we write. Whether it is one, the service says."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "dir": "ltr", "required": True, "maxlength": 254}
        ),
    )

    @property
    def typed(self) -> str:
        """Return what was typed."""
        return (self.data.get("email") or "").strip()


class TranslationForm(WordsForm):
    """A comment's words in another language, as typed."""

    body = forms.CharField(
        label=_("Your translation"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "data-limit": COMMENT_LENGTH, "dir": "auto"}),
    )


class CommentForm(WordsForm):
    """A comment as typed: what it says, what it is meant as, and where it belongs."""

    kind = forms.ChoiceField(
        label=_("It is"),
        choices=Kind.choices,
        initial=Kind.REMARK,
        required=False,
        widget=forms.RadioSelect,
    )
    stance = forms.ChoiceField(
        label=_("Where do you stand on this passage?"),
        choices=STANCES,
        required=False,
        widget=forms.RadioSelect,
    )
    quote = forms.CharField(
        label=_("The words that you quote"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-limit": EXACT_LENGTH, "dir": "auto"}),
    )
    quote_prefix = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    quote_suffix = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    email = forms.CharField(
        label=_("Your e-mail address"),
        required=False,  # asked of those who are not signed in; the service says what is wrong
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "dir": "ltr", "required": True, "maxlength": 254}
        ),
    )
    section = forms.UUIDField(widget=forms.HiddenInput)
    in_reply_to = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.UUIDField(widget=forms.HiddenInput, required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    passage = ""
    """The present text of the section, to start a suggestion from and to choose a quote in."""
    passage_language = ""
    """The language of that text."""

    @classmethod
    def blank(cls, *, section: object, in_reply_to: object = None) -> "CommentForm":
        """Return an empty box for a section, or for a reply there, that posts once."""
        return cls(
            initial={
                "section": section,
                "in_reply_to": in_reply_to,
                "idempotency_key": uuid4(),
                "kind": Kind.REMARK,
                "stance": "",
            }
        )

    def offer(self, passage: Passage) -> None:
        """Let a box for a section show its present text, and a new suggestion start from it."""
        self.passage = passage.text
        self.passage_language = passage.language
        if passage.language:
            self.fields["wording"].widget.attrs["lang"] = passage.language
        self.initial.setdefault("wording", passage.text)
        self.initial.setdefault("version", passage.version)

    def renew_key(self) -> None:
        """Give a form that comes back a key of its own: sent again, it is another contribution."""
        self.data = self.data.copy()
        self.data["idempotency_key"] = str(uuid4())

    def said(self, language: str) -> Said:
        """Return what somebody says on a page in a language."""
        kind = self.typed("kind") or Kind.REMARK
        return Said(
            body=self.typed("body"),
            language=language,
            written_in=self.typed("language"),
            kind=kind,
            stance=self.typed("stance"),
            # The box is there for every kind, and begins with the passage as it is.
            wording=self.typed("wording") if kind == Kind.SUGGESTION else "",
            version=uuid_or_none(self.typed("version")),
        )

    @property
    def by_mail(self) -> bool:
        """Tell whether it was sent by somebody who was asked for an address."""
        return self.is_bound and "email" in self.data

    @property
    def quoted(self) -> Quote | None:
        """Return the words that somebody quotes, if any."""
        exact = self.typed("quote")
        if not exact.strip():
            return None
        return Quote(
            exact=exact,
            prefix=self.typed("quote_prefix")[-SURROUNDINGS:],
            suffix=self.typed("quote_suffix")[:SURROUNDINGS],
        )

    @property
    def shows_wording(self) -> bool:
        """Tell whether there is a passage to reword, or a wording that must come back."""
        return not self.answers and bool(self.passage or self["wording"].value())

    @property
    def shows_quote(self) -> bool:
        """Tell whether there are words to quote, or a quote that must come back."""
        return not self.answers and bool(self.passage or self["quote"].value())

    @property
    def answers(self) -> UUID | None:
        """Return the id of the comment that this box replies to."""
        return uuid_or_none(self["in_reply_to"].value())

    @property
    def target(self) -> UUID | str:
        """Return what this box writes under: the comment that it answers, or a section."""
        return self.answers or uuid_or_none(self["section"].value()) or ""


def uuid_or_none(text: object) -> UUID | None:
    """Return what an address or a field names, None where it names nothing that could exist."""
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
