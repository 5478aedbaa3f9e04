from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    """Consultation pages, phases, memberships and colleges, charter."""

    name = "consult.consultations"
    label = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from consult.consultations import receivers  # noqa: F401, PLC0415 - Wagtail's signals
