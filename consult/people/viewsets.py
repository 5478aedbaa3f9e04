"""Accounts in Wagtail's admin."""

from django.db.models import QuerySet
from wagtail.users.views.users import IndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from consult.people.forms import AdminUserCreationForm, AdminUserEditForm
from consult.people.models import User


class PeopleView(IndexView):
    """The list of accounts, without those that stand for people who have none, or have left."""

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().filter(former=None, guest=None)


class UserViewSet(WagtailUserViewSet):
    """Wagtail's own pages for accounts, with our forms."""

    index_view_class = PeopleView

    def get_form_class(self, for_update: bool = False) -> type:
        return AdminUserEditForm if for_update else AdminUserCreationForm
