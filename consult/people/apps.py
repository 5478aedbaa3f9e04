"""The people app, and Wagtail's users app with our forms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    """Accounts and affiliations."""

    name = "consult.people"
    label = "people"
    verbose_name = _("People")
    default = True

    def ready(self) -> None:
        from consult.people import receivers  # noqa: F401, PLC0415 - signals of others enter here


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, managed through forms that know a public name."""

    user_viewset = "consult.people.viewsets.UserViewSet"
