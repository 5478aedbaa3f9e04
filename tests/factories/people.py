"""Accounts for tests."""

from itertools import count

from allauth.account.models import EmailAddress

from consult.people.models import User

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_user(name: str | None = None, **details: object) -> User:
    """Make an account with a confirmed address."""
    number = next(_numbers)
    name = name or f"Personne {number}"
    email = details.pop("email", f"person-{number}@example.org")
    user = User.objects.create_user(email, PASSWORD, public_name=name, **details)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
