"""What moderators fill in at the queue. The forms only parse: services say what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import CharterArticle, Consultation
from consult.core.errors import Refused
from consult.moderation.forms import DecisionForm
from consult.moderation.models import EXPLANATION_LENGTH, Action, Scope
from consult.moderation.models.decisions import RESTRICTIONS
from consult.moderation.services import Chosen, Reasons

LAST_DAY = date(2999, 12, 31)
"""Later days are slips of the finger, and not every database knows them."""


class ArticleField(forms.TypedChoiceField):
    """An article of the charter; whether it is in force, the service says."""

    def valid_value(self, value: object) -> bool:
        """Let every value through, so that nobody asks for the charter twice."""
        return True


@dataclass(frozen=True)
class Button:
    """One thing that a moderator may do with a case: its words, and the single key that does it."""

    action: Action
    label: str
    key: str
    is_main: bool = False


BUTTONS = [
    Button(Action.CONFIRM, _("Confirm"), "p", is_main=True),
    Button(Action.LIFT, _("Do not confirm: it returns"), "r"),
    Button(Action.UPHOLD, _("Uphold the decision"), "p"),
    Button(Action.OVERTURN, _("Overturn the decision"), "r"),
    Button(Action.HIDE, _("Hide and tell the author"), "h", is_main=True),
    Button(Action.KEEP, _("Keep"), "p"),
    Button(Action.PUBLISH, _("Publish"), "p", is_main=True),
    Button(Action.REFUSE, _("Do not publish, and tell the author"), "h"),
    Button(Action.RESTORE, _("Restore"), "r"),
    Button(Action.WARN, _("Warn the author"), "w"),
]
"""In the order in which they stand. Suspending has a place of its own, as it asks for more."""


class CaseForm(DecisionForm):
    """A decision on one case: what, in whose name, and what the author will read."""

    article = ArticleField(required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    action = forms.CharField(required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    until = forms.DateField(
        label=_("Until the end of"),
        required=False,
        validators=[MaxValueValidator(LAST_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    scope = forms.ChoiceField(
        label=_("Where"),
        choices=Scope.choices,
        initial=Scope.CONSULTATION,
        required=False,
        widget=forms.RadioSelect,
    )
    reply = forms.IntegerField(required=False)

    refusal: Refused | None = None
    """Why what was sent was refused."""

    def __init__(
        self,
        *args: object,
        consultation: Consultation,
        articles: Callable[[], list[CharterArticle]],
        actions: Sequence[Action] = (),
        **kwargs: object,
    ) -> None:
        """`articles` tells those in force where they are shown; `actions` are those that are offered."""
        self.articles, self.actions = articles, actions
        super().__init__(*args, consultation=consultation, articles=[], **kwargs)
        self.fields["article"].choices = lambda: [(one.pk, str(one)) for one in articles()]
        self.fields["explanation"].label = _("What the author will read")
        self.fields["explanation"].widget.attrs |= {
            "rows": 4,
            "data-limit": EXPLANATION_LENGTH,
            "aria-describedby": f"{self.prefix or 'case'}-explanation-help",
        }

    @property
    def buttons(self) -> list[Button]:
        """Return what is offered but suspending."""
        return [one for one in BUTTONS if one.action in self.actions]

    @property
    def suspends(self) -> bool:
        """Tell whether suspending is offered."""
        return Action.SUSPEND in self.actions

    @property
    def needs_article(self) -> bool:
        """Tell whether something is offered that names an article."""
        return any(one in RESTRICTIONS for one in self.actions)

    @property
    def article_choices(self) -> list[tuple[BoundWidget, CharterArticle]]:
        """Return each article in force with its radio button."""
        return list(zip(self["article"], self.articles(), strict=True))

    @property
    def reasons(self) -> Reasons:
        """Return why a moderator decides so, as they typed it."""
        typed = self.cleaned_data
        until = typed.get("until")
        return Reasons(
            article_id=typed.get("article"),
            explanation=self.data.get(self.add_prefix("explanation"), ""),
            until=until and timezone.make_aware(datetime.combine(until, time(23, 59, 59))),
            scope=typed.get("scope") or Scope.CONSULTATION,
        )


class ManyForm(CaseForm):
    """One decision on several cases."""

    BULK_ACTIONS = [
        ("", _("Choose what to do")),
        (Action.KEEP, _("Keep or publish")),
        (Action.HIDE, _("Hide or refuse")),
        (Action.RESTORE, _("Restore")),
        (Action.WARN, _("Warn the authors")),
        (Action.CONFIRM, _("Confirm what the other college hid")),
    ]
    action = forms.ChoiceField(label=_("Decision"), choices=BULK_ACTIONS, required=False)

    def chosen(self) -> list[Chosen]:
        """Return the cases that were selected, each once; what is no key is left out."""
        found = {}
        for value in self.data.getlist("case"):
            key, _dot, seen = value.partition(".")
            if case_id := uuid_or_none(key):
                found.setdefault(case_id, Chosen(case_id, seen))
        return list(found.values())

    def campaigns(self) -> list[UUID]:
        """Return the campaigns that were selected, each standing for its open cases."""
        keys = map(uuid_or_none, self.data.getlist("campaign"))
        return list(dict.fromkeys(key for key in keys if key))


class ReplyForm(forms.Form):
    """A saved reply as typed."""

    title = forms.CharField(label=_("Title"), required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": EXPLANATION_LENGTH}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    refusal: Refused | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES


def uuid_or_none(text: str | None) -> UUID | None:
    """Return the key that a text is, None where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
