"""Sign-up and profile for participants; the account's forms in Wagtail's admin."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from consult.core import languages
from consult.core.errors import Refused
from consult.core.text import Empty, clean_name
from consult.people.models import PUBLIC_NAME_LENGTH, Affiliation, User
from consult.people.preferences import Preferences

ORGANISATION_LENGTH = 120


class PublicNameField(forms.CharField):
    """A name on one line that hides nothing and is no e-mail address."""

    def clean(self, value: str) -> str:
        name = super().clean(value)
        if not name:
            return ""
        try:
            name = clean_name(name, limit=self.max_length)
        except Empty:  # nothing in it leaves ink
            if self.required:
                raise forms.ValidationError(
                    self.error_messages["required"], code="required"
                ) from None
            return ""
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused
        if "@" in name:
            raise forms.ValidationError(
                _("A public name holds no @ sign: it must not be an e-mail address."),
                code="address",
            )
        return name


class PublicDetails(forms.Form):
    """What everybody sees of an account."""

    public_name = PublicNameField(
        label=_("Public name"),
        max_length=PUBLIC_NAME_LENGTH,
        help_text=_("Everybody sees it beside what you write. It may be a pseudonym."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    affiliation = forms.ChoiceField(
        label=_("I take part as"),
        choices=Affiliation.choices,
        initial=Affiliation.CITIZEN,
        help_text=_("In what capacity you take part. It is shown beside your name."),
    )
    organisation = PublicNameField(
        label=_("Organisation"),
        max_length=ORGANISATION_LENGTH,
        required=False,
        help_text=_("If you speak for one: its name. It is shown beside yours."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    participant: User | None = None

    def clean_public_name(self) -> str:
        name = self.cleaned_data["public_name"]
        others = User.objects.named(name)
        if self.participant is not None:
            others = others.exclude(pk=self.participant.pk)
        if others.exists():
            raise forms.ValidationError(
                _("Somebody uses this public name. Choose another."), code="taken"
            )
        return name


class SignupForm(PublicDetails):
    """What allauth's sign-up form asks beside address and password."""

    field_order = ["email", "public_name", "affiliation", "organisation", "password1"]

    def signup(self, request: object, user: User) -> None:
        """Do nothing more: the adapter filled the account before its first save."""


class ProfileForm(PublicDetails):
    """What participants change of themselves."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The language in which we write to you."),
    )

    def __init__(self, *args: object, participant: User, **kwargs: object) -> None:
        self.participant = participant
        initial = {name: getattr(participant, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)


class PreferencesForm(forms.Form):
    """What somebody wants to read. Languages stand in themselves: who reads one knows its name."""

    languages = forms.MultipleChoiceField(
        label=_("Languages that you read"),
        required=False,
        choices=lambda: [(code, languages.own_name_of(code)) for code in languages.written()],
        help_text=_("Choose none to see contributions in all languages."),
        widget=forms.CheckboxSelectMultiple,
    )
    translations = forms.BooleanField(
        label=_("Show me translations of what is written in languages that I do not read"),
        required=False,
    )

    @classmethod
    def of(cls, preferences: Preferences) -> "PreferencesForm":
        """Return the form as it stands after a choice."""
        return cls(
            initial={
                "languages": preferences.languages,
                "translations": preferences.translations,
            }
        )

    @property
    def chosen(self) -> Preferences:
        """Return what a valid form asks for. All languages are as good as none."""
        codes = languages.known(self.cleaned_data["languages"])
        return Preferences(
            codes if len(codes) < len(languages.written()) else (),
            self.cleaned_data["translations"],
        )


ADMIN_FIELDS = {
    "email",
    "public_name",
    "affiliation",
    "organisation",
    "language",
    "is_superuser",
    "groups",
}


class AdminUserEditForm(UserEditForm):
    """An account in Wagtail's admin: a public name in place of first and last names."""

    first_name = last_name = None
    public_name = PublicNameField(label=_("Public name"), max_length=PUBLIC_NAME_LENGTH)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta(UserEditForm.Meta):
        fields = ADMIN_FIELDS | {"suspended_until", "is_active"}


class AdminUserCreationForm(UserCreationForm):
    """A new account in Wagtail's admin."""

    first_name = last_name = None
    public_name = PublicNameField(label=_("Public name"), max_length=PUBLIC_NAME_LENGTH)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta(UserCreationForm.Meta):
        fields = ADMIN_FIELDS
