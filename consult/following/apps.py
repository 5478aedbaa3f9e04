from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    """Who follows what, and how they are told what happened there."""

    name = "consult.following"
    label = "following"
    verbose_name = _("Following")

    def ready(self) -> None:
        from consult.following import personal  # noqa: PLC0415
        from consult.following.services import chores  # noqa: PLC0415
        from consult.live import registries  # noqa: PLC0415
        from consult.people.privacy import registry  # noqa: PLC0415

        registries.chores.register("following", chores.go_on)
        registry.kinds.register("following", personal.kinds)
        registry.rules.register("following", personal.rules)
