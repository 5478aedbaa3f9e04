from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The public HTTP API. It has no rows and no rules: services and policies have them."""

    name = "consult.api"
    label = "api"
    verbose_name = _("HTTP API")
