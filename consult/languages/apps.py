from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LanguagesConfig(AppConfig):
    """What is said in one language, said in another by a machine. It knows nothing of comments."""

    name = "consult.languages"
    label = "languages"
    verbose_name = _("Languages")
