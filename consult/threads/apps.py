from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    """Comments and the threads that they form."""

    name = "consult.threads"
    label = "threads"
    verbose_name = _("Threads")

    def ready(self) -> None:
        from consult.consultations.names.registry import bearers  # noqa: PLC0415
        from consult.languages.registries import listeners, translatables  # noqa: PLC0415
        from consult.languages.services import take_up_lost  # noqa: PLC0415
        from consult.live import registries  # noqa: PLC0415
        from consult.people import registries as people  # noqa: PLC0415
        from consult.people.privacy import registry  # noqa: PLC0415
        from consult.threads import events, personal, queries, receivers  # noqa: F401, PLC0415
        from consult.threads.queries.organisations import vouched_by  # noqa: PLC0415
        from consult.threads.services.rename import bear_name  # noqa: PLC0415

        for event_type in events.COMMENT_EVENTS:
            registries.hydrators.register(event_type, events.hydrate_comments)
        bearers.register("threads", bear_name)
        registries.chores.register("translations", take_up_lost)
        translatables.register("comment", queries.words_of_comment)
        listeners.register("comment", events.translation_made)
        people.vouchers.register("publishers", vouched_by)
        registries.hydrators.register("votes.changed", events.hydrate_votes)
        registry.kinds.register("threads", personal.kinds)
        registry.rules.register("threads", personal.rules)
