from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    """Consultation pages, phases, memberships and colleges, charter."""

    name = "consult.consultations"
    label = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from consult.consultations import personal, receivers  # noqa: F401, PLC0415 - Wagtail's signals
        from consult.consultations.names.queries import is_anybodys_pseudonym  # noqa: PLC0415
        from consult.people.privacy import registry  # noqa: PLC0415
        from consult.people.registries import name_holders  # noqa: PLC0415

        name_holders.register("consultations", is_anybodys_pseudonym)
        registry.kinds.register("consultations", personal.kinds)
        registry.ties.register("consultations", personal.why_publisher_stays)
