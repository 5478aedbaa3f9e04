"""Somebody whose account goes, as the apps see them while they erase what they hold."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db.models import Max, Model

from consult.people.models import FORMERS, Choice, Former, User


@dataclass
class Leaving:
    """A participant who leaves, what they chose, and who stands for them from now on."""

    participant: User
    choice: str
    formers: dict[UUID, User] = field(default_factory=dict)
    changed: dict[UUID, dict[UUID, str]] = field(default_factory=dict)

    @property
    def withdraws(self) -> bool:
        """Tell whether their words go too."""
        return self.choice == Choice.WITHDRAWN

    def former(self, scope: UUID) -> User:
        """Return the account that stands for them in a draft or a consultation, made when needed.

        It is another one in each, so that nobody can tell from it what else they said.
        """
        if scope not in self.formers:
            self.formers[scope] = make_former(scope)
        return self.formers[scope]

    def give_over(self, model: type[Model], column: str, scope: str) -> None:
        """Let those who stand for them bear what a column of a model says was theirs; `scope` names
        the draft or consultation of a row.
        """
        theirs = model._base_manager.filter(**{column: self.participant})
        for key in list(theirs.order_by().values_list(scope, flat=True).distinct()):
            theirs.filter(**{scope: key}).update(**{column: self.former(key)})

    def let_go(self, model: type[Model], column: str) -> None:
        """Take them out of a column that may be empty."""
        model._base_manager.filter(**{column: self.participant}).update(**{column: None})

    def tell(self, stream: UUID, event: str, key: UUID) -> None:
        """Have open windows told in the end that something has changed: once a thing."""
        self.changed.setdefault(stream, {}).setdefault(key, event)


def make_former(scope: UUID) -> User:
    """Return a new account that stands for somebody who has left. Nobody can sign in with it."""
    last = Former.objects.filter(scope=scope).aggregate(last=Max("number"))["last"] or 0
    mark = uuid4().hex
    account = User(
        email=f"{mark}@{FORMERS}", public_name=f"\x1f{last + 1}\x1f{mark}", is_active=False
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    Former.objects.create(account=account, scope=scope, number=last + 1)
    return User.objects.get(pk=account.pk)
