from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    """Draft pages, sections, versions, importers."""

    name = "consult.drafts"
    label = "drafts"
    verbose_name = _("Drafts")

    def ready(self) -> None:
        from consult.drafts import personal, policy, receivers  # noqa: F401, PLC0415 - signals enter here
        from consult.drafts.events import hydrate_versions  # noqa: PLC0415
        from consult.live import registries  # noqa: PLC0415
        from consult.people.privacy import registry  # noqa: PLC0415

        registry.kinds.register("drafts", personal.kinds)

        registries.listening.register("drafts", policy.may_listen)
        registries.hydrators.register("version.published", hydrate_versions)
