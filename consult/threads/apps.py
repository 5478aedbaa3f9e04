from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    """Comments and the threads that they form."""

    name = "consult.threads"
    label = "threads"
    verbose_name = _("Threads")

    def ready(self) -> None:
        from consult.live import registries  # noqa: PLC0415
        from consult.threads import events, receivers  # noqa: F401, PLC0415

        for event_type in events.COMMENT_EVENTS:
            registries.hydrators.register(event_type, events.hydrate_comments)
        registries.hydrators.register("votes.changed", events.hydrate_votes)
