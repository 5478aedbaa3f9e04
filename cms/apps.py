from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The site that hosts everything: what it checks of its surroundings."""

    name = "cms"
    label = "cms"

    def ready(self) -> None:
        from cms import checks  # noqa: F401, PLC0415 - registers itself
