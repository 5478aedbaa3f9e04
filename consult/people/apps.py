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
        from consult.live import registries  # noqa: PLC0415
        from consult.people import receivers  # noqa: F401, PLC0415 - signals of others enter here
        from consult.people.guests import personal as guests  # noqa: PLC0415
        from consult.people.privacy import (  # noqa: PLC0415
            accounts,
            editing,
            erasure,
            exports,
            periods,
            registry,
            retention,
        )

        registry.kinds.register("people", accounts.kinds)
        registry.kinds.register("guests", guests.kinds)
        registry.kinds.register("editing", editing.kinds)
        registry.rules.register("people", periods.rules)
        registry.ties.register("people", erasure.why_administrator_stays)
        registries.chores.register("exports", exports.take_up_lost)
        registries.chores.register("retention", retention.keep_periods_daily)


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, managed through forms that know a public name."""

    user_viewset = "consult.people.viewsets.UserViewSet"
