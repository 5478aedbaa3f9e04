"""What a moderator fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import CharterArticle, Consultation
from consult.consultations.queries import charter_of


class DecisionForm(forms.Form):
    """Why a comment is hidden or restored. It only parses: the service says what is missing."""

    article = forms.TypedChoiceField(
        label=_("Article of the charter"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        help_text=_("Kept with the decision, for those who ask why."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self,
        *args: object,
        consultation: Consultation,
        articles: list[CharterArticle] | None = None,
        **kwargs: object,
    ) -> None:
        """`articles` are those in force, where somebody has asked for them already."""
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = [
            (article.pk, f"{article.number}. {article}")
            for article in (charter_of(consultation) if articles is None else articles)
        ]
