from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demonstration site, built by `manage.py demo`."""

    name = "cms.demo"
    label = "demo"
    verbose_name = _("Demonstration")
