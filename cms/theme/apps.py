from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemeConfig(AppConfig):
    """The look: styles, scripts, and what every page shows around its content."""

    name = "cms.theme"
    label = "theme"
    verbose_name = _("Theme")
