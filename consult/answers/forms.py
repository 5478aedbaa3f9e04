"""What co-drafters fill in. Forms only parse: the services say what is missing."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.answers.models import REASONS_LENGTH, Answer
from consult.answers.policy.answering import MOST_CONTRIBUTIONS, NoContribution, NoPlace
from consult.answers.services.answers import Words
from consult.core.errors import Refused
from consult.threads.forms import uuid_or_none
from consult.threads.models import Outcome
from consult.threads.words import LONGEST_QUESTION

# Answers


class AnswerForm(forms.Form):
    """What becomes of some contributions, and why."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=Outcome.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        required=False,
        strip=False,
        help_text=_(
            "What you have heard, what you do about it, and why. Paragraphs, *emphasis*, "
            "**strong emphasis** and links are kept."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "data-limit": REASONS_LENGTH, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the reasons"), required=False)
    section = forms.ChoiceField(label=_("Passage where it can be seen"), required=False)
    version = forms.ChoiceField(label=_("Version in which it can be seen"), required=False)
    q = forms.CharField(
        label=_("Search the contributions to this text"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_QUESTION, "dir": "auto"}),
    )

    refusal: Refused | None = None
    """Why what was sent was refused."""

    def __init__(
        self,
        *args: object,
        sections: list[tuple[UUID, str]],
        versions: list[tuple[UUID, str]],
        **kwargs: object,
    ) -> None:
        """`sections` and `versions` are those on offer, by key and what each is called."""
        super().__init__(*args, **kwargs)
        nothing = ("", pgettext_lazy("a passage or version of an answer", "none in particular"))
        self.fields["section"].choices = [nothing, *((str(key), name) for key, name in sections)]
        self.fields["version"].choices = [nothing, *((str(key), name) for key, name in versions)]
        self.fields["language"].choices = settings.LANGUAGES

    def typed(self, name: str) -> str:
        """Return what was sent, as it was sent."""
        return self.data.get(name, "")

    @property
    def words(self) -> Words:
        """Return what the answer is to say. Raises `NoPlace` for what is no passage or version."""
        places = {}
        for name in ("section", "version"):
            places[name] = uuid_or_none(self.typed(name))
            if self.typed(name) and places[name] is None:
                raise NoPlace
        return Words(
            outcome=self.typed("outcome"),
            reasons=self.typed("reasons"),
            language=self.typed("language"),
            section_key=places["section"],
            version=places["version"],
        )

    @property
    def contributions(self) -> list[UUID]:
        """Return the contributions that were ticked. Raises `NoContribution` for what is none."""
        sent = self.data.getlist("contribution")[: MOST_CONTRIBUTIONS + 1]
        keys = [uuid_or_none(one) for one in sent]
        if None in keys:
            raise NoContribution
        return list(dict.fromkeys(keys))

    @staticmethod
    def initial_of(answer: Answer, reasons: str) -> dict[str, str]:
        """Return what stands in the form of an answer that was written before."""
        return {
            "outcome": answer.outcome,
            "reasons": reasons,
            "language": answer.language,
            "section": str(answer.section.key) if answer.section else "",
            "version": str(answer.version_id or ""),
        }
