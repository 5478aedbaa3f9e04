from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Reports, the queue, decisions, appeals and the public register."""

    name = "consult.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from consult.languages.registries import translatables  # noqa: PLC0415
        from consult.live import registries  # noqa: PLC0415
        from consult.moderation import desk, events, personal, screening  # noqa: PLC0415
        from consult.moderation.services import expire_unconfirmed  # noqa: PLC0415
        from consult.moderation.statements import words_of_decision  # noqa: PLC0415
        from consult.people.privacy import registry  # noqa: PLC0415
        from consult.threads.screening import letting_go, screeners  # noqa: PLC0415

        translatables.register("decision", words_of_decision)
        registries.chores.register("moderation", expire_unconfirmed)
        registries.listening.register("moderation", desk.may_listen)
        registries.hydrators.register("case.changed", events.hydrate_cases)
        screeners.register("moderation", screening.screen)
        letting_go.register("moderation", screening.let_go)
        registry.kinds.register("moderation", personal.kinds)
        registry.rules.register("moderation", personal.rules)
