"""Where allauth asks Parvis."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from consult.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with a public name; the language is that of the page they signed up on."""

    def save_user(self, request: HttpRequest, user: User, form: object, commit: bool = True) -> User:
        """Fill the account from the sign-up form before its first save: its name is required."""
        details = form.cleaned_data
        user.public_name = details["public_name"]
        user.affiliation = details["affiliation"]
        user.organisation = details["organisation"]
        user.language = request.LANGUAGE_CODE
        return super().save_user(request, user, form, commit=commit)
