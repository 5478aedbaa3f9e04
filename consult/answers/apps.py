from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    """From comment to text: suggestions taken up, signatures, reasoned answers, the closing report."""

    name = "consult.answers"
    label = "answers"
    verbose_name = _("Answers")

    def ready(self) -> None:
        from consult.answers import receivers  # noqa: F401, PLC0415
