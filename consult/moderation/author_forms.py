"""What readers and authors fill in. The forms only parse: the services say what is missing."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import CharterArticle, Consultation
from consult.consultations.queries import charter_of
from consult.core.errors import Refused
from consult.moderation.models import APPEAL_LENGTH, REPORT_LENGTH


class ReportForm(forms.Form):
    """What is wrong with a comment, and where to tell the outcome."""

    article = forms.TypedChoiceField(
        label=_("Which article of the charter does it break?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What is wrong with it?"),
        required=False,
        strip=False,
        help_text=_("For the moderators alone. The author does not learn who you are."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": REPORT_LENGTH}),
    )
    email = forms.CharField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Used once, to tell you the outcome; then it is erased. Nobody is shown it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    refusal: Refused | None = None
    """Why what was sent was refused."""

    def __init__(
        self, *args: object, consultation: Consultation, has_account: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_%s_{uuid4().hex[:8]}"
        self.articles = charter_of(consultation)
        self.fields["article"].choices = [(one.pk, str(one)) for one in self.articles]
        if has_account:
            del self.fields["email"]

    @property
    def choices(self) -> list[tuple[forms.BoundField, CharterArticle]]:
        """Return each article with its button."""
        return list(zip(self["article"], self.articles, strict=True))

    def typed(self, name: str) -> str:
        """Return a field as it was sent, empty where it was not."""
        return self.data.get(name) or ""


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    words = forms.CharField(
        label=_("Why is the decision wrong?"),
        required=False,  # the service says so
        strip=False,
        help_text=_("Moderators of the other college read it, and tell you what they decide."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "maxlength": APPEAL_LENGTH}),
    )

    refusal: Refused | None = None
    """Why what was sent was refused."""
