from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    """From comment to text: suggestions taken up, signatures, reasoned answers, the closing report."""

    name = "consult.answers"
    label = "answers"
    verbose_name = _("Answers")

    def ready(self) -> None:
        from consult.answers import events, personal, receivers, signing_events  # noqa: F401, PLC0415
        from consult.answers.queries.translations import words_of_answer  # noqa: PLC0415
        from consult.answers.services.signatures import void_all_outdated  # noqa: PLC0415
        from consult.languages.registries import translatables  # noqa: PLC0415
        from consult.live import registries  # noqa: PLC0415
        from consult.people.privacy import registry  # noqa: PLC0415

        translatables.register("answer", words_of_answer)
        registries.chores.register("signatures", void_all_outdated)
        registry.kinds.register("answers", personal.kinds)
        registry.rules.register("answers", personal.rules)
        for event_type in events.ANSWER_EVENTS:
            registries.hydrators.register(event_type, events.hydrate_answers)
        for event_type in signing_events.TYPES:
            registries.hydrators.register(event_type, signing_events.hydrate_signatures)
