from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    """Comments and the threads that they form."""

    name = "consult.threads"
    label = "threads"
    verbose_name = _("Threads")

    def ready(self) -> None:
        from consult.live import registries  # noqa: PLC0415
        from consult.threads.events import EVENT_TYPES, hydrate_comments  # noqa: PLC0415

        for event_type in EVENT_TYPES:
            registries.hydrators.register(event_type, hydrate_comments)
