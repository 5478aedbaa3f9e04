"""Accounts in Wagtail's admin."""

from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from consult.people.forms import AdminUserCreationForm, AdminUserEditForm


class UserViewSet(WagtailUserViewSet):
    """Wagtail's own pages for accounts, with our forms."""

    def get_form_class(self, for_update: bool = False) -> type:
        return AdminUserEditForm if for_update else AdminUserCreationForm
