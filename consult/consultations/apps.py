from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    """Consultation pages, phases, memberships and colleges, charter."""

    name = "consult.consultations"
    label = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from consult.consultations import personal, receivers  # noqa: F401, PLC0415 - Wagtail's signals
        from consult.people.privacy import registry  # noqa: PLC0415

        registry.kinds.register("consultations", personal.kinds)
        registry.ties.register("consultations", personal.why_publisher_stays)
