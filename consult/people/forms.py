"""Sign-up and profile for participants; the account's forms in Wagtail's admin."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from consult.core import languages
from consult.core.errors import Refused
from consult.core.text import Empty, clean_name
from consult.people.models import ORGANISATION_LENGTH, PUBLIC_NAME_LENGTH, Affiliation, User
from consult.people.names.services import taking_name, why_not_name
from consult.people.organisations.services import declare_by_name
from consult.people.preferences import Preferences


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


class NamesSomebody:
    """A form that gives an account its public name: it is refused as the services refuse it."""

    participant: User | None = None

    def clean_public_name(self) -> str:
        name = self.cleaned_data["public_name"]
        if refusal := why_not_name(name, participant=self.participant):
            raise forms.ValidationError(str(refusal), code=refusal.code)
        return name


class PublicDetails(NamesSomebody, forms.Form):
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


class SignupForm(PublicDetails):
    """What allauth's sign-up form asks beside address and password."""

    organisation = PublicNameField(
        label=_("Organisation"),
        max_length=ORGANISATION_LENGTH,
        required=False,
        help_text=_("If you speak for one: its name. It is shown beside yours."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    field_order = ["email", "public_name", "affiliation", "organisation", "password1"]

    def signup(self, request: object, user: User) -> None:
        """Note for which organisation they speak: the adapter filled the account before its first
        save.
        """
        declare_by_name(by=user, name=self.cleaned_data["organisation"])


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
    "language",
    "is_superuser",
    "groups",
}


class AdminAccount(NamesSomebody):
    """What the admin's two forms for accounts have in common."""

    def save(self, commit: bool = True) -> User:
        with taking_name(self.cleaned_data["public_name"], participant=self.instance):
            return super().save(commit)


class AdminUserEditForm(AdminAccount, UserEditForm):
    """An account in Wagtail's admin: a public name in place of first and last names."""

    first_name = last_name = None
    public_name = PublicNameField(label=_("Public name"), max_length=PUBLIC_NAME_LENGTH)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta(UserEditForm.Meta):
        fields = ADMIN_FIELDS | {"suspended_until", "is_active"}

    @property
    def participant(self) -> User:
        """Return the account as it is stored: the form fills the loaded one as it is checked."""
        return User.objects.get(pk=self.instance.pk)


class AdminUserCreationForm(AdminAccount, UserCreationForm):
    """A new account in Wagtail's admin."""

    first_name = last_name = None
    public_name = PublicNameField(label=_("Public name"), max_length=PUBLIC_NAME_LENGTH)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta(UserCreationForm.Meta):
        fields = ADMIN_FIELDS
